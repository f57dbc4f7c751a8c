package cause

import (
	"fmt"

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

// again is a later departure of some bytes, of one segment, from start on.
type again struct {
	start uint64
	at    vtime.Stamp
	size  uint32
	why   Why
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

	firsts  column[upTo] // first copies
	resends column[again]
	marks   column[Mark]
}

// Write records that the bytes up to end were wanted and taken.
func (h *Half) Write(end uint64, wanted, taken vtime.Stamp) {
	if !h.marks.empty() {
		if last := h.marks.last(); last.Wanted == wanted && last.Taken == taken {
			last.End = end
			return
		}
	}
	h.marks.push(Mark{end, wanted, taken})
}

// Depart records the first departure of the bytes [start, end), which leave no
// gap behind those that left before.
func (h *Half) Depart(start, end uint64, at vtime.Stamp) {
	if start > h.sent() {
		panic(fmt.Sprintf("cause: the bytes before %d never left", start))
	}
	extend(&h.firsts, end, at)
}

// sent returns the offset of the first byte that has not left.
func (h *Half) sent() uint64 {
	if h.firsts.empty() {
		return 0
	}
	return h.firsts.last().end
}

// Resend records a further departure of the bytes [start, end), of one segment, because
// of why.
func (h *Half) Resend(start, end uint64, at vtime.Stamp, why Why) {
	h.resends.push(again{start, at, uint32(end - start), why})
}

// MarkOf returns the mark that covers the byte at offset.
func (h *Half) MarkOf(offset uint64) (Mark, bool) {
	i := h.marks.search(func(m *Mark) bool { return m.End > offset })
	if i == h.marks.len() {
		return Mark{}, false
	}
	return *h.marks.at(i), true
}

// FirstOf returns the first departure of the byte at offset, with the bytes
// that left at the same instant.
func (h *Half) FirstOf(offset uint64) (Copy, bool) {
	start, first, ok := covering(&h.firsts, offset)
	return Copy{Start: start, End: first.end, At: first.at}, ok
}

// ResendsOf returns the later departures of the byte at offset until an event, in order
// of time. It looks through all that departed again in the time from the first one on.
func (h *Half) ResendsOf(offset uint64, until vtime.EventID) []Copy {
	var of []Copy
	first, _ := h.FirstOf(offset)
	for i := h.resends.search(func(a *again) bool { return a.at.Event >= first.At.Event }); i < h.resends.len(); i++ {
		a := h.resends.at(i)
		if a.at.Event > until {
			break
		}
		if end := a.start + uint64(a.size); a.start <= offset && offset < end {
			of = append(of, Copy{a.start, end, a.at, a.why})
		}
	}
	return of
}

// Forget drops what happened before a time. Of bytes to which it happened then,
// the records tell from now on that it happened together, when it happened to
// the last of them; later departures they tell no more. Of bytes that have not
// left, or are at or behind offset from, the mark stays, and what the stopwatch
// says since. What stays of a long list goes to an archive if there is one.
func (h *Half) Forget(before vtime.Time, from uint64, to Archive) {
	h.resends.drop(h.resends.search(func(a *again) bool { return a.at.Now >= before }))
	h.firsts.drop(older(&h.firsts, func(e *upTo) bool { return e.at.Now < before }))
	from = min(from, h.sent())
	h.marks.drop(older(&h.marks, func(m *Mark) bool { return m.Taken.Now < before && m.End <= from }))
	since := before
	if i := h.marks.search(func(m *Mark) bool { return m.End > from }); i < h.marks.len() {
		since = min(before, h.marks.at(i).Taken.Now)
	}
	h.Chrono.Forget(since, to)
	h.firsts.pack(to)
	h.resends.pack(to)
	h.marks.pack(to)
}

// Release gives back what lies in an archive: from now on nobody asks.
func (h *Half) Release() {
	h.Chrono.Release()
	h.firsts.release()
	h.resends.release()
	h.marks.release()
}

// older returns how many entries can be dropped from the beginning: all that
// are old and are followed by one that is old too, which then speaks for them.
func older[T packable[T]](c *column[T], old func(*T) bool) int {
	if c.len() < 2 {
		return 0
	}
	return max(0, c.search(func(e *T) bool { return !old(e) })-1)
}

// extend records that the bytes up to end share what happened at an instant.
func extend(c *column[upTo], end uint64, at vtime.Stamp) {
	if !c.empty() {
		if last := c.last(); last.at == at {
			last.end = end
			return
		}
	}
	c.push(upTo{end, at})
}

// covering returns the entry of the byte at offset and where its bytes begin.
func covering(c *column[upTo], offset uint64) (start uint64, e upTo, ok bool) {
	i := c.search(func(e *upTo) bool { return e.end > offset })
	if i == c.len() {
		return 0, upTo{}, false
	}
	if i > 0 {
		start = c.at(i - 1).end
	}
	return start, *c.at(i), true
}
