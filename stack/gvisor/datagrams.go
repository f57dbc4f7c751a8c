package gvisor

import (
	"bytes"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"github.com/rttlab/rttlab/stack"
)

// datagrams is a UDP socket.
type datagrams struct {
	guest *guest
	ep    tcpip.Endpoint
	queue *waiter.Queue
	only4 bool
}

// Datagrams satisfies stack.Guest.
func (g *guest) Datagrams(only4 bool) (stack.GuestDatagrams, error) {
	s := &datagrams{guest: g, queue: &waiter.Queue{}, only4: only4}
	var err tcpip.Error
	if s.ep, err = g.stack.NewEndpoint(udp.ProtocolNumber, network(only4), s.queue); err != nil {
		return nil, problem(err)
	}
	return s, nil
}

// Notify satisfies stack.GuestDatagrams, as do the methods below.
func (s *datagrams) Notify(wake stack.GuestWake) { s.guest.hang(s.queue, wake) }

// Bind is bind.
func (s *datagrams) Bind(a stack.Addr) error { return problem(s.ep.Bind(full(a, s.only4))) }

// Connect is connect.
func (s *datagrams) Connect(to stack.Addr) error { return problem(s.ep.Connect(full(to, s.only4))) }

// SendTo is sendto.
func (s *datagrams) SendTo(data []byte, to stack.Addr) error {
	var o tcpip.WriteOptions
	if to != (stack.Addr{}) {
		a := full(to, s.only4)
		o.To = &a
	}
	_, err := s.ep.Write(bytes.NewReader(data), o)
	return problem(err)
}

// RecvFrom is recvfrom.
func (s *datagrams) RecvFrom(p []byte) (int, stack.Addr, error) {
	room := tcpip.SliceWriter(p)
	r, err := s.ep.Read(&room, tcpip.ReadOptions{NeedRemoteAddr: true})
	if err != nil {
		return 0, stack.Addr{}, problem(err)
	}
	return r.Count, fullOf(r.RemoteAddr), nil
}

// LocalAddr is getsockname.
func (s *datagrams) LocalAddr() stack.Addr {
	a, err := s.ep.GetLocalAddress()
	if err != nil {
		return stack.Addr{}
	}
	return fullOf(a)
}

// Close is close.
func (s *datagrams) Close() { s.ep.Close() }

// SetOption is setsockopt.
func (s *datagrams) SetOption(o stack.Option, v int64) error { return setOption(s.ep, o, v) }

// Option is getsockopt.
func (s *datagrams) Option(o stack.Option) (int64, error) { return option(s.ep, o) }
