package stack

import (
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// udp returns a socket that is bound.
func udp(t *testing.T, h *Host, a ip.Addr, port uint16) *UDPSocket {
	s := h.UDPSocket()
	require.NoError(t, s.Bind(a, port))
	return s
}

// next returns the next datagram.
func next(t *testing.T, s *UDPSocket) (string, Addr) {
	b := make([]byte, 2000)
	n, from, err := s.RecvFrom(b, vtime.Never, cause.TimerName)
	require.NoError(t, err)
	return string(b[:n]), from
}

func TestDatagramsThereAndBack(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, Rate: 8_000_000, MTU: 1500})
	w.b.Go("server", func(p *sim.Proc) {
		s := udp(t, w.b, ip.Addr{}, 53)
		for range 3 {
			text, from := next(t, s)
			require.NoError(t, s.SendTo([]byte("re: "+text), from))
		}
		require.NoError(t, s.Close())
	})
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.UDPSocket()
		for _, text := range []string{"one", "", "three"} {
			start := p.Now().Now
			data := []byte(text)
			require.NoError(t, s.SendTo(data, Addr{server, 53}))
			clear(data) // it was copied
			got, from := next(t, s)
			require.Equal(t, "re: "+text, got)
			require.Equal(t, Addr{server, 53}, from)
			bytes := vtime.Time(2*28 + 2*len(text) + 4) // a microsecond each
			require.Equal(t, start+10*ms+bytes*vtime.Microsecond, p.Now().Now)
		}
		require.NotZero(t, s.LocalAddr().Port)
		require.NoError(t, s.Close())
	})
	w.clean()
}

func TestDatagramIsCutToTheBuffer(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{})
	w.on(w.a, func(p *sim.Proc) {
		s := udp(t, w.a, ip.Addr{}, 99)
		for _, text := range []string{"abcdef", "gh"} {
			require.NoError(t, s.SendTo([]byte(text), Addr{addr("127.0.0.1"), 99}))
		}
		n, from, err := s.RecvFrom(make([]byte, 3), vtime.Never, cause.TimerName)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		require.Equal(t, Addr{addr("127.0.0.1"), 99}, from)
		text, _ := next(t, s)
		require.Equal(t, "gh", text, "the rest of the first is gone")
	})
}

// A datagram goes to the socket that fits best: connected to its sender, then
// bound to its address, then to any.
func TestWhichSocketGetsADatagram(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: ms, MTU: 1500})
	w.join(w.b, w.host("c"), link.Config{})
	w.net.ComputeRoutes()
	any := udp(t, w.b, ip.Addr{}, 53)
	sender := udp(t, w.a, ip.Addr{}, 777)
	other := udp(t, w.a, ip.Addr{}, 778)
	got := func(s *UDPSocket) int { return s.queue.len() }
	w.on(w.a, func(p *sim.Proc) {
		send := func(from *UDPSocket, to string) {
			require.NoError(t, from.SendTo(buf, Addr{addr(to), 53}))
			p.Sleep(5*ms, cause.Host)
		}
		send(sender, "10.0.0.2")
		require.Equal(t, 1, got(any))
		require.NoError(t, any.Close())
		one, two := udp(t, w.b, server, 53), udp(t, w.b, addr("10.0.1.1"), 53)
		send(sender, "10.0.0.2")
		send(sender, "10.0.1.1")
		require.Equal(t, []int{1, 1}, []int{got(one), got(two)})
		require.NoError(t, one.Connect(addr("10.0.0.1"), 777))
		send(sender, "10.0.0.2")
		send(other, "10.0.0.2") // from elsewhere: nobody takes it
		require.Equal(t, []int{2, 1}, []int{got(one), got(two)})
	})
	require.Same(t, w.b.datagrams[53][0], w.b.datagramFor(Addr{server, 53}, Addr{addr("10.0.0.1"), 777}))
}

func TestFullSocketBufferDrops(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{MTU: 1500}, func(c *Config) { c.UDPBuffer = 1000 })
	d := &dropped{}
	w.net.Observe(d)
	w.on(w.a, func(p *sim.Proc) {
		s := udp(t, w.b, ip.Addr{}, 53)
		c := w.a.UDPSocket()
		for _, n := range []int{600, 401, 400, 1} {
			require.NoError(t, c.SendTo(make([]byte, n), Addr{server, 53}))
		}
		p.Sleep(ms, cause.Host)
		require.Equal(t, []string{"b: socket buffer full", "b: socket buffer full"}, d.why)
		text, _ := next(t, s)
		require.Len(t, text, 600)
		text, _ = next(t, s)
		require.Len(t, text, 400)
		require.NoError(t, c.SendTo(make([]byte, 1000), Addr{server, 53}))
		text, _ = next(t, s)
		require.Len(t, text, 1000)
	})
}

// Only a connected socket hears of the closed port, and a host that sends no
// ICMP says nothing to anybody.
func TestPortUnreachable(t *testing.T) {
	for _, c := range []struct {
		icmp, connected bool
		want            error
		after           vtime.Time
	}{
		{true, true, errno.ECONNREFUSED, 10 * ms}, {true, false, errno.ETIMEDOUT, vtime.Second},
		{false, true, errno.ETIMEDOUT, vtime.Second},
	} {
		w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(cfg *Config) { cfg.SendICMP = c.icmp })
		w.on(w.a, func(p *sim.Proc) {
			s := w.a.UDPSocket()
			if c.connected {
				require.NoError(t, s.Connect(server, 53))
			}
			require.NoError(t, s.SendTo(buf, Addr{server, 53}))
			_, _, err := s.RecvFrom(buf, vtime.Second, cause.TimerName)
			require.Equal(t, c.want, err)
			require.Equal(t, c.after, p.Now().Now)
		})
	}
}

// Whoever waits longest gets the first datagram.
func TestReadersTakeTurns(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	s := udp(t, w.b, ip.Addr{}, 53)
	var got [3]string
	for i := range got {
		w.b.Go("reader", func(*sim.Proc) { got[i], _ = next(t, s) })
	}
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.UDPSocket()
		for _, text := range []string{"a", "b", "c"} {
			require.NoError(t, c.SendTo([]byte(text), Addr{server, 53}))
		}
	})
	require.Equal(t, [3]string{"a", "b", "c"}, got)
}

// Segments and datagrams of hosts that know no such protocol, and ICMP that is
// no error, are answered or dropped.
func TestStrangeDatagrams(t *testing.T) {
	for _, c := range []struct {
		name   string
		proto  ip.Protocol
		data   []byte
		why    string
		answer uint64
	}{
		{"a protocol that nobody knows", 132, []byte("sctp"), "b: protocol unknown", 1},
		{"an ICMP message that is cut", ip.ICMP, []byte{3}, "b: " + ip.ErrShort.Error(), 0},
		{"an echo reply", ip.ICMP, []byte{0, 0, 0xff, 0xff, 0, 0, 0, 0}, "b: nothing to report", 0},
		{"an error about nothing", ip.ICMP, ip.AppendICMP(nil, server, server, ip.ErrorAbout(ip.NoHost, 0, nil)), "b: nothing to report", 0},
	} {
		w := newWorld(t, "rfc", 1, link.Config{MTU: 1500})
		d := &dropped{}
		w.net.Observe(d)
		p := w.net.get()
		p.hdr = ip.Header{Src: addr("10.0.0.1"), Dst: server, Protocol: c.proto}
		p.own().data = c.data
		w.a.send(w.kernel.Now(), p)
		w.run()
		require.Equal(t, c.why, d.why[0], c.name)
		require.Equal(t, c.answer, w.ba.Stats().Sent, c.name)
	}
}
