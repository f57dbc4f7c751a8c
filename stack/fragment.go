package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// cut sends a datagram in parts that fit an MTU (RFC 791 section 3.2, RFC 8200
// section 4.5).
func (h *Host) cut(at vtime.Stamp, p *packet, out *link.Wire, mtu int) {
	datagram := p.AppendWire(nil)
	body := datagram[len(datagram)-p.payloadLen():]
	for _, f := range ip.Fragments(p.hdr, len(body), mtu) {
		q := h.net.get()
		q.hdr, q.own().piece = f.Header, body[f.From:f.To]
		q.out, q.from, q.left = p.out, p.from, p.left
		q.frame.Len = q.hdr.Len() + len(q.piece)
		q.frame.Data, q.frame.Mark, q.frame.Flow, q.frame.Origin = p.frame.Data, p.frame.Mark, p.frame.Flow, p.frame.Origin
		q.frame.Key = scramble(p.frame.Key + uint64(f.Header.FragmentOffset))
		out.Send(at, &q.frame)
	}
	p.Release()
}

// sendCut is send for a datagram that is too long for the way.
func (h *Host) sendCut(at vtime.Stamp, p *packet, mtu int) {
	out := h.hop(p.hdr.Dst)
	if h.kernel.Stopped() || out == nil || out == toSelf {
		h.send(at, p) // it goes nowhere, or to the host itself
		return
	}
	h.stamp(at, p, p.payloadLen())
	if !p.hdr.Is4() {
		h.ipID++
		p.hdr.ID = h.ipID
	}
	h.cut(at, p, out, mtu)
}

// reassembler gathers the fragments that come to a host.
type reassembler struct {
	host  *Host
	parts map[fragmentKey]*assembly
	order fifo[*assembly] // as they began; those that are done too
	bytes int64           // held by all
}

// fragmentKey names the datagram that a fragment belongs to (RFC 791 section 2.3,
// RFC 8200 section 4.5).
type fragmentKey struct {
	addrs    addrPair
	protocol ip.Protocol
	id       uint32
}

// assembly is a datagram that is not whole yet.
type assembly struct {
	ip.Assembly
	of    *reassembler
	key   fragmentKey
	timer sim.Timer
	held  *packet // the fragment that is nearest to the beginning
	marks [4]bool // the ECN fields that came
	done  bool
}

// gather takes a fragment that is for the host. It returns the datagram once it
// is whole, and nil before.
func (h *Host) gather(at vtime.Stamp, p *packet) *packet {
	if h.fragments == nil {
		h.fragments = &reassembler{host: h, parts: map[fragmentKey]*assembly{}}
	}
	r := h.fragments
	key := fragmentKey{addrPair{p.hdr.Dst, p.hdr.Src}, p.hdr.Protocol, p.hdr.ID}
	if !p.hdr.Is4() {
		key.protocol = 0 // the first alone counts
	}
	a := r.parts[key]
	if a == nil {
		a = r.begin(at, key)
	}
	data := p.piece
	if p.raw != nil {
		data = p.body
	}
	a.marks[p.frame.Mark] = true
	before := int64(a.Bytes())
	whole, done := a.Add(p.hdr, data, h.overlapRule(p))
	r.bytes += int64(a.Bytes()) - before
	switch {
	case a.Spoiled():
		r.end(a)
		h.drop(at, p, "fragments overlap")
		return nil
	case done:
		r.end(a)
		return h.whole(at, p, a, whole)
	}
	a.keep(p)
	r.makeRoom(at)
	return nil
}

// overlapRule is the host's for IPv4.
func (h *Host) overlapRule(p *packet) ip.Overlap {
	if p.hdr.Is4() {
		return h.cfg.IP.FragmentOverlap
	}
	return ip.OverlapDrop
}

// begin makes room for a datagram that a fragment has come of.
func (r *reassembler) begin(at vtime.Stamp, key fragmentKey) *assembly {
	a := &assembly{of: r, key: key}
	a.timer.Init(r.host.kernel, a)
	a.timer.Arm(at.Now.Add(r.host.cfg.IP.ReassemblyTimeout), at.Event, cause.TimerIdle)
	r.parts[key] = a
	r.order.push(a)
	return a
}

// keep holds the fragment if it is nearer to the beginning than the one before.
func (a *assembly) keep(p *packet) {
	if a.held != nil && a.held.hdr.FragmentOffset <= p.hdr.FragmentOffset {
		p.Release()
		return
	}
	if a.held != nil {
		a.held.Release()
	}
	a.held = p
}

// end forgets a datagram; what was held of it is released but for the payload.
func (r *reassembler) end(a *assembly) {
	a.done = true
	a.timer.Stop()
	r.bytes -= int64(a.Bytes())
	delete(r.parts, a.key)
	if a.held != nil && !a.Spoiled() {
		a.held.Release()
		a.held = nil
	}
	for r.order.len() > 0 && r.order.items[r.order.head].done {
		r.order.pop()
	}
}

// makeRoom drops the oldest datagrams while too much is held (Linux
// ipfrag_high_thresh).
func (r *reassembler) makeRoom(at vtime.Stamp) {
	for r.bytes > r.host.cfg.IP.ReassemblyLimit && r.order.len() > 0 {
		a := r.order.items[r.order.head]
		p := a.held
		a.held = nil
		r.end(a)
		r.host.drop(at, p, "too many fragments")
	}
}

// Fire gives up a datagram of which fragments are missing: its sender is told if
// the first is there (RFC 792, RFC 8200 section 4.5).
func (a *assembly) Fire(at vtime.Stamp) {
	h, p := a.of.host, a.held
	a.held = nil
	first := a.HasFirst() && p.hdr.FragmentOffset == 0
	if first {
		p.raw, p.piece = nil, a.First()
		h.report(at, p, ip.FragmentsMissing, 0)
	}
	a.of.end(a)
	h.drop(at, p, "fragments missing")
}

// whole makes a datagram of its payload, in the packet of the fragment that came
// last.
func (h *Host) whole(at vtime.Stamp, p *packet, a *assembly, payload []byte) *packet {
	// A mark on one fragment is one on the datagram; marks and fragments that
	// cannot be marked do not go together (RFC 3168 section 5.3).
	if a.marks[link.Marked] {
		if a.marks[link.Unmarkable] {
			h.drop(at, p, "fragments with and without ECN")
			return nil
		}
		p.frame.Mark = link.Marked
	}
	p.hdr.MoreFragments, p.hdr.FragmentOffset = false, 0
	p.piece = nil
	p.raw = append(ip.AppendHeader(nil, p.marked(), len(payload)), payload...)
	if err := p.readHeader(); err != nil {
		h.drop(at, p, err.Error())
		return nil
	}
	p.frame.Len = len(p.raw)
	return p
}
