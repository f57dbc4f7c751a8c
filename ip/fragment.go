package ip

import "slices"

// Fragment is a part of a datagram's payload, [From, To), behind a header.
type Fragment struct {
	Header   Header
	From, To int
}

// Fragments cuts a datagram with so many bytes of payload into parts that fit a
// link, with h as the header of all of it, which may be a fragment itself (RFC 791
// section 3.2, RFC 8200 section 4.5). All but the last carry a multiple of eight
// bytes. Mtu must have room for a header and eight bytes.
func Fragments(h Header, payloadLen, mtu int) []Fragment {
	more, first := h.MoreFragments, h.FragmentOffset
	h.MoreFragments = true
	room := (mtu - h.Len()) &^ 7
	var all []Fragment
	for from := 0; from < payloadLen; from += room {
		to := min(from+room, payloadLen)
		h.FragmentOffset = first + uint16(from)
		h.MoreFragments = more || to < payloadLen
		all = append(all, Fragment{h, from, to})
	}
	return all
}

// Overlap says what becomes of fragments that hold the same part of a datagram.
type Overlap uint8

// The rules. A fragment that came before in the same form is never in the way.
const (
	OverlapDrop   Overlap = iota // all of the datagram is dropped (RFC 5722; Linux for IPv4 too)
	OverlapNewest                // what came last counts (RFC 791 section 3.2)
	OverlapOldest                // what came first counts
)

// Assembly gathers the fragments of a datagram. The zero value is empty and ready.
type Assembly struct {
	pieces  []piece // by where they begin; they do not overlap
	end     int     // of the payload, once the last fragment is there
	hasEnd  bool
	spoiled bool
	bytes   int // held
}

type piece struct {
	from int
	data []byte
}

func (p *piece) to() int { return p.from + len(p.data) }

// Bytes returns how many bytes of payload are held.
func (a *Assembly) Bytes() int { return a.bytes }

// Spoiled reports whether the datagram cannot become whole any more: fragments
// contradict each other.
func (a *Assembly) Spoiled() bool { return a.spoiled }

// HasFirst reports whether the beginning is there: only then is there something
// that an error could quote.
func (a *Assembly) HasFirst() bool { return len(a.pieces) > 0 && a.pieces[0].from == 0 }

// First returns the payload's beginning as far as it is there.
func (a *Assembly) First() []byte { return a.pieces[0].data }

// Add takes a fragment, whose bytes it keeps, and returns the payload once it is
// whole.
func (a *Assembly) Add(h Header, data []byte, rule Overlap) (whole []byte, done bool) {
	p := piece{int(h.FragmentOffset), data}
	if a.spoiled || !a.fits(p, h.MoreFragments) {
		a.drop()
		return nil, false
	}
	if !h.MoreFragments {
		a.end, a.hasEnd = p.to(), true
	}
	switch {
	case a.repeats(p):
	case a.overlaps(p) && rule == OverlapDrop:
		a.drop()
		return nil, false
	case a.overlaps(p) && rule == OverlapOldest:
		for _, gap := range a.gaps(p) {
			a.insert(gap)
		}
	default:
		a.clear(p)
		a.insert(p)
	}
	if !a.hasEnd || a.bytes < a.end {
		return nil, false
	}
	for _, p := range a.pieces {
		whole = append(whole, p.data...)
	}
	return whole, true
}

func (a *Assembly) drop() { *a = Assembly{spoiled: true} }

// fits reports whether a fragment agrees with what is known of the end.
func (a *Assembly) fits(p piece, more bool) bool {
	last := 0
	if n := len(a.pieces); n > 0 {
		last = a.pieces[n-1].to()
	}
	if p.to() > MaxDatagram-HeaderLen4 {
		return false
	}
	if !more && (a.hasEnd && p.to() != a.end || p.to() < last) {
		return false
	}
	return !a.hasEnd || p.to() <= a.end
}

func (a *Assembly) repeats(p piece) bool {
	return slices.ContainsFunc(a.pieces, func(q piece) bool { return q.from == p.from && len(q.data) == len(p.data) })
}

func (a *Assembly) overlaps(p piece) bool {
	return slices.ContainsFunc(a.pieces, func(q piece) bool { return q.from < p.to() && p.from < q.to() })
}

func (a *Assembly) insert(p piece) {
	i, _ := slices.BinarySearchFunc(a.pieces, p.from, func(q piece, from int) int { return q.from - from })
	a.pieces = slices.Insert(a.pieces, i, p)
	a.bytes += len(p.data)
}

// gaps are the parts of p that nothing is there of.
func (a *Assembly) gaps(p piece) (parts []piece) {
	at := p.from
	for _, q := range a.pieces {
		if q.to() <= at || q.from >= p.to() {
			continue
		}
		if q.from > at {
			parts = append(parts, piece{at, p.data[at-p.from : q.from-p.from]})
		}
		at = max(at, q.to())
	}
	if at < p.to() {
		parts = append(parts, piece{at, p.data[at-p.from:]})
	}
	return parts
}

// clear makes room for p: what is there of its part goes.
func (a *Assembly) clear(p piece) {
	var kept []piece
	a.bytes = 0
	keep := func(q piece) {
		if len(q.data) > 0 {
			kept = append(kept, q)
			a.bytes += len(q.data)
		}
	}
	for _, q := range a.pieces {
		if q.to() <= p.from || q.from >= p.to() {
			keep(q)
			continue
		}
		if q.from < p.from {
			keep(piece{q.from, q.data[:p.from-q.from]})
		}
		if q.to() > p.to() {
			keep(piece{p.to(), q.data[p.to()-q.from:]})
		}
	}
	a.pieces = kept
}
