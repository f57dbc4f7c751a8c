package stack

import (
	"io"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/stretchr/testify/require"
)

// drip writes 100 bytes every 10 ms, as often as told.
func drip(w *world, s *Socket, times int) {
	w.b.Go("drip", func(p *sim.Proc) {
		require.NoError(w.t, s.SetOption(NoDelay, 1))
		for range times {
			require.NoError(w.t, second(s.WriteZeros(100)))
			p.Sleep(10*ms, cause.Host)
		}
	})
}

// SO_RCVLOWAT: a reader is woken when enough has arrived for it.
func TestReaderWaitsForTheLowWaterMark(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(LowWater, 250))
		start := p.Now().Now
		drip(w, srv, 6)
		require.Equal(t, 300, first(c.Discard(1000)), "the third piece makes it enough")
		require.Equal(t, start+30*ms, p.Now().Now)
		p.Sleep(10*ms, cause.Host)
		require.Equal(t, 40, first(c.Discard(40)), "who wants no more than there is does not wait")
		require.Equal(t, start+40*ms, p.Now().Now)
		require.Equal(t, 260, first(c.Discard(1000)))
		require.Equal(t, start+60*ms, p.Now().Now)
	})
}

func TestLowWaterMarkHoldsNothingBackForEver(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(LowWater, 250))
		require.NoError(t, second(srv.WriteZeros(100)))
		p.Sleep(10*ms, cause.Host)
		require.NoError(t, c.SetOption(NonBlocking, 1))
		require.Equal(t, 100, first(c.Read(buf)), "who may not block takes what is there")
		require.Equal(t, errno.EAGAIN, second(c.Read(buf)))
		require.NoError(t, c.SetOption(NonBlocking, 0))

		start := p.Now().Now
		require.NoError(t, second(srv.WriteZeros(100)))
		w.b.Go("end", func(p *sim.Proc) {
			p.Sleep(50*ms, cause.Host)
			require.NoError(t, srv.Shutdown(ShutWrite))
		})
		require.Equal(t, 100, first(c.Discard(1000)), "the end of the stream waits for nothing")
		require.Equal(t, start+60*ms, p.Now().Now)
		require.Equal(t, io.EOF, second(c.Discard(1000)))
	})
}

// More than half the buffer is never waited for, and a lower mark wakes a reader
// that waits already.
func TestLowWaterMarkChanges(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.EqualValues(t, 1, first(c.Option(LowWater)))
		require.NoError(t, c.SetOption(LowWater, 1<<40))
		require.Equal(t, w.cfg.TCP.ReceiveBuffer/2, first(c.Option(LowWater)))
		require.NoError(t, second(srv.WriteZeros(100)))
		start := p.Now().Now
		w.a.Go("lower", func(p *sim.Proc) {
			p.Sleep(70*ms, cause.Host)
			require.NoError(t, c.SetOption(LowWater, 0))
		})
		require.Equal(t, 100, first(c.Discard(1000)))
		require.Equal(t, start+70*ms, p.Now().Now)
	})
}

func TestLowWaterMarkIsInherited(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	h := w.host("a")
	w.on(h, func(p *sim.Proc) {
		l := h.Socket()
		require.NoError(t, l.SetOption(LowWater, 300))
		require.NoError(t, l.Bind(ip.Addr{}, 80))
		require.NoError(t, l.Listen(1))
		require.NoError(t, l.SetOption(LowWater, 200))
		require.NoError(t, h.Socket().Connect(addr("127.0.0.1"), 80))
		require.EqualValues(t, 200, first(first(l.Accept()).Option(LowWater)))
	})
}
