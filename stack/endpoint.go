package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// endpoint is one end of a TCP connection on its host: the state machine, its
// one timer, and the processes that wait for it.
type endpoint struct {
	// What every segment looks at lies together, as in the connection.
	host                             *Host
	end                              *End
	flow                             uint64 // of end, as what follows
	localPort, remotePort            uint16
	local4, remote4                  uint32    // the addresses, if they are of IPv4: in less space
	sent, sentData, resent, received uint32    // segments that the end does not count yet
	state                            tcp.State // as last shown to the observer
	ipOptions
	conn     tcp.Conn
	timer    sim.Timer
	lastAck  tcp.Seq // see frameKey
	sameAcks uint32  // pure acknowledgements with it so far

	waits            int32 // its position among those in TIME-WAIT, as long as it is whole; 0: none
	takenPort        bool  // holds a use of its local port
	shrunk           bool  // a TIME-WAIT has taken its place
	yielded          bool  // in SYN-RECEIVED: the timer has let pass what else happens at its instant
	orphan           bool  // counted among those that nobody holds
	readers, writers sim.WaitQueue
	parent           *listener      // whose queue it is in; nil once accepted, or if opened actively
	notify           *sim.WaitQueue // who else wants to know that there is something to read
	prev, next       *endpoint      // in the list of its parent's handshakes
}

// newEndpoint puts a connection on the host's table. It has the knobs of its
// socket, nil for the host's.
func (h *Host) newEndpoint(t *tuple, iss tcp.Seq, knobs *tcp.Config, rec tcp.Records, end *End) *endpoint {
	e := &endpoint{host: h}
	e.is(end)
	h.initConn(&e.conn, t, iss, knobs, rec)
	e.timer.Init(h.kernel, e)
	end.IsOpen = true
	h.conns.add(e)
	h.ports.use(e.localPort)
	e.takenPort = true
	return e
}

// open fills in what is known of an end when it is made.
func (e *End) open(at vtime.Stamp, h *Host, t *tuple, iss tcp.Seq) {
	e.Host, e.ISS, e.Opened, e.tuple = h, uint32(iss), at, *t
}

// is makes the endpoint that of an end.
func (e *endpoint) is(end *End) {
	e.end, end.live = end, e
	e.flow, e.localPort, e.remotePort = end.flow, end.localPort, end.remotePort
	if end.local.Is4() {
		e.local4, e.remote4 = end.local.Uint32(), end.remote.Uint32()
	}
}

// addrs returns the addresses of the connection.
func (e *endpoint) addrs() (local, remote ip.Addr) {
	if e.is4() {
		return ip.AddrFromUint32(e.local4), ip.AddrFromUint32(e.remote4)
	}
	return e.end.local, e.end.remote
}

func (e *endpoint) is4() bool { return e.remote4 != 0 }

// settle has the end count what it does not count yet.
func (e *endpoint) settle() {
	c := &e.end.counts
	c.Sent += uint64(e.sent)
	c.SentData += uint64(e.sentData)
	c.Resent += uint64(e.resent)
	c.Received += uint64(e.received)
	e.sent, e.sentData, e.resent, e.received = 0, 0, 0, 0
}

// leaves ends what the endpoint does for its end.
func (e *endpoint) leaves() {
	e.settle()
	e.end.live = nil
	if e.host.course.of == e {
		e.host.course = course{}
	}
}

// initConn makes a connection between two addresses.
func (h *Host) initConn(c *tcp.Conn, t *tuple, iss tcp.Seq, knobs *tcp.Config, rec tcp.Records) {
	if knobs == nil {
		knobs = &h.cfg.TCP
	}
	c.Init(knobs, iss, h.segmentSize(t.local, t.remote), rec)
	if knobs.TimestampOffset {
		c.SetTimestampOffset(h.timestampOffset(&t.addrPair))
	}
	if !t.local.Is4() {
		c.SetIPv6()
	}
}

// initialSequence is a hash of the four-tuple plus a clock that ticks every
// four microseconds (RFC 9293 section 3.4.1).
func (h *Host) initialSequence(now vtime.Time, t *tuple) tcp.Seq {
	return tcp.Seq(uint32(h.iss.Draw(t.hash())) + uint32(now/(4*vtime.Microsecond)))
}

// timestampOffset is the same for all connections to a peer, so that their
// timestamps grow from one to the next (RFC 7323 section 7.1).
func (h *Host) timestampOffset(p *addrPair) uint32 { return uint32(h.iss.Draw(p.hash() ^ 1<<40)) }

// scramble spreads the bits of x.
func scramble(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	return x ^ x>>29
}

// Fire lets the connection's deadline pass; the event loop calls it.
func (e *endpoint) Fire(at vtime.Stamp) {
	if e.state == tcp.SynReceived && !e.yielded {
		// If the SYN-ACK was lost, the client's timer ends when ours does, a way earlier:
		// its SYN arrives at this very instant and is in time, as in most runs of real ones.
		e.yielded = true
		_, by, where := e.conn.Deadline()
		e.timer.Arm(at.Now, by, where)
		return
	}
	e.conn.Advance(at)
	e.pump(at)
}

// pump sends what may be sent, arms the timer and wakes who waits. It must be
// called after every input to the connection.
func (e *endpoint) pump(at vtime.Stamp) {
	net := e.host.net
	if net.kernel.Stopped() {
		return // a process that is unwound closes its sockets: nobody sees it
	}
	if e.host.narrowed {
		e.host.follow(at, e)
	}
	for e.conn.PollSegment(at, &net.spare().out) {
		e.depart(at, net.take())
	}
	e.rearm()
	if e.state != e.conn.State() {
		e.moved(at)
	}
	if w := e.conn.Wakes(); w != 0 {
		e.wake(at, w)
	}
	if s := net.sampler; s != nil {
		s.Settled(at, e.end, &e.conn)
	}
	if e.state == tcp.TimeWait {
		e.host.waits.shrink(e)
	}
}

// rearm sets the kernel timer to the connection's deadline.
func (e *endpoint) rearm() {
	if e.state == tcp.SynReceived {
		e.yielded = false
	}
	deadline, by, where := e.conn.Deadline()
	switch {
	case e.conn.State() == tcp.TimeWait:
		e.timer.Stop()
		e.host.waits.put(e, deadline, by)
	case deadline == vtime.Never:
		e.timer.Rest()
	case !e.timer.ArmedBy(deadline, by, where):
		e.timer.Arm(deadline, by, where)
	}
}

// depart addresses a segment and gives it to IP.
func (e *endpoint) depart(at vtime.Stamp, p *packet) {
	host, g := e.host, &p.out.Segment
	is4 := e.is4()
	local, remote := e.addrs()
	g.SrcPort, g.DstPort = e.localPort, e.remotePort
	// Field by field: a header that is made elsewhere and copied has to be there first.
	h := &p.hdr
	h.Src, h.Dst, h.Protocol, h.TTL, h.TOS = local, remote, ip.TCP, e.ttl, e.tos
	h.DontFragment, h.MoreFragments, h.FragmentOffset, h.ID, h.FlowLabel = is4 && e.mayNotFragment(), false, 0, 0, 0
	if !is4 && host.cfg.IP.FlowLabels {
		h.FlowLabel = uint32(e.flow>>8) & 0xfffff
	}
	p.from = e.end
	p.frame.Data, p.frame.Mark = g.Payload.Len > 0, link.Mark(g.ECN)
	p.frame.Flow, p.frame.Key = e.flow, e.frameKey(p)
	e.sent++
	if p.out.End > p.out.Start {
		if p.out.Copy > 1 {
			e.resent++
		}
		if g.Payload.Len > 0 {
			e.sentData++
		}
	}
	host.stamp(at, p, tcp.HeaderLen(&g.Options)+g.Payload.Len)
	if host.course.of != e {
		host.findCourse(e, remote)
	}
	p.ahead = host.course.ahead
	if out := host.course.out; p.fits(out) {
		out.Send(at, &p.frame)
	} else {
		host.stuck(at, p, out)
	}
}

// frameKey names a segment by its flow, direction, sequence range and copy, so
// that a draw for it stays the same when other packets come or go. A pure
// acknowledgement is named by its number and how often it was said.
func (e *endpoint) frameKey(p *packet) uint64 {
	if p.out.End > p.out.Start {
		return scramble(scramble(e.flow^uint64(p.out.Start)<<1) + uint64(p.out.Copy))
	}
	if ack := p.out.Segment.Ack; ack != e.lastAck {
		e.lastAck, e.sameAcks = ack, 0
	}
	e.sameAcks++
	relative := uint64(uint32(e.lastAck - e.conn.IRS()))
	return scramble(scramble(e.flow^relative<<1^1) + uint64(e.sameAcks))
}

// moved tells the observer of a transition and keeps the record of the end.
func (e *endpoint) moved(at vtime.Stamp) {
	from, to := e.state, e.conn.State()
	e.state = to
	e.saveMetrics(from, at.Now)
	e.host.orphans.moved(e)
	e.end.moved(at, from, to)
}

func (e *End) moved(at vtime.Stamp, from, to tcp.State) {
	if w := e.Host.net.watch; w != nil {
		w.StateChange(at, e, from.String(), to.String())
	}
}

func (e *endpoint) wake(at vtime.Stamp, w tcp.Wake) {
	e.settle() // long before 32 bits are full: no transfer goes on without waking somebody
	e.host.wakePollers()
	if w&tcp.WakeEstablished != 0 && !e.end.IsEstablished {
		e.learnFast()
		e.end.Established, e.end.IsEstablished = at, true
		if e.parent != nil {
			e.parent.established(e)
		}
	}
	if w&tcp.WakeReadable != 0 {
		e.readers.WakeAll()
		if e.notify != nil {
			e.notify.WakeAll()
		}
	}
	if w&(tcp.WakeWritable|tcp.WakeEstablished) != 0 {
		e.writers.WakeAll()
	}
	if w&tcp.WakeClosed != 0 && e.end.IsOpen { // and not what was reset before it is closed
		e.gone(at)
	}
}

// gone takes a closed connection off the host.
func (e *endpoint) gone(at vtime.Stamp) {
	e.timer.Stop()
	if e.waits != 0 {
		e.host.waits.remove(e.waits)
	}
	if e.host.conns.find(&e.end.tuple) == e {
		e.host.conns.remove(e)
	}
	if e.takenPort {
		e.takenPort = false
		e.host.ports.free(e.localPort)
	}
	if e.parent != nil {
		e.parent.lost(e)
	}
	e.end.Closed, e.end.IsOpen = at, false
	e.leaves()
	if err := e.conn.Err(); err != 0 {
		e.end.Err = err
	}
}

// deliverTCP gives a segment to its connection.
func (h *Host) deliverTCP(at vtime.Stamp, p *packet) {
	g := &p.out.Segment
	g.ECN = tcp.Codepoint(p.frame.Mark)
	e := h.conns.latest // mostly; nothing is withheld from one that is established
	if e == nil || e.conn.State() != tcp.Established || g.Options.Signed || !e.receives(&p.hdr, g) {
		if e = h.receiver(at, p); e == nil || e.withheld(at, p) {
			return
		}
	}
	e.received++
	e.conn.Segment(at, g, p.frame.Origin)
	if e.state < tcp.Established && e.conn.State() >= tcp.Established {
		e.begins(at, p)
	}
	p.Release()
	e.pump(at)
}

// begins is what follows from the segment that has ended the handshake.
func (e *endpoint) begins(at vtime.Stamp, p *packet) {
	if e.state == tcp.SynSent && e.conn.State() == tcp.Established {
		e.end.agreed(p.from)
	}
	e.useMetrics(at.Now)
}

// receives reports whether a segment is for the connection.
func (e *endpoint) receives(hdr *ip.Header, g *tcp.Segment) bool {
	local, remote := e.addrs()
	return g.DstPort == e.localPort && g.SrcPort == e.remotePort && hdr.Src == remote && hdr.Dst == local
}

// receiver finds the connection of a segment, or has a listener make one. If there
// is none it answers with a reset and returns nil.
func (h *Host) receiver(at vtime.Stamp, p *packet) *endpoint {
	g := &p.out.Segment
	t := tuple{addrPair{p.hdr.Dst, p.hdr.Src}, g.DstPort, g.SrcPort}
	if g.Options.Signed && h.cfg.DropSigned {
		h.drop(at, p, "signed with an unknown key")
		return nil
	}
	e := h.conns.find(&t)
	if e == nil {
		if i := h.waits.find(&t); i != 0 {
			e = h.waits.restore(i)
		}
	}
	if e == nil || e.conn.Reusable(g) {
		if g.Flags&(tcp.SYN|tcp.ACK|tcp.RST) == tcp.SYN {
			if l := h.listenerFor(t.local, t.localPort); l != nil {
				if e = l.admit(at, p, &t, e); e == nil {
					return nil
				}
			}
		}
	}
	if e == nil {
		if l := h.listenerFor(t.local, t.localPort); l != nil && l.bringsCookie(at.Now, g, &t) {
			if l.full() {
				h.drop(at, p, "accept queue full")
				return nil
			}
			e = l.fromCookie(at, p, &t)
		}
	}
	switch {
	case e == nil && g.Flags&(tcp.SYN|tcp.ACK|tcp.RST) == 0 && h.listenerFor(t.local, t.localPort) != nil:
		// A listener has no use for it (RFC 9293 section 3.10.7.2).
		h.drop(at, p, "not for a listener")
	case e == nil && h.silent(g, &t):
		h.drop(at, p, "black hole")
	case e == nil:
		h.refuse(at, p)
	}
	return e
}

// refuse answers a segment that no connection wants.
func (h *Host) refuse(at vtime.Stamp, p *packet) {
	g := &p.out.Segment
	r, ok := tcp.ResetFor(g)
	if ok {
		r.SrcPort, r.DstPort = g.DstPort, g.SrcPort
		q := h.net.get()
		q.out = tcp.Outgoing{Segment: r, AckSince: vtime.Never}
		h.reply(at, q, p)
	}
	h.drop(at, p, "no socket")
}

// reply sends a segment that belongs to no connection back to where p came from.
func (h *Host) reply(at vtime.Stamp, q, p *packet) {
	q.hdr = ip.Header{
		Src: p.hdr.Dst, Dst: p.hdr.Src, Protocol: ip.TCP, DontFragment: p.hdr.Is4() && h.cfg.IP.PMTUDiscovery,
	}
	q.frame.Data = false
	q.frame.Key = scramble(p.frame.Key)
	h.send(at, q)
}
