package stack

import (
	"encoding/binary"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

func TestRecordOfAConnection(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500}, func(c *Config) { c.TCP.TimeWait = sec })
	echo(w.b, 80, 10, 3000, 5*ms)
	w.on(w.a, func(p *sim.Proc) {
		c := first(w.a.Dial(server, 80))
		require.NoError(t, ask(c, 10, 3000))
		require.NoError(t, c.Close())
	})
	require.Len(t, w.net.Connections(), 1)
	c := w.net.Connections()[0]
	require.Equal(t, 1, c.ID)
	type end struct {
		host                        string
		at, peer                    Addr
		opened, established, closed vtime.Time
		sent, data, again, received uint64
	}
	describe := func(e *End) end {
		require.Same(t, c, e.Connection)
		require.Same(t, e, e.Peer.Peer)
		require.True(t, e.IsEstablished)
		require.False(t, e.IsOpen)
		require.Zero(t, e.Err)
		n := e.Counts()
		return end{e.Host.Name(), Addr{IP: e.Local().IP}, Addr{IP: e.Remote().IP},
			e.Opened.Now, e.Established.Now, e.Closed.Now, n.Sent, n.SentData, n.Resent, n.Received}
	}
	require.Equal(t, end{
		"a", Addr{addr("10.0.0.1"), 0}, Addr{server, 0}, 0, 20 * ms, 85*ms + sec,
		6, 1, 0, 6, // SYN, ACK, request, ACK of two full segments, which frees the small one, FIN, last ACK
	}, describe(c.Client))
	require.Equal(t, end{"b", Addr{server, 0}, Addr{addr("10.0.0.1"), 0}, 10 * ms, 30 * ms, 95 * ms, 6, 3, 0, 6},
		describe(c.Server))
}

func TestNetWithoutRecords(t *testing.T) {
	k, a, b := benchWorld(false)
	echo(b, 80, 10, 10, 0)
	a.Go("client", func(*sim.Proc) {
		c := first(a.Dial(server, 80))
		if err := ask(c, 10, 10); err != nil {
			panic(err)
		}
	})
	k.Run(sim.Bounds{})
	require.Empty(t, a.net.Connections())
}

// A SYN that comes again when its connection is over makes a connection of its
// own, which has no client.
func TestOldDuplicateOfASYN(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	l := first(w.b.ListenOn(80, 5))
	var old *packet
	w.ab.SetTap(keeper{func(p *packet) {
		if old == nil {
			old = p.Clone().Body.(*packet)
		}
	}})
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.SetOption(Linger, 0))
		require.NoError(t, c.Connect(server, 80))
		require.NoError(t, c.Close())
		p.Sleep(sec, cause.Host)
		require.Zero(t, connections(w.b))
		w.ab.Send(p.Now(), &old.frame)
		p.Sleep(15*ms, cause.Host)
		require.Equal(t, 1, l.Socket.listener.half.n)
		p.Sleep(20*ms, cause.Host)
		require.Zero(t, l.Socket.listener.half.n, "the SYN-ACK was answered by a reset")
		require.NoError(t, first(l.Socket.Accept()).Close(), "the first, which was reset")
		require.NoError(t, l.Close())
	})
	all := w.net.Connections()
	require.Len(t, all, 2)
	require.Nil(t, all[1].Client)
	require.Equal(t, errno.ECONNREFUSED, all[1].Server.Err)
	w.clean()
}

// keeper is a tap that shows what is sent.
type keeper struct{ see func(*packet) }

func (k keeper) Sent(_ vtime.Stamp, _ *link.Wire, f *link.Frame)         { k.see(f.Body.(*packet)) }
func (k keeper) Dropped(vtime.Stamp, *link.Wire, *link.Frame, link.Drop) {}
func (k keeper) Delivered(vtime.Stamp, *link.Wire, *link.Frame)          {}

// An ICMP error counts only if it quotes a segment that is under way (RFC 5927
// section 4.1).
func TestForgedICMP(t *testing.T) {
	for _, c := range []struct {
		offset uint32 // of the quoted sequence number from the one of the SYN
		want   error
	}{{0, errno.ECONNREFUSED}, {1, nil}, {^uint32(0), nil}, {1 << 31, nil}} {
		w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
		hold(w.b, 80, 5)
		w.on(w.a, func(p *sim.Proc) {
			s := w.a.Socket()
			require.NoError(t, s.SetOption(NonBlocking, 1))
			require.Equal(t, errno.EINPROGRESS, s.Connect(server, 80))
			quote := make([]byte, 8)
			binary.BigEndian.PutUint16(quote, s.LocalAddr().Port)
			binary.BigEndian.PutUint16(quote[2:], 80)
			binary.BigEndian.PutUint32(quote[4:], s.Record().ISS+c.offset)
			hdr := ip.Header{Src: addr("10.0.0.1"), Dst: server, Protocol: ip.TCP, TTL: 64}
			forged := w.net.get()
			forged.hdr = ip.Header{Src: server, Dst: addr("10.0.0.1"), Protocol: ip.ICMP}
			forged.own().data = ip.AppendICMP(nil, forged.hdr.Src, forged.hdr.Dst,
				ip.ErrorAbout(ip.NoPort, 0, append(ip.AppendHeader(nil, hdr, 8), quote...)))
			w.b.send(p.Now(), forged)
			require.NoError(t, s.SetOption(NonBlocking, 0))
			err := s.Connect(server, 80)
			require.Equal(t, c.want, err, "offset %d", c.offset)
		})
	}
}

// What a tap can see of a frame.
func TestInspect(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: ms, MTU: 1500, Corrupt: link.Whole})
	seen := map[ip.Protocol]Packet{}
	var tap keeper
	tap.see = func(p *packet) {
		v := Inspect(&p.frame)
		if v.UDP != nil {
			v.UDP = new(*v.UDP) // it is valid as long as the frame
		}
		if v.TCP != nil {
			v.TCP = new(*v.TCP)
		}
		seen[p.hdr.Protocol] = v
	}
	w.ab.SetTap(tap)
	w.on(w.a, func(p *sim.Proc) {
		u := w.a.UDPSocket()
		require.NoError(t, u.SendTo(buf, Addr{server, 53}))
		s := w.a.Socket()
		require.NoError(t, s.SetOption(NonBlocking, 1))
		require.Equal(t, errno.EINPROGRESS, s.Connect(server, 80))
		require.Same(t, s.Record(), seen[ip.TCP].From)
		require.NoError(t, s.Close())
	})
	require.Equal(t, 100, seen[ip.UDP].Payload)
	require.EqualValues(t, 53, seen[ip.UDP].UDP.DstPort)
	require.Nil(t, seen[ip.UDP].TCP)
	require.Zero(t, seen[ip.TCP].Payload)
	require.Equal(t, tcp.SYN, seen[ip.TCP].TCP.Segment.Flags)
	require.False(t, seen[ip.TCP].Damaged)
	require.Equal(t, server, seen[ip.TCP].Header.Dst)
	require.EqualValues(t, 2, w.ab.Stats().Damaged)
}
