package httpx

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// inTwo is a world whose client and server speak HTTP/2. One round trip is 20 ms.
func inTwo(t *testing.T, change ...func(*setup)) *world {
	w := newWorld(t, change...)
	w.client.Version, w.server.Version = HTTP2, HTTP2
	w.client.Multiplexing = Multiplexing{StreamWindow: 6 << 20, ConnectionWindow: 15 << 20}
	w.server.WriteChunk = 16 << 10
	return w
}

// ideal lets TCP send as much as it wants.
func ideal(s *setup) {
	s.config = func(c *stack.Config) {
		c.TCP.InitialWindow, c.TCP.SendBuffer, c.TCP.ReceiveBuffer = 1<<20, 8<<20, 8<<20
	}
}

// together asks for all of some resources at once and returns their transactions.
func (w *world) together(p *sim.Proc, reqs ...Request) []*Transaction {
	var q sim.WaitQueue
	left := len(reqs)
	txs := make([]*Transaction, len(reqs))
	for i, r := range reqs {
		txs[i] = &Transaction{}
		w.client.Fetch(r, txs[i], func() {
			if left--; left == 0 {
				q.WakeAll()
			}
		})
	}
	for left > 0 {
		p.Wait(&q, "all of them")
	}
	return txs
}

// many are requests for n objects of a size each, which the server serves.
func (w *world) many(n int, size int64) []Request {
	var list []Request
	for i := range n {
		path := fmt.Sprintf("/%d", i)
		w.served["shop.example"+path] = Resource{Size: size}
		list = append(list, Request{URL: page(path)})
	}
	return list
}

// ends are when transactions ended, which must have gone well.
func ends(t *testing.T, txs []*Transaction) []vtime.Time {
	t.Helper()
	var list []vtime.Time
	for _, tx := range txs {
		require.NoError(t, tx.Err, tx.URL)
		list = append(list, tx.Done.Now)
	}
	return list
}

// connections is how many connections the server has seen.
func (w *world) connections() int { return len(w.net.Connections()) }

// A request is one round trip, and as many as there are need no more.
func TestAllAtOnceInOneRoundTrip(t *testing.T) {
	w := inTwo(t, ideal)
	reqs := w.many(50, 2000)
	w.start()
	w.browse(func(p *sim.Proc) {
		for i, tx := range w.together(p, reqs...) {
			require.NoError(t, tx.Err)
			require.Equal(t, 40*ms, tx.Done.Now, "connect and one round trip: %d", i)
			require.EqualValues(t, 2000, tx.Body)
			require.Equal(t, 200, tx.Status)
		}
	})
	require.Equal(t, 1, w.connections())
}

// A server that allows k streams makes n requests take ceil(n/k) round trips.
func TestStreamLimit(t *testing.T) {
	for _, c := range []struct{ n, k int }{{10, 3}, {6, 6}, {7, 1}, {100, 16}} {
		w := inTwo(t, ideal)
		w.server.MaxStreams = int64(c.k)
		reqs := w.many(c.n, 500)
		w.start()
		w.browse(func(p *sim.Proc) {
			w.together(p, Request{URL: page("/0")}) // from here on the limit is known
			begin := p.Now().Now
			rounds := vtime.Time((c.n + c.k - 1) / c.k)
			for i, at := range ends(t, w.together(p, reqs...)) {
				require.Equal(t, begin+20*ms*vtime.Time(i/c.k+1), at, "%d of %d, %d at once", i, c.n, c.k)
				require.LessOrEqual(t, at, begin+20*ms*rounds)
			}
		})
		require.Equal(t, 1, w.connections())
	}
}

// What a client asks for before it knows the limit is refused and asked for again,
// whatever its method: the server has not acted on it.
func TestRefusedStreamsGoAgain(t *testing.T) {
	w := inTwo(t, ideal)
	w.server.MaxStreams = 4
	reqs := w.many(10, 500)
	for i := range reqs {
		reqs[i].Method = "POST"
	}
	w.start()
	w.browse(func(p *sim.Proc) {
		ends(t, w.together(p, reqs...))
	})
}

// A window of w bytes lets w bytes of a stream go in a round trip.
func TestStreamWindowBoundsAStream(t *testing.T) {
	const window, size = 10_000, 95_000
	w := inTwo(t, ideal)
	w.client.StreamWindow = window
	w.server.DataSize = 1000
	reqs := w.many(3, size)
	w.start()
	w.browse(func(p *sim.Proc) {
		// Half a window is given back as soon as it is there, so a window's worth
		// passes in each round trip.
		rounds := vtime.Time((size + window - 1) / window)
		for _, at := range ends(t, w.together(p, reqs...)) {
			require.Equal(t, 20*ms+20*ms*rounds, at, "each has a window of its own")
		}
	})
}

// The window of the connection is shared.
func TestConnectionWindowIsShared(t *testing.T) {
	w := inTwo(t, ideal)
	w.client.ConnectionWindow = 66_000
	w.server.Scheduler, w.server.DataSize = StreamsInTurn, 1000
	const size = 60_000
	reqs := w.many(5, size)
	w.start()
	w.browse(func(p *sim.Proc) {
		last := vtime.Time(0)
		for _, at := range ends(t, w.together(p, reqs...)) {
			last = max(last, at)
		}
		require.Equal(t, 20*ms+20*ms*((5*size+65_999)/66_000), last)
	})
}

// What is more urgent comes first, whenever it was asked for, and of what is as urgent what was
// asked for first.
func TestUrgentOnesComeFirst(t *testing.T) {
	for name, c := range map[string]struct {
		signals   Signals
		scheduler Scheduler
	}{
		"priority field": {ByField, StreamsByUrgency},
		"tree":           {ByDependency, StreamsByTree},
		"both, nginx":    {ByBoth, StreamsByTree},
	} {
		w := inTwo(t, func(s *setup) { s.wire.Rate = 8_000_000 })
		w.client.Signals = c.signals
		w.server.Scheduler = c.scheduler
		reqs := w.many(6, 100_000)
		for i, u := range []int64{5, 3, 1, 3, 0, 3} {
			reqs[i].Priority = Priority{Given: true, Urgency: u}
		}
		w.start()
		w.browse(func(p *sim.Proc) {
			at, last := ends(t, w.together(p, reqs...)), vtime.Time(0)
			for _, i := range []int{4, 2, 1, 3, 5, 0} {
				require.Greater(t, at[i], last, "%s: %v", name, at)
				last = at[i]
			}
		})
	}
}

// Without priorities in order, or all at the same time.
func TestOrderOfEqualOnes(t *testing.T) {
	spread := func(s Scheduler) vtime.Time {
		w := inTwo(t, func(s *setup) { s.wire.Rate = 8_000_000 })
		w.server.Scheduler = s
		reqs := w.many(4, 200_000)
		w.start()
		var at []vtime.Time
		w.browse(func(p *sim.Proc) { at = ends(t, w.together(p, reqs...)) })
		return at[3] - at[0]
	}
	require.Greater(t, spread(StreamsInOrder), 500*ms)
	require.Less(t, spread(StreamsInTurn), 200*ms)
}

// A server that leaves after a number of requests loses none of them, and no others.
func TestGoAwayLosesNothing(t *testing.T) {
	for _, method := range []string{"GET", "POST"} {
		w := inTwo(t)
		w.server.MaxRequests = 7
		reqs := w.many(30, 20_000)
		for i := range reqs {
			reqs[i].Method = method
		}
		w.start()
		w.browse(func(p *sim.Proc) {
			ends(t, w.together(p, reqs...))
		})
		require.Equal(t, 5, w.connections())
	}
}

// An idle connection is closed by the one who has had enough first.
func TestIdleConnectionsEnd(t *testing.T) {
	for _, c := range []struct{ client, server vtime.Time }{{3 * sec, 0}, {0, 3 * sec}} {
		w := inTwo(t)
		w.client.IdleTimeout, w.server.IdleTimeout = c.client, c.server
		reqs := w.many(1, 1000)
		w.start()
		w.browse(func(p *sim.Proc) {
			w.together(p, reqs...)
			wait(p, 2*sec)
			ends(t, w.together(p, reqs...))
			require.Equal(t, 1, w.connections())
			wait(p, 4*sec)
			require.Empty(t, w.client.conns)
			ends(t, w.together(p, reqs...))
			require.Equal(t, 2, w.connections())
		})
	}
}

// Bodies go up within the windows of the server.
func TestBodiesGoUp(t *testing.T) {
	w := inTwo(t, ideal)
	w.server.StreamWindow = 10_000
	w.client.DataSize = 1000
	w.served["shop.example/"] = Resource{Size: 10}
	w.start()
	w.browse(func(p *sim.Proc) {
		w.together(p, Request{URL: page("/")})
		begin := p.Now().Now
		at := ends(t, w.together(p, Request{URL: page("/"), Method: "POST", Body: 95_000}))
		require.Equal(t, begin+200*ms, at[0])
	})
}

// A fetch that nobody wants any more leaves the others alone.
func TestGivingUpResetsAStream(t *testing.T) {
	w := inTwo(t, func(s *setup) { s.wire.Rate = 8_000_000 })
	w.client.Timeout = 500 * ms
	w.server.Scheduler = StreamsInTurn
	w.served["shop.example/small"] = Resource{Size: 100_000}
	w.served["shop.example/large"] = Resource{Size: 10_000_000}
	w.start()
	w.browse(func(p *sim.Proc) {
		txs := w.together(p, Request{URL: page("/large")}, Request{URL: page("/small")})
		require.ErrorIs(t, txs[0].Err, ErrTimeout)
		require.NoError(t, txs[1].Err)
		require.Equal(t, 500*ms, txs[0].Done.Now)
		wait(p, 300*ms)
		ends(t, w.together(p, Request{URL: page("/small")}))
	})
	require.Equal(t, 1, w.connections())
}

// Times of servers: workers and thinking do not depend on the version.
func TestWorkersServeStreams(t *testing.T) {
	w := inTwo(t, ideal)
	w.server.Workers = 2
	reqs := w.many(6, 100)
	for i := range 6 {
		w.served[fmt.Sprintf("shop.example/%d", i)] = Resource{Size: 100, Think: 30 * ms}
	}
	w.start()
	w.browse(func(p *sim.Proc) {
		for i, at := range ends(t, w.together(p, reqs...)) {
			require.Equal(t, 40*ms+30*ms*vtime.Time(i/2+1), at)
		}
	})
}

// Pieces, trailers, parts, interim responses and what has no body.
func TestResponsesOfAllKinds(t *testing.T) {
	w := inTwo(t, ideal)
	w.served["shop.example/pieces"] = Resource{Size: 50_000, Framing: Chunked, Piece: 5000, Pause: 10 * ms, Trailer: true}
	w.served["shop.example/interim"] = Resource{Size: 5, Interim: 103, Think: 10 * ms}
	w.served["shop.example/empty"] = Resource{Status: 204}
	w.served["shop.example/nothing"] = Resource{}
	w.served["shop.example/parts"] = Resource{Size: 1000}
	w.start()
	w.browse(func(p *sim.Proc) {
		txs := w.together(p, Request{URL: page("/pieces")}, Request{URL: page("/interim")}, Request{URL: page("/empty")},
			Request{URL: page("/nothing")}, Request{URL: page("/parts"), Ranges: "0-9,500-509"},
			Request{URL: page("/parts"), Method: "HEAD"}, Request{URL: page("/missing")})
		at := ends(t, txs)
		require.Equal(t, 130*ms, at[0], "nine pauses")
		require.EqualValues(t, 50_000, txs[0].Body)
		require.EqualValues(t, 5, txs[1].Body)
		require.Equal(t, 204, txs[2].Status)
		require.Zero(t, txs[3].Body)
		require.Equal(t, 206, txs[4].Status)
		require.Greater(t, txs[4].Body, int64(20))
		require.Zero(t, txs[5].Body)
		require.Equal(t, 404, txs[6].Status)
		rest := func(path string) uint64 {
			tx := w.get(p, Request{URL: page(path)})
			return tx.ResponseEnd - tx.BodyStart
		}
		w.served["shop.example/whole"] = Resource{Size: 5000, Framing: Chunked}
		w.served["shop.example/trailer"] = Resource{Size: 5000, Framing: Chunked, Trailer: true}
		require.Greater(t, rest("/trailer"), rest("/whole")+9, "a trailer is a frame")
	})
}

// A server of version 2 serves clients of version 1.
func TestServerUnderstandsBoth(t *testing.T) {
	w := inTwo(t)
	w.client.Version = HTTP11
	reqs := w.many(3, 1000)
	w.start()
	w.browse(func(p *sim.Proc) { ends(t, w.together(p, reqs...)) })
	require.Equal(t, 3, w.connections())
}

// The connection is opened once, and all that waited fail if it cannot be.
func TestNobodyListens(t *testing.T) {
	w := inTwo(t)
	reqs := w.many(5, 10)
	w.browse(func(p *sim.Proc) {
		for _, tx := range w.together(p, reqs...) {
			require.Error(t, tx.Err)
		}
	})
	require.Equal(t, 1, w.connections())
}

// A server that vanishes is asked once whether it is there, and then given up.
func TestSilentServersArePinged(t *testing.T) {
	const patience = 2 * sec
	w := inTwo(t)
	w.client.Ping = patience
	w.served["shop.example/slow"] = Resource{Size: 10, Think: 9 * sec}
	w.start()
	w.browse(func(p *sim.Proc) {
		ends(t, w.together(p, Request{URL: page("/slow")})) // it answers each PING meanwhile
	})
	w = inTwo(t)
	w.client.Ping = patience
	w.foreign(speaks2(said(func(f *http2.Framer, _ []byte) { _ = f.WriteSettings() }), waits))
	w.browse(func(p *sim.Proc) {
		tx := w.get(p, Request{URL: page("/")})
		require.ErrorIs(t, tx.Err, errSilent)
		require.Equal(t, 40*ms+2*patience, tx.Done.Now, "from when it was heard last")
	})
	w = inTwo(t)
	w.client.Ping = patience
	w.foreign(speaks2(whole, waits)) // each connection answers once
	w.browse(func(p *sim.Proc) {
		require.NoError(t, w.get(p, Request{URL: page("/")}).Err)
		wait(p, 10*sec)
		tx := w.get(p, Request{URL: page("/")})
		require.NoError(t, tx.Err)
		require.Equal(t, 2*patience, tx.Attempts[0].Failed.Now-tx.Asked.Now, "of the connection that had been idle")
	})
}

// A client that keeps no connection closes it when nothing is left to be done.
func TestConnectionsThatAreNotKept(t *testing.T) {
	w := inTwo(t)
	w.client.KeepAlive = false
	reqs := w.many(3, 1000)
	w.start()
	w.browse(func(p *sim.Proc) {
		for n := 1; n <= 3; n++ {
			ends(t, w.together(p, reqs...))
			require.Equal(t, n, w.connections(), "three requests each")
			wait(p, sec)
			require.Empty(t, w.client.conns)
		}
	})
}

// A server that may have no further connection says that it takes no stream, and who
// asked for something asks again.
func TestFullServersTakeNoStreams(t *testing.T) {
	w := inTwo(t)
	w.server.MaxConnections, w.server.WhenFull = 1, FullRefuses
	reqs := w.many(2, 1000)
	w.start()
	w.client.Host.Go("first", func(p *sim.Proc) {
		c, err := w.client.Host.Dial(w.web, 80)
		require.NoError(t, err)
		wait(p, sec)
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) {
		wait(p, 100*ms)
		for _, tx := range w.together(p, reqs...) {
			require.ErrorContains(t, tx.Err, "no server has taken it")
		}
		wait(p, 5*sec)
		ends(t, w.together(p, reqs...))
	})
}

// Of what a connection carried that dies without a word, a request goes again of which
// nothing was sent, whatever its method; of which something was, only if it may be repeated.
func TestRequestsOfDeadConnections(t *testing.T) {
	small := func(c *stack.Config) { c.TCP.SendBuffer, c.TCP.SendBufferMax = 3000, 3000 }
	w := inTwo(t, func(s *setup) { s.config = small })
	w.served["shop.example/first"] = Resource{Size: 10}
	w.served["shop.example/deadly"] = Resource{Think: 5 * ms, Fault: Fault{Cut: CutByReset}}
	w.start()
	w.browse(func(p *sim.Proc) {
		ends(t, w.together(p, Request{URL: page("/first")}))
		var sent, late *Transaction
		w.client.Host.Go("sent", func(p *sim.Proc) {
			sent = w.together(p, Request{URL: page("/first"), Method: "POST", Body: 100_000})[0]
		})
		w.client.Host.Go("late", func(p *sim.Proc) {
			wait(p, 5*ms) // the send buffer is full
			late = w.together(p, Request{URL: page("/first"), Method: "POST"})[0]
		})
		deadly := w.together(p, Request{URL: page("/deadly"), Method: "POST"})[0]
		wait(p, sec)
		require.ErrorContains(t, deadly.Err, "a POST request is not sent again")
		require.ErrorContains(t, sent.Err, "a POST request is not sent again")
		require.NoError(t, late.Err)
		require.Len(t, late.Attempts, 2)
		require.Zero(t, late.Attempts[0].RequestEnd)
	})
}

// A client that is never done with a request before the server has closed the connection
// gives up.
func TestRequestsThatAreNeverReady(t *testing.T) {
	w := inTwo(t)
	w.server.IdleTimeout, w.client.Costs.Request = 50*ms, 200*ms
	w.served["shop.example/a"] = Resource{Size: 10}
	w.start()
	w.browse(func(p *sim.Proc) {
		require.ErrorContains(t, w.get(p, Request{URL: page("/a")}).Err, "no server has taken it")
		require.Equal(t, maxStale+1, w.connections())
	})
}
