package cause

import (
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

// Half is what the sending end of one direction records about its bytes.
type Half struct {
	// Chrono tells what held the first unsent byte at each instant.
	Chrono Chrono

	marks   []Mark
	firsts  []Copy // first copies, contiguous and in order
	resends []Copy // later copies, in order of time
}

// Write records that the bytes up to end were wanted and taken.
func (h *Half) Write(end uint64, wanted, taken vtime.Stamp) {
	if n := len(h.marks); n > 0 && h.marks[n-1].Wanted == wanted && h.marks[n-1].Taken == taken {
		h.marks[n-1].End = end
		return
	}
	h.marks = append(h.marks, Mark{end, wanted, taken})
}

// Depart records the first departure of the bytes [start, end).
func (h *Half) Depart(start, end uint64, at vtime.Stamp) {
	if n := len(h.firsts); n > 0 && h.firsts[n-1].At == at {
		h.firsts[n-1].End = end
		return
	}
	h.firsts = append(h.firsts, Copy{Start: start, End: end, At: at})
}

// Resend records a further departure of the bytes [start, end) because of why.
func (h *Half) Resend(start, end uint64, at vtime.Stamp, why Why) {
	h.resends = append(h.resends, Copy{start, end, at, why})
}

// MarkOf returns the mark that covers the byte at offset.
func (h *Half) MarkOf(offset uint64) (Mark, bool) {
	i := sort.Search(len(h.marks), func(i int) bool { return h.marks[i].End > offset })
	if i == len(h.marks) {
		return Mark{}, false
	}
	return h.marks[i], true
}

// FirstOf returns the first departure of the byte at offset.
func (h *Half) FirstOf(offset uint64) (Copy, bool) {
	i := sort.Search(len(h.firsts), func(i int) bool { return h.firsts[i].End > offset })
	if i == len(h.firsts) {
		return Copy{}, false
	}
	return h.firsts[i], true
}

// ResendsOf returns the later departures of the byte at offset, in order of time.
func (h *Half) ResendsOf(offset uint64) []Copy {
	var of []Copy
	for _, c := range h.resends {
		if c.Start <= offset && offset < c.End {
			of = append(of, c)
		}
	}
	return of
}

// Resends returns the number of later departures.
func (h *Half) Resends() int { return len(h.resends) }

// Arrival says that the bytes [Start, End) arrived At, on a frame that left
// the sender in event Origin.
type Arrival struct {
	Start, End uint64
	At         vtime.Stamp
	Origin     vtime.EventID
}

// Receipt is what the receiving end of one direction records about its bytes.
type Receipt struct {
	progress []Arrival // in-order progress; Origin is zero for bytes that had waited behind a hole
	strays   []Arrival // out-of-order arrivals, in order of time
	reads    []Mark    // End and Taken: what the application had read, and when
}

// Advance records that the bytes [start, end) became deliverable. Origin is the
// sending event of the frame that brought them, zero if they had arrived before.
func (r *Receipt) Advance(start, end uint64, at vtime.Stamp, origin vtime.EventID) {
	r.progress = append(r.progress, Arrival{start, end, at, origin})
}

// Stray records that the bytes [start, end) arrived behind a hole.
func (r *Receipt) Stray(start, end uint64, at vtime.Stamp, origin vtime.EventID) {
	r.strays = append(r.strays, Arrival{start, end, at, origin})
}

// Read records that the application has read the bytes up to end.
func (r *Receipt) Read(end uint64, at vtime.Stamp) {
	if n := len(r.reads); n > 0 && r.reads[n-1].Taken == at {
		r.reads[n-1].End = end
		return
	}
	r.reads = append(r.reads, Mark{End: end, Taken: at})
}

// ReadyOf returns when the byte at offset became deliverable, and when and
// from which sending event its first copy arrived.
func (r *Receipt) ReadyOf(offset uint64) (ready vtime.Stamp, first Arrival, ok bool) {
	i := sort.Search(len(r.progress), func(i int) bool { return r.progress[i].End > offset })
	if i == len(r.progress) {
		return vtime.Stamp{}, Arrival{}, false
	}
	p := r.progress[i]
	if p.Origin != 0 {
		return p.At, p, true
	}
	for _, s := range r.strays {
		if s.Start <= offset && offset < s.End {
			return p.At, s, true
		}
	}
	panic("cause: a byte became deliverable and never arrived")
}

// ReadOf returns when the application read the byte at offset.
func (r *Receipt) ReadOf(offset uint64) (vtime.Stamp, bool) {
	i := sort.Search(len(r.reads), func(i int) bool { return r.reads[i].End > offset })
	if i == len(r.reads) {
		return vtime.Stamp{}, false
	}
	return r.reads[i].Taken, true
}
