package scenario

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Error is something wrong with a file. Line and Column count from 1; 0 means
// that the error has no place.
type Error struct {
	File         string // or the assignment that is wrong: "--set links[0].delay=5"
	Line, Column int
	Message      string
}

// Error prints file:line:column: message.
func (e Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Errors is all that is wrong with a file, in order of place.
type Errors []Error

// Error prints one line for each error.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Bounds of how many errors are reported, and are kept to be sorted.
const (
	maxErrors  = 100
	keptErrors = 10_000
)

// sorted returns the errors in order of place, those without one first.
func (d *decoder) sorted() Errors {
	e := d.errs
	sort.SliceStable(e, func(i, j int) bool {
		return e[i].Line < e[j].Line || e[i].Line == e[j].Line && e[i].Column < e[j].Column
	})
	all := len(e)
	e = slices.Compact(e) // what stands for many hosts is wrong for each of them
	d.failed -= all - len(e)
	if d.failed > maxErrors {
		e = append(e[:maxErrors:maxErrors], Error{File: d.file, Message: fmt.Sprintf("%d more errors", d.failed-maxErrors)})
	}
	return e
}
