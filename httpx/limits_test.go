package httpx

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// all asks for n resources at once and waits for their ends.
func (w *world) all(p *sim.Proc, n int64) []*Transaction {
	return w.client.Repeat(p, Request{URL: page("/a")}, 1, n, 0)
}

// A server that may have no more connections makes them wait, turns them away or
// resets them.
func TestServerIsFull(t *testing.T) {
	for _, c := range []struct {
		full   WhenFull
		memory int64
		status int
		err    error
		done   vtime.Time // of the third of three
	}{
		{FullWaits, 0, 200, nil, 40*ms + 2*100*ms},
		{FullWaits, 250, 200, nil, 40*ms + 100*ms + 100*ms},
		{FullRefuses, 0, 503, nil, 40 * ms},
		{FullResets, 0, 0, errno.ECONNRESET, 40 * ms},
	} {
		w := newWorld(t)
		w.server.KeepAlive, w.server.MaxConnections, w.server.WhenFull = false, 2, c.full
		if c.memory > 0 {
			w.server.MaxConnections, w.server.Memory, w.server.ConnectionMemory = 0, c.memory, 100
		}
		w.start()
		w.served["shop.example/a"] = Resource{Think: 100 * ms}
		w.browse(func(p *sim.Proc) { w.all(p, 3) })
		third := w.rec.Transactions[2]
		require.Equal(t, c.status, third.Status)
		require.ErrorIs(t, third.Err, c.err)
		require.Equal(t, c.done, third.Done.Now, "%+v", c)
		require.Zero(t, w.server.open)
	}
}

// All hosts together have no more connections than the client allows; an idle one
// makes room for a host that needs one.
func TestTotalLimit(t *testing.T) {
	w := newWorld(t)
	w.client.Total = 2
	w.client.Resolver.Static = map[string][]ip.Addr{
		"a.example": {w.web}, "b.example": {w.web}, "c.example": {w.web},
	}
	w.start()
	most := 0
	ask := func(p *sim.Proc) {
		var q sim.WaitQueue
		left := 0
		for _, host := range []string{"a.example", "a.example", "b.example", "c.example", "c.example", "b.example"} {
			left++
			u := URL{Scheme: "http", Host: host, Port: 80, Path: "/"}
			w.client.Fetch(Request{URL: u}, &Transaction{}, func() {
				most = max(most, len(w.client.conns))
				if left--; left == 0 {
					q.WakeAll()
				}
			})
		}
		p.Wait(&q, "all")
	}
	w.browse(func(p *sim.Proc) {
		ask(p)
		wait(p, sec)
		ask(p)
	})
	require.LessOrEqual(t, most, 2)
	for _, tx := range w.rec.Transactions {
		require.NoError(t, tx.Err)
		require.Equal(t, 404, tx.Status)
	}
}

// What has been idle for longest makes room for a connection to another host.
func TestLongestIdleMakesRoom(t *testing.T) {
	w := newWorld(t)
	w.client.Total = 2
	w.client.Resolver.Static = map[string][]ip.Addr{"a.example": {w.web}, "b.example": {w.web}, "c.example": {w.web}}
	w.start()
	w.browse(func(p *sim.Proc) {
		for _, c := range []struct {
			host string
			took vtime.Time
		}{{"a", 40 * ms}, {"b", 40 * ms}, {"c", 40 * ms}, {"b", 20 * ms}, {"c", 20 * ms}, {"a", 40 * ms}, {"b", 40 * ms}} {
			tx := w.get(p, Request{URL: URL{Scheme: "http", Host: c.host + ".example", Port: 80, Path: "/"}})
			require.Equal(t, c.took, tx.Done.Now-tx.Asked.Now, c.host)
		}
	})
}

// What computing costs varies around its mean as it is said.
func TestCostsVary(t *testing.T) {
	w := newWorld(t)
	w.server.Costs = Costs{Request: 10 * ms, Variation: Variation{Spread: Exponential}}
	w.start()
	w.served["shop.example/a"] = Resource{}
	const n = 400
	sum, short := vtime.Time(0), 0
	w.browse(func(p *sim.Proc) {
		w.all(p, 1) // which opens the connection
		for range n {
			cost := took(w.all(p, 1)[0]) - 20*ms
			sum += cost
			if cost < 10*ms {
				short++
			}
		}
	})
	require.InDelta(t, int64(10*ms), int64(sum/n), float64(4*10*ms/20))
	require.InDelta(t, 0.632*n, short, 4*10)
}

// A server that closes a connection on which more comes reads on: for as long as its client is
// not silent for too long, and no longer than a while. After that the client is reset.
func TestLingering(t *testing.T) {
	for gap, want := range map[vtime.Time]vtime.Time{sec: 8 * sec, 3 * sec: 6 * sec} {
		w := newWorld(t)
		w.server.KeepAlive, w.server.LingerTimeout, w.server.LingerTime = false, 2*sec, 6500*ms
		w.start()
		w.browse(func(p *sim.Proc) {
			c, err := w.client.Host.Dial(w.web, 80)
			require.NoError(t, err)
			began, text := p.Now().Now, strings.Repeat("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n", 2)
			for range 30 {
				if _, err = c.Write([]byte(text)); err != nil {
					break
				}
				text = "more"
				wait(p, gap)
			}
			require.ErrorIs(t, err, errno.EPIPE, "the end of the responses had come")
			require.Equal(t, want, p.Now().Now-began)
			require.NoError(t, c.Close())
		})
		w.gone(true)
	}
}

// The connection that was used last is used again, and so one that nobody needs ends in time.
func TestLastUsedIsUsedAgain(t *testing.T) {
	w := newWorld(t)
	w.client.IdleTimeout = sec
	w.start()
	w.served["shop.example/a"] = Resource{}
	w.browse(func(p *sim.Proc) {
		last := w.all(p, 2)[1].Last().Conn
		for range 3 {
			wait(p, 600*ms)
			require.Equal(t, last, w.get(p, Request{URL: page("/a")}).Last().Conn)
		}
		require.Len(t, w.client.conns, 1)
	})
}

// No more connections are idle than the client keeps; those that have been for
// longest go first.
func TestMaxIdle(t *testing.T) {
	for _, keep := range []int64{0, 1, 3} {
		w := newWorld(t)
		w.client.MaxIdle = keep
		w.start()
		w.served["shop.example/a"] = Resource{}
		w.browse(func(p *sim.Proc) {
			w.all(p, 5)
			wait(p, 100*ms)
			open := 0
			for _, c := range w.net.Connections() {
				if c.Client.IsOpen && c.Server.IsOpen {
					open++
				}
			}
			if keep == 0 {
				keep = 5
			}
			require.Len(t, w.client.groups[0].idle, int(keep))
		})
	}
}

// What computing costs: a connection, a request and each kilobyte, at either end;
// and what waits for a core waits in the order in which it came.
func TestCosts(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*world)
		done   []vtime.Time // of two requests at once
	}{
		{"none", func(*world) {}, []vtime.Time{40 * ms, 40 * ms}},
		{"client, connection", func(w *world) { w.client.Costs.Connection = 3 * ms }, []vtime.Time{43 * ms, 43 * ms}},
		{"client, one core", func(w *world) { w.client.Costs = Costs{Cores: 1, Connection: 3 * ms} },
			[]vtime.Time{43 * ms, 46 * ms}},
		{"client, request", func(w *world) { w.client.Request = 3 * ms }, []vtime.Time{43 * ms, 43 * ms}},
		{"client, bytes", func(w *world) { w.client.Kilobyte = ms }, []vtime.Time{44 * ms, 44 * ms}},
		{"server, connection", func(w *world) { w.server.Costs.Connection = 12 * ms }, []vtime.Time{52 * ms, 52 * ms}},
		{"server, request", func(w *world) { w.server.Request = 5 * ms }, []vtime.Time{45 * ms, 45 * ms}},
		{"server, one core", func(w *world) { w.server.Costs = Costs{Cores: 1, Request: 5 * ms} },
			[]vtime.Time{45 * ms, 50 * ms}},
		{"server, two cores", func(w *world) { w.server.Costs = Costs{Cores: 2, Request: 5 * ms} },
			[]vtime.Time{45 * ms, 45 * ms}},
		{"server, bytes", func(w *world) { w.server.Kilobyte = ms }, []vtime.Time{44 * ms, 44 * ms}},
		{"server, bytes, one core", func(w *world) { w.server.Costs = Costs{Cores: 1, Kilobyte: ms} },
			[]vtime.Time{44 * ms, 48 * ms}},
	} {
		w := newWorld(t)
		c.change(w)
		w.start()
		w.served["shop.example/a"] = Resource{Size: 4096}
		w.browse(func(p *sim.Proc) { w.all(p, 2) })
		for i, tx := range w.rec.Transactions {
			require.NoError(t, tx.Err)
			require.Equal(t, c.done[i], tx.Done.Now, "%s: request %d", c.name, i)
		}
	}
}
