package tcp

import (
	"sort"

	"github.com/rttlab/rttlab/sim/vtime"
)

// piece is a range of bytes that arrived behind a hole.
type piece struct {
	start, end int64
	data       Payload
}

// reassembly keeps pieces in order, disjoint, and what the sender is told about
// them. Offsets are the peer's.
type reassembly struct {
	pieces []piece
	total  int64 // bytes of the pieces
	report sackReport
}

// insert adds what is new of [start, start+data.Len) and calls added for each
// new range. Bytes that are there already win over later copies.
func (r *reassembly) insert(start int64, data Payload, added func(start, end int64)) {
	end := start + int64(data.Len)
	i := r.search(start)
	for at := start; at < end; i++ {
		gapEnd := end
		if i < len(r.pieces) {
			gapEnd = min(end, r.pieces[i].start)
		}
		if at < gapEnd {
			r.put(i, piece{at, gapEnd, data.Slice(int(at-start), int(gapEnd-start))})
			added(at, gapEnd)
			i++
		}
		if i >= len(r.pieces) {
			return
		}
		at = max(gapEnd, r.pieces[i].end)
	}
}

// search returns the first piece that ends behind offset off. Most arrive behind
// all others, or before them.
func (r *reassembly) search(off int64) int {
	n := len(r.pieces)
	switch {
	case n == 0 || r.pieces[n-1].end <= off:
		return n
	case r.pieces[n-1].start <= off:
		return n - 1
	case r.pieces[0].end > off:
		return 0
	}
	return sort.Search(n, func(i int) bool { return r.pieces[i].end > off })
}

// overlap returns the first range of [start, end) that is there already.
func (r *reassembly) overlap(start, end int64) (s span) {
	if r.empty() {
		return s
	}
	for _, p := range r.pieces[r.search(start):] {
		switch {
		case p.start >= end, !s.empty() && p.start > s.end:
			return s
		case s.empty():
			s.start = max(p.start, start)
		}
		s.end = min(p.end, end)
	}
	return s
}

func (r *reassembly) put(i int, p piece) {
	r.pieces = append(r.pieces, piece{})
	copy(r.pieces[i+1:], r.pieces[i:])
	r.pieces[i] = p
	r.total += p.end - p.start
}

// next returns the piece that continues at offset nxt, cut to what is new, and
// removes it and everything before it.
func (r *reassembly) next(nxt int64) (piece, bool) {
	r.removeFirst(r.search(nxt))
	if len(r.pieces) == 0 || r.pieces[0].start > nxt {
		return piece{}, false
	}
	p := r.pieces[0]
	if p.start < nxt {
		p.data = p.data.Slice(int(nxt-p.start), int(p.end-p.start))
		p.start = nxt
	}
	r.removeFirst(1)
	return p, true
}

func (r *reassembly) removeFirst(n int) {
	if n == 0 {
		return
	}
	for _, p := range r.pieces[:n] {
		r.total -= p.end - p.start
	}
	k := copy(r.pieces, r.pieces[n:])
	clear(r.pieces[k:])
	r.pieces = r.pieces[:k]
}

func (r *reassembly) empty() bool { return r == nil || len(r.pieces) == 0 }

// bytes returns how many bytes wait behind holes, end the offset behind them;
// something must be there.
func (r *reassembly) bytes() int64 {
	if r == nil {
		return 0
	}
	return r.total
}

func (r *reassembly) end() int64 { return r.pieces[len(r.pieces)-1].end }

// timerKind names a deadline of a connection. When several are due at once
// they fire in this order.
type timerKind uint8

const (
	timerUser timerKind = iota
	timerRetransmit
	timerPersist
	timerOverride
	timerCork
	timerPacing
	timerDelayedAck
	timerKeepAlive
	timerTimeWait
	numTimers
)

// timer is a deadline and the event that set it.
type timer struct {
	at vtime.Time
	by vtime.EventID
}
