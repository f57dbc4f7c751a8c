package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/stretchr/testify/require"
)

// Of a connection that is over only the summary stays; one that is open, or has
// a segment under way, keeps what somebody may ask for.
func TestForget(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500}, func(c *Config) { c.TCP.TimeWait = sec })
	echo(w.b, 80, 10, 3000, 5*ms)
	w.on(w.a, func(p *sim.Proc) {
		over := first(w.a.Dial(server, 80))
		require.NoError(t, ask(over, 10, 3000))
		require.NoError(t, over.Close())
		p.Sleep(5*sec, cause.Host)
		open := first(w.a.Dial(server, 80))
		require.NoError(t, ask(open, 10, 3000))
		began := p.Now().Now
		p.Sleep(sec, cause.Host)
		require.Equal(t, 4, w.net.Forget(began), "both ends of both")
		require.Equal(t, 2, w.net.Forget(began), "one is over")
		ends := []*End{over.Record(), over.Record().Peer}
		for _, e := range ends {
			require.Nil(t, e.Half)
			require.Nil(t, e.Receipt)
			require.True(t, e.IsEstablished)
			require.Positive(t, e.Counts().Sent)
		}
		e := open.Record()
		_, known := e.Half.MarkOf(1)
		require.True(t, known)
		_, known = e.Receipt.ReadOf(3000)
		require.True(t, known)
		_, known = e.Peer.Half.MarkOf(3001)
		require.False(t, known, "nothing of this was written")

		// Aborted while a segment is under way: a trace will ask what held it.
		_, err := open.Write(buf)
		require.NoError(t, err)
		require.NoError(t, open.SetOption(Linger, 0))
		require.NoError(t, open.Close())
		p.Sleep(ms, cause.Host)
		w.net.Forget(p.Now().Now)
		require.NotNil(t, e.Half)
		mark, known := e.Half.MarkOf(11)
		require.True(t, known)
		require.Equal(t, began+sec, mark.Taken.Now)
		p.Sleep(sec, cause.Host)
		w.net.Forget(p.Now().Now)
		require.Nil(t, e.Half)
	})
}

// Whoever waits in TIME-WAIT and is held by nobody needs no records, also if an
// old segment brings it back.
func TestForgetInTimeWait(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	echo(w.b, 80, 10, 3000, 5*ms)
	w.on(w.a, func(p *sim.Proc) {
		c := first(w.a.Dial(server, 80))
		e := c.Record()
		require.NoError(t, ask(c, 10, 3000))
		require.NoError(t, c.Close())
		w.net.Forget(p.Now().Now)
		p.Sleep(sec, cause.Host)
		require.True(t, e.IsOpen, "it waits")
		require.False(t, e.Peer.IsOpen)
		require.NotNil(t, e.Half)
		require.Equal(t, 2, w.net.Forget(p.Now().Now))
		require.Zero(t, w.net.Forget(p.Now().Now))
		require.Nil(t, e.Half)
		require.Nil(t, e.Peer.Receipt)

		restored := w.a.waits.restore(w.a.waits.find(&e.tuple))
		require.Zero(t, e.Closed)
		restored.pump(p.Now())
		require.NotZero(t, e.Closed, "it rests again")
		p.Sleep(300*sec, cause.Host)
		require.False(t, e.IsOpen)
	})
}

// Where nobody looks at connections they are gone once they are over, also while one
// end waits in TIME-WAIT. What somebody has asked for stays.
func TestForgetConnections(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	w.net.ForgetConnections()
	echo(w.b, 80, 10, 3000, 5*ms)
	w.on(w.a, func(p *sim.Proc) {
		var asked *End
		for i := range 3 {
			c := first(w.a.Dial(server, 80))
			require.NoError(t, ask(c, 10, 3000))
			if i == 1 {
				asked = c.Record()
			}
			require.NoError(t, c.Close())
		}
		open := first(w.a.Dial(server, 80))
		require.NoError(t, ask(open, 10, 3000))
		p.Sleep(sec, cause.Host)
		w.net.Forget(p.Now().Now)
		require.Len(t, w.net.Connections(), 2, "one was asked for, one is open")
		require.Same(t, asked, w.net.Connections()[0].Client)
		require.Equal(t, 4, w.a.Blocks())
		p.Sleep(300*sec, cause.Host)
		require.Equal(t, 1, w.a.Blocks())
		require.False(t, asked.IsOpen)
		require.NoError(t, open.Close())
	})
}

// Of many ends that are looked through, each has its turn; new ones have it at once.
func TestManyEndsAreLookedThroughInTurn(t *testing.T) {
	const old, few = 4 * keptTurn, 10
	var k keptEnds
	look := func() []*End {
		due := k.take()
		for _, e := range due {
			e.counts.Sent++
			k.old.push(e)
		}
		k.young = nil
		return due
	}
	begin := func(n int) {
		for range n {
			k.young = append(k.young, &End{})
		}
	}
	begin(old)
	first := look()
	require.Equal(t, old, len(first), "all are new")
	for range old / keptTurn {
		require.Equal(t, keptTurn, len(look()))
	}
	for _, e := range first {
		require.EqualValues(t, 2, e.counts.Sent)
	}
	begin(few)
	require.Equal(t, few+keptTurn, len(look()))
	begin(keptTurn)
	require.Equal(t, 5*keptTurn, len(look()), "the more are new, the more of the old ones")
}
