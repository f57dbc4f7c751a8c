package gvisor

import (
	"bytes"
	"io"
	"slices"

	"gvisor.dev/gvisor/pkg/tcpip"
	gtcp "gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// stream is a TCP socket.
type stream struct {
	guest *guest
	ep    tcpip.Endpoint
	queue *waiter.Queue
	only4 bool
	peer  stack.Addr // that it was connected to; gVisor forgets it when the connection ends
}

// Stream satisfies stack.Guest.
func (g *guest) Stream(only4 bool) (stack.GuestStream, error) {
	s := &stream{guest: g, queue: &waiter.Queue{}, only4: only4}
	var err tcpip.Error
	if s.ep, err = g.stack.NewEndpoint(gtcp.ProtocolNumber, network(only4), s.queue); err != nil {
		return nil, problem(err)
	}
	return s, nil
}

// Notify satisfies stack.GuestStream, as do the methods below.
func (s *stream) Notify(wake stack.GuestWake) { s.guest.hang(s.queue, wake) }

// State returns the state of RFC 9293.
func (s *stream) State() tcp.State { return states[gtcp.EndpointState(s.ep.State())] }

// Bind is bind.
func (s *stream) Bind(a stack.Addr) error { return problem(s.ep.Bind(full(a, s.only4))) }

// Listen is listen. Like Linux, Sentry makes the queue one longer than asked.
func (s *stream) Listen(backlog int) error { return problem(s.ep.Listen(max(backlog, 0) + 1)) }

// Accept is accept.
func (s *stream) Accept() (stack.GuestStream, error) {
	var from tcpip.FullAddress
	ep, queue, err := s.ep.Accept(&from)
	if err != nil {
		return nil, problem(err)
	}
	return &stream{guest: s.guest, ep: ep, queue: queue, only4: s.only4, peer: fullOf(from)}, nil
}

// Connect is connect.
func (s *stream) Connect(to stack.Addr) error {
	err := problem(s.ep.Connect(full(to, s.only4)))
	if err == errno.EINPROGRESS {
		s.peer = to
	}
	return err
}

// Read is recv; the receive window grows with what is read.
func (s *stream) Read(p []byte, n int64) (int, error) {
	var w io.Writer = &tcpip.LimitedWriter{W: io.Discard, N: n}
	if p != nil {
		room := tcpip.SliceWriter(p)
		w = &room
	}
	r, err := s.ep.Read(w, tcpip.ReadOptions{})
	if err != nil {
		return 0, problem(err)
	}
	s.ep.ModerateRecvBuf(r.Count)
	return r.Count, nil
}

// Write is writev.
func (s *stream) Write(parts []stack.Payload) (int, error) {
	text := &text{parts: parts}
	for _, p := range parts {
		text.left += p.Len
	}
	if text.left == 0 {
		return 0, nil
	}
	n, err := s.ep.Write(text, tcpip.WriteOptions{})
	return int(n), problem(err)
}

// text is what a call writes.
type text struct {
	parts []stack.Payload
	taken int // bytes of the first part
	left  int
}

// Len satisfies tcpip.Payloader.
func (t *text) Len() int { return t.left }

// Read satisfies io.Reader.
func (t *text) Read(b []byte) (int, error) {
	for len(t.parts) > 0 && t.taken == t.parts[0].Len {
		t.parts, t.taken = t.parts[1:], 0
	}
	if len(t.parts) == 0 {
		return 0, io.EOF
	}
	p := t.parts[0]
	n := min(len(b), p.Len-t.taken)
	part := p.Slice(t.taken, t.taken+n)
	clear(b[copy(b[:n], part.Bytes):n])
	t.taken += n
	t.left -= n
	return n, nil
}

// Shutdown is shutdown.
func (s *stream) Shutdown(how stack.How) error {
	var flags tcpip.ShutdownFlags
	if how != stack.ShutRead {
		flags |= tcpip.ShutdownWrite
	}
	if how != stack.ShutWrite {
		flags |= tcpip.ShutdownRead
	}
	return problem(s.ep.Shutdown(flags))
}

// Close is close. What a listener resets leaves in the order of its peers: gVisor
// goes through them as they lie in a map.
func (s *stream) Close() {
	listens := s.State() == tcp.Listen
	s.ep.Close()
	if listens {
		s.guest.sortDepartures()
	}
}

// Ready is poll.
func (s *stream) Ready() (readable, writable bool) {
	e := s.ep.Readiness(waiter.ReadableEvents | waiter.WritableEvents | waiter.EventHUp | waiter.EventErr)
	const ends = waiter.EventErr | waiter.EventHUp
	return e&(waiter.ReadableEvents|ends) != 0, e&(waiter.WritableEvents|ends) != 0
}

// LocalAddr is getsockname.
func (s *stream) LocalAddr() stack.Addr {
	a, err := s.ep.GetLocalAddress()
	if err != nil {
		return stack.Addr{}
	}
	return fullOf(a)
}

// RemoteAddr is getpeername.
func (s *stream) RemoteAddr() stack.Addr { return s.peer }

// SetCongestion sets TCP_CONGESTION.
func (s *stream) SetCongestion(name string) error {
	o := tcpip.CongestionControlOption(name)
	return problem(s.ep.SetSockOpt(&o))
}

// Congestion returns TCP_CONGESTION.
func (s *stream) Congestion() string {
	var o tcpip.CongestionControlOption
	if s.ep.GetSockOpt(&o) != nil {
		return ""
	}
	return string(o)
}

// Info is TCP_INFO. The windows are in segments.
func (s *stream) Info() tcp.Info {
	var o tcpip.TCPInfoOption
	if s.ep.GetSockOpt(&o) != nil {
		return tcp.Info{}
	}
	return tcp.Info{
		State: s.State(), SRTT: vtime.Time(o.RTT), RTTVar: vtime.Time(o.RTTVar), RTO: vtime.Time(o.RTO),
		Cwnd: int64(o.SndCwnd), Threshold: int64(o.SndSsthresh),
	}
}

// sortDepartures puts what is to leave into the order of its bytes.
func (g *guest) sortDepartures() {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.SortFunc(g.out, func(a, b departure) int { return bytes.Compare(a.datagram[12:], b.datagram[12:]) })
}
