package stack

import "github.com/rttlab/rttlab/sim/link"

// LookAhead looks at what the connection will need when its deadline passes; the event loop
// calls it.
func (e *endpoint) LookAhead() uint64 { return e.lookAhead(false) }

// lookAhead looks at what the connection will need for a segment that comes, with data or
// without, or for its deadline, an answer included.
func (e *endpoint) lookAhead(data bool) uint64 {
	n := e.conn.LookAhead(data) + uint64(e.state)
	if out := e.host.course.out; out != nil {
		n += out.LookAheadOfSend()
	}
	return n
}

// LookAhead looks at what a frame will need that arrives soon: by what it leaves again, or the
// connection that the host heard of last, which it mostly is for.
func (i *netif) LookAhead(f *link.Frame) uint64 {
	p := f.Body.(*packet)
	if out := p.ahead[0]; out != nil {
		return out.LookAheadOfSend()
	}
	if e := i.host.conns.latest; e != nil {
		return e.lookAhead(f.Data)
	}
	return 0
}

// LookAhead looks at nothing: hosts with tunnels are few.
func (t *Tunnel) LookAhead(*link.Frame) uint64 { return 0 }
