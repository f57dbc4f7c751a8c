package knob

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Kind says what a value means and in which unit its int64 is.
type Kind uint8

// The kinds.
const (
	Duration Kind = iota // nanoseconds
	Bytes                // bytes
	Segments             // TCP segments
	Count                // a plain number
	Bool                 // 0 or 1
	Choice               // an index into Names
)

// String names the kind as documentation prints it.
func (k Kind) String() string {
	return [...]string{"duration", "bytes", "segments", "count", "yes/no", "choice"}[k]
}

// Knob is one named value of a configuration of type C.
type Knob[C any] struct {
	Name     string // lower case with underscores, such as "initial_window"
	Kind     Kind
	Names    []string // for Choice: the spelling of 0, 1, 2 ...
	Min, Max int64    // inclusive
	Doc      string   // one sentence with the section of the RFC, where there is one
	Get      func(*C) int64
	Put      func(*C, int64)
}

// Table lists the knobs of C in the order in which reports print them.
type Table[C any] []Knob[C]

// Find returns the knob of that name.
func (t Table[C]) Find(name string) (*Knob[C], bool) {
	for i := range t {
		if t[i].Name == name {
			return &t[i], true
		}
	}
	return nil, false
}

// Set checks the range of v and stores it in c.
func (k *Knob[C]) Set(c *C, v int64) error {
	switch {
	case v >= k.Min && v <= k.Max:
		k.Put(c, v)
		return nil
	case k.Kind == Choice:
		return fmt.Errorf("%s: choice %d: expected 0 to %d for %s", k.Name, v, k.Max, strings.Join(k.Names, ", "))
	}
	return fmt.Errorf("%s: %s is not between %s and %s", k.Name, k.Format(v), k.Format(k.Min), k.Format(k.Max))
}

// Format prints a value of the knob with its unit, as reports do: "40ms",
// "1460 bytes", "10 segments", "3", "yes", or the name of a choice.
func (k *Knob[C]) Format(v int64) string {
	switch k.Kind {
	case Duration:
		return vtime.Time(v).String()
	case Bytes, Segments:
		return strconv.FormatInt(v, 10) + " " + k.Kind.String()
	case Bool:
		if v == 0 {
			return "no"
		} else if v == 1 {
			return "yes"
		}
	case Choice:
		if v >= 0 && v < int64(len(k.Names)) {
			return k.Names[v]
		}
	}
	return strconv.FormatInt(v, 10)
}

// integer is any type that a knob can point at.
type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Of describes a knob by a pointer to its field.
func Of[C any, V integer](name string, kind Kind, lo, hi int64, field func(*C) *V, doc string) Knob[C] {
	return Knob[C]{
		Name: name, Kind: kind, Min: lo, Max: hi, Doc: doc,
		Get: func(c *C) int64 { return int64(*field(c)) },
		Put: func(c *C, v int64) { *field(c) = V(v) },
	}
}

// Switch describes a yes/no knob.
func Switch[C any](name string, field func(*C) *bool, doc string) Knob[C] {
	return Knob[C]{
		Name: name, Kind: Bool, Min: 0, Max: 1, Doc: doc,
		Get: func(c *C) int64 {
			if *field(c) {
				return 1
			}
			return 0
		},
		Put: func(c *C, v int64) { *field(c) = v != 0 },
	}
}

// Among describes a knob that is one of several named values.
func Among[C any, V integer](name string, names []string, field func(*C) *V, doc string) Knob[C] {
	k := Of(name, Choice, 0, int64(len(names)-1), field, doc)
	k.Names = names
	return k
}

// Embed makes the knobs of D, a part of C, knobs of C under a prefix.
func Embed[C, D any](prefix string, t Table[D], part func(*C) *D) Table[C] {
	out := make(Table[C], 0, len(t))
	for _, k := range t {
		out = append(out, Knob[C]{
			Name: prefix + k.Name, Kind: k.Kind, Names: k.Names, Min: k.Min, Max: k.Max, Doc: k.Doc,
			Get: func(c *C) int64 { return k.Get(part(c)) },
			Put: func(c *C, v int64) { k.Put(part(c), v) },
		})
	}
	return out
}
