package stack

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

func TestPoll(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, c, srv *Socket) {
		poll := func(asked PollEvents, wait vtime.Time) PollEvents {
			return first(w.a.Poll([]*Socket{c}, []PollEvents{asked}, p.Now().Now+wait))[0]
		}
		require.Equal(t, PollOut, poll(PollIn|PollOut, 0))
		require.Zero(t, poll(PollIn, 5*ms), "nothing comes before the deadline")
		require.Equal(t, PollHup|PollOut, w.a.Socket().Events(), "a socket without a connection")

		start := p.Now().Now
		first(srv.Write([]byte("hello")))
		require.Equal(t, PollIn, poll(PollIn, 100*ms))
		require.Equal(t, 10*ms, p.Now().Now-start, "it waits until the bytes arrive")

		require.NoError(t, srv.Shutdown(ShutWrite))
		p.Sleep(20*ms, cause.Host)
		require.Equal(t, PollIn|PollRdHup, poll(PollIn|PollRdHup, 0))
		require.NoError(t, c.Shutdown(ShutWrite))
		require.Equal(t, PollIn|PollOut|PollHup, poll(PollIn|PollOut, 0))
		require.NoError(t, c.Close())
		require.Equal(t, PollErr, c.Events())
	})
}

func TestReceiveFlags(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.Equal(t, errno.EAGAIN, second(c.Receive(buf, 0, DontWait)))
		first(srv.Write([]byte("hello")))
		require.Equal(t, 3, first(c.Receive(buf[:3], 0, Peek)), "it waits for what can be seen")
		require.Equal(t, "hel", string(buf[:3]))
		require.Equal(t, 5, first(c.Receive(nil, 99, Peek)))
		require.Equal(t, int64(5), first(c.Unread()))
		require.Equal(t, 2, first(c.Receive(buf[:2], 0, Truncate)), "two bytes are thrown away")
		w.b.Go("later", func(p *sim.Proc) {
			p.Sleep(30*ms, cause.Host)
			first(srv.Write([]byte("world")))
			srv.Close()
		})
		require.Equal(t, 6, first(c.Receive(buf[:6], 0, WaitAll)))
		require.Equal(t, "llowor", string(buf[:6]))
		require.Equal(t, 2, first(c.Receive(buf[:6], 0, WaitAll)), "the stream ends")
		require.Equal(t, io.EOF, second(c.Receive(buf[:6], 0, Peek)))
	})
}

func TestSendFlagsAndQueues(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(NoDelay, 1))
		require.NoError(t, c.SetOption(SendBuffer, 2000))
		require.Equal(t, int64(2000), first(c.Option(SendBuffer)))
		require.Equal(t, 2000, first(c.Send(SendDontWait, Payload{Len: 3000})))
		require.Equal(t, errno.EAGAIN, second(c.Send(SendDontWait, Payload{Len: 1})))
		require.Equal(t, int64(2000), first(c.Unacknowledged()))
		require.Zero(t, first(c.Unsent()))
		p.Sleep(300*ms, cause.Host)
		require.Zero(t, first(c.Unacknowledged()))
		require.NoError(t, c.SetOption(NoDelay, 0))
		first(c.Send(More, Payload{Len: 10}))
		require.Equal(t, int64(10), first(c.Unsent()), "more is to come")
		l := w.a.Socket()
		require.NoError(t, l.Listen(1))
		require.Equal(t, errno.EINVAL, second(l.Unread()))
		require.NoError(t, l.Close())
		require.Equal(t, errno.EBADF, second(l.Unread()))
	})
}

func TestNetstat(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, c, srv *Socket) {
		states := func(h *Host) (list []tcp.State) {
			for _, s := range h.Netstat() {
				list = append(list, s.State)
			}
			return list
		}
		require.Equal(t, []tcp.State{tcp.Established}, states(w.a))
		require.Equal(t, []tcp.State{tcp.Listen, tcp.Established}, states(w.b))
		require.Equal(t, Addr{server, 80}, w.a.Netstat()[0].Remote)
		require.NoError(t, c.Close())
		require.NoError(t, srv.Close())
		p.Sleep(vtime.Second, cause.Host)
		require.Equal(t, []tcp.State{tcp.TimeWait}, states(w.a))
		require.Equal(t, []tcp.State{tcp.Listen, tcp.TimeWait}, states(w.b), "both closed at once")
	})
}

// What leaves by a tunnel is seen as bytes, and bytes that are put in arrive.
func TestTunnel(t *testing.T) {
	w := newPlain(t, "linux", 1)
	h := w.host("a")
	var left [][]byte
	tunnel, err := w.net.Tunnel(h, addr("10.9.0.1"), prefix("10.9.0.0/24"), 1400,
		func(_ vtime.Stamp, p Packet, datagram []byte) {
			require.NotNil(t, p.TCP)
			left = append(left, append([]byte(nil), datagram...))
		})
	require.NoError(t, err)
	_, err = w.net.Tunnel(h, addr("10.9.0.1"), prefix("10.9.0.0/24"), 1400, nil)
	require.Error(t, err, "the address is taken")
	peer := addr("203.0.113.5")
	w.on(h, func(p *sim.Proc) {
		s := h.Socket()
		h.Go("answer", func(p *sim.Proc) {
			p.Sleep(10*ms, cause.Host)
			hdr, body, err := ip.Parse(left[0])
			require.NoError(t, err)
			require.Equal(t, peer, hdr.Dst)
			g, err := tcp.ParseWire(hdr.Src, hdr.Dst, body)
			require.NoError(t, err)
			require.Equal(t, uint16(1360), g.Options.MSS)
			r, _ := tcp.ResetFor(&g)
			r.SrcPort, r.DstPort = g.DstPort, g.SrcPort
			back := tcp.AppendWire(nil, peer, hdr.Src, &r)
			tunnel.Inject(p.Now(), append(ip.AppendHeader(nil, ip.Header{
				Src: peer, Dst: hdr.Src, Protocol: ip.TCP, TTL: 9}, len(back)), back...), 0)
		})
		require.Equal(t, errno.ECONNREFUSED, s.Connect(peer, 80))
		require.Equal(t, 10*ms, p.Now().Now)
	})
}
