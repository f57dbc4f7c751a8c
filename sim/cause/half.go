package cause

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Mark says that the bytes up to offset End (exclusive) were wanted to be
// written at Wanted and were taken by the send buffer at Taken.
type Mark struct {
	End           uint64
	Wanted, Taken vtime.Stamp
}

// Copy is one departure of the bytes [Start, End). Why is NothingToSend for the
// first copy and the repair's rule for later ones.
type Copy struct {
	Start, End uint64
	At         vtime.Stamp
	Why        Why
}

// upTo is what happened at an instant to the bytes up to offset end, from
// where the entry before it ends.
type upTo struct {
	end uint64
	at  vtime.Stamp
}

// Half is what the sending end of one direction records about its bytes.
type Half struct {
	// Chrono tells what held the first unsent byte at each instant.
	Chrono Chrono

	marks   []Mark
	firsts  []upTo // first copies
	resends []Copy // later copies, ordered by start and then by time
	longest uint64 // of resends, in bytes
}

// Write records that the bytes up to end were wanted and taken.
func (h *Half) Write(end uint64, wanted, taken vtime.Stamp) {
	if n := len(h.marks); n > 0 && h.marks[n-1].Wanted == wanted && h.marks[n-1].Taken == taken {
		h.marks[n-1].End = end
		return
	}
	h.marks = append(h.marks, Mark{end, wanted, taken})
}

// Depart records the first departure of the bytes [start, end), which leave no
// gap behind those that left before.
func (h *Half) Depart(start, end uint64, at vtime.Stamp) {
	if n := len(h.firsts); start > 0 && (n == 0 || start > h.firsts[n-1].end) {
		panic(fmt.Sprintf("cause: the bytes before %d never left", start))
	}
	h.firsts = extend(h.firsts, end, at)
}

// Resend records a further departure of the bytes [start, end) because of why.
func (h *Half) Resend(start, end uint64, at vtime.Stamp, why Why) {
	i := len(h.resends)
	if i > 0 && h.resends[i-1].Start > start {
		i = sort.Search(i, func(i int) bool { return h.resends[i].Start > start })
	}
	h.resends = slices.Insert(h.resends, i, Copy{start, end, at, why})
	h.longest = max(h.longest, end-start)
}

// MarkOf returns the mark that covers the byte at offset.
func (h *Half) MarkOf(offset uint64) (Mark, bool) {
	i := sort.Search(len(h.marks), func(i int) bool { return h.marks[i].End > offset })
	if i == len(h.marks) {
		return Mark{}, false
	}
	return h.marks[i], true
}

// FirstOf returns the first departure of the byte at offset, with the bytes
// that left at the same instant.
func (h *Half) FirstOf(offset uint64) (Copy, bool) {
	start, first, ok := covering(h.firsts, offset)
	return Copy{Start: start, End: first.end, At: first.at}, ok
}

// ResendsOf returns the later departures of the byte at offset, in order of time.
func (h *Half) ResendsOf(offset uint64) []Copy {
	var of []Copy
	i := sort.Search(len(h.resends), func(i int) bool { return h.resends[i].Start+h.longest > offset })
	for ; i < len(h.resends) && h.resends[i].Start <= offset; i++ {
		if offset < h.resends[i].End {
			of = append(of, h.resends[i])
		}
	}
	slices.SortStableFunc(of, func(a, b Copy) int {
		return cmp.Or(cmp.Compare(a.At.Now, b.At.Now), cmp.Compare(a.At.Event, b.At.Event))
	})
	return of
}

// Resends returns the number of later departures.
func (h *Half) Resends() int { return len(h.resends) }

// extend records that the bytes up to end share what happened at an instant.
func extend(list []upTo, end uint64, at vtime.Stamp) []upTo {
	if n := len(list); n > 0 && list[n-1].at == at {
		list[n-1].end = end
		return list
	}
	return append(list, upTo{end, at})
}

// covering returns the entry of the byte at offset and where its bytes begin.
func covering(list []upTo, offset uint64) (start uint64, e upTo, ok bool) {
	i := sort.Search(len(list), func(i int) bool { return list[i].end > offset })
	if i == len(list) {
		return 0, upTo{}, false
	}
	if i > 0 {
		start = list[i-1].end
	}
	return start, list[i], true
}
