package har

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// PageInfo is a page that a file holds.
type PageInfo struct {
	Index   int // for ToPage
	ID      string
	Title   string
	Entries int // recorded requests
}

// Pages lists the pages of a file, in its order. A file without a list of pages
// has one, with all entries; a file without entries may have none.
func (l *Log) Pages() []PageInfo { return l.pagesOf(l.assigned()) }

func (l *Log) pagesOf(assigned []int) []PageInfo {
	var list []PageInfo
	for i, p := range l.allPages() {
		list = append(list, PageInfo{Index: i, ID: printable(p.ID), Title: printable(p.Title)})
	}
	for _, page := range assigned {
		list[page].Entries++
	}
	return list
}

// allPages is the list of pages, which is not empty if there are entries.
func (l *Log) allPages() []rawPage {
	if len(l.pages) == 0 && len(l.entries) > 0 {
		return []rawPage{{}}
	}
	return l.pages
}

// assigned tells for each entry to which page it belongs. One that names no page
// of the file belongs to the last that had begun by then, or else to the first.
func (l *Log) assigned() []int {
	pages := l.allPages()
	byID := make(map[text]int, len(pages))
	for i, p := range slices.Backward(pages) {
		byID[p.ID] = i // the first of several with one name stays
	}
	begun := begins(pages)
	list := make([]int, len(l.entries))
	for i, e := range l.entries {
		page, named := byID[e.Pageref]
		if !named {
			page = lastBegun(begun, e.Started)
		}
		list[i] = page
	}
	return list
}

// begin is when a page was started.
type begin struct {
	page int
	at   int64
}

// begins lists the pages that tell when they were started, in that order.
func begins(pages []rawPage) []begin {
	var list []begin
	for i, p := range pages {
		if at, ok := instant(string(p.Started)); ok {
			list = append(list, begin{i, at})
		}
	}
	slices.SortStableFunc(list, func(a, b begin) int { return cmp.Compare(a.at, b.at) })
	return list
}

func lastBegun(begun []begin, started text) int {
	at, ok := instant(string(started))
	if !ok {
		return 0
	}
	after, _ := slices.BinarySearchFunc(begun, at, func(b begin, at int64) int {
		if b.at <= at {
			return -1
		}
		return 1
	})
	if after == 0 {
		return 0
	}
	return begun[after-1].page
}

// printable removes what would disturb a terminal, and cuts what is too long for
// a line.
func printable(t text) string {
	const most = 200
	var b strings.Builder
	n := 0
	for _, r := range string(t) {
		switch {
		case !unicode.IsPrint(r):
		case n == most:
			return b.String() + "..."
		default:
			b.WriteRune(r)
			n++
		}
	}
	return b.String()
}
