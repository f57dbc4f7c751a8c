package explain_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// The textbook's transfer: 20 KB over a round trip of 56 ms with 40 ms at the
// server and a window of four segments takes 264 ms, and 96 ms once the
// connection is warm.
func TestFreshConnection(t *testing.T) {
	for _, profile := range allProfiles() {
		s := newSite(t, func(p *plan) {
			p.profile = profile
			p.up.Delay, p.down.Delay = 28*ms, 28*ms
			p.config = func(c *stack.Config) { roomy(c); c.TCP.InitialWindow = 4 }
		})
		s.start()
		req := s.serve("shop.example", "/a", httpx.Resource{Size: 20_000, Think: 40 * ms})
		var fresh, warm *httpx.Transaction
		s.browse(func(p *sim.Proc) { fresh, warm = s.get(p, req), s.get(p, req) })
		require.Equal(t, table{
			"connect, propagation": "56", "request, propagation": "28", "server, host": "40",
			"slow start, propagation": "112", "response, propagation": "28",
		}, tableOf(s.explain(fresh)), profile)
		require.Equal(t, 264*ms, s.explain(fresh).Total())
		require.Equal(t, table{
			"request, propagation": "28", "server, host": "40", "response, propagation": "28",
		}, tableOf(s.explain(warm)), profile)
		// The slow start is one need, held from the writing to the leaving of the last
		// byte: the path follows the acknowledgements and the data that brought them.
		var at []vtime.Time
		for _, sp := range s.explain(fresh).Spans {
			if sp.Why == cause.SlowStart {
				at = append(at, sp.From, sp.To)
			}
		}
		require.Equal(t, []vtime.Time{124 * ms, 236 * ms}, at)
	}
}

// Write, write, read with Nagle's algorithm against a delayed acknowledgement:
// 40 ms of the 120 are the peer's timer, inside what Nagle's algorithm holds.
func TestNagleMeetsDelayedAck(t *testing.T) {
	for _, nagle := range []bool{true, false} {
		s := newSite(t, func(p *plan) {
			p.profile = "rfc"
			p.config = func(c *stack.Config) { c.TCP.DelayedAck = 40 * ms }
		})
		s.foreign(func(_ *sim.Proc, c *stack.Socket, _ int) {
			_, _ = io.ReadFull(stack.Conn{Socket: c}, make([]byte, 200))
			_, _ = c.WriteZeros(100)
			_ = c.Close()
		})
		tx := &httpx.Transaction{URL: "by hand"}
		s.browse(func(p *sim.Proc) {
			c := s.client.Host.Socket()
			require.NoError(t, c.Connect(s.web, 80))
			if !nagle {
				require.NoError(t, c.SetOption(stack.NoDelay, 1))
			}
			wait(p, sec)
			now := p.Now()
			a := httpx.Attempt{Taken: now, Wanted: now, Conn: c.Record(), RequestStart: c.Written()}
			tx.Asked, tx.Named, tx.ResponseStart = now, now, c.ReadOffset()
			for range 2 {
				_, err := c.WriteZeros(100)
				require.NoError(t, err)
			}
			a.RequestEnd = c.Written()
			_, err := io.ReadFull(stack.Conn{Socket: c}, make([]byte, 100))
			require.NoError(t, err)
			tx.Attempts, tx.ResponseEnd = []httpx.Attempt{a}, c.ReadOffset()
			tx.Done, tx.Finished = p.Now(), true
			require.NoError(t, c.Close())
		})
		want := table{
			"nagle, propagation": "40", "nagle, delayed-ack timer": "40",
			"request, propagation": "20", "response, propagation": "20",
		}
		if !nagle {
			want = table{"request, propagation": "20", "response, propagation": "20"}
		}
		require.Equal(t, want, tableOf(s.explain(tx)))
	}
}

// The last segment is lost, and only the timer finds out.
func TestTailLoss(t *testing.T) {
	for _, profile := range []string{"linux", "rfc"} {
		s := newSite(t, func(p *plan) {
			p.profile = profile
			p.up.Delay, p.down.Delay = 50*ms, 50*ms
			p.down.LoseData = []int{1}
			p.config = func(c *stack.Config) { c.TCP.RTOMin = 200 * ms }
		})
		s.start()
		req := s.serve("shop.example", "/a", httpx.Resource{Size: 1000})
		var tx *httpx.Transaction
		s.browse(func(p *sim.Proc) { tx = s.get(p, req) })
		// A single sample of 100 ms makes a timeout of 100 + 4 x 50.
		require.Equal(t, table{
			"connect, propagation": "100", "request, propagation": "50",
			"loss (probe), probe timer": "300", "response, propagation": "50",
		}, tableOf(s.explain(tx)), profile)
	}
}

// A request on a fresh connection takes two round trips and the server's time.
func TestTwoRoundTrips(t *testing.T) {
	for _, profile := range allProfiles() {
		for _, c := range []struct{ up, down, think vtime.Time }{
			{0, 0, 0}, {1, 1, 1}, {25 * ms, 25 * ms, 7 * ms}, {3*ms + 1, 90*ms + 7, 5}, {sec / 2, sec / 4, 3600 * sec},
		} {
			s := newSite(t, func(p *plan) { p.profile, p.up.Delay, p.down.Delay = profile, c.up, c.down })
			s.start()
			req := s.serve("shop.example", "/a", httpx.Resource{Size: 100, Think: c.think})
			var tx *httpx.Transaction
			s.browse(func(p *sim.Proc) { tx = s.get(p, req) })
			m := s.explain(tx).Matrix()
			require.Equal(t, c.up+c.down, m[cause.Connect][cause.Propagation])
			require.Equal(t, c.up, m[cause.Request][cause.Propagation])
			require.Equal(t, c.think, m[cause.ServerThink][cause.Host])
			require.Equal(t, c.down, m[cause.Response][cause.Propagation])
			require.Equal(t, 2*(c.up+c.down)+c.think, s.explain(tx).Total())
		}
	}
}

// The rounds of slow start, and nothing else, separate a long response from a
// short one: windows of w, 2w, 4w ... segments.
func TestSlowStartRounds(t *testing.T) {
	for _, window := range []int64{1, 2, 3, 4, 10} {
		for segments := int64(1); segments <= 100; segments += 3 {
			s := newSite(t, func(p *plan) {
				p.config = func(c *stack.Config) { roomy(c); c.TCP.InitialWindow = window }
			})
			s.start()
			req := s.serve("shop.example", "/a", httpx.Resource{Size: segments*1460 - 100, Header: 100})
			var tx *httpx.Transaction
			s.browse(func(p *sim.Proc) { tx = s.get(p, req) })
			rounds := vtime.Time(0)
			for sent, w := window, window; sent < segments; rounds++ {
				w *= 2
				sent += w
			}
			m := s.explain(tx).Matrix()
			require.Equal(t, rounds*40*ms, m[cause.SlowStart][cause.Propagation], "%d segments from %d", segments, window)
			require.Equal(t, 80*ms+rounds*40*ms, s.explain(tx).Total())
		}
	}
}

// A transfer that the wire bounds takes as long as its bits, to the nanosecond.
func TestSerialisationBound(t *testing.T) {
	for _, rate := range []uint64{64_000, 999_999, 10_000_000, 1 << 33} {
		s := newSite(t, func(p *plan) {
			p.down.Rate = rate
			p.config = func(c *stack.Config) {
				roomy(c)
				c.TCP.InitialWindow, c.TCP.RTOMin, c.TCP.RTOInitial = 100_000, 1000*sec, 1000*sec
			}
		})
		s.start()
		const segments = 50
		req := s.serve("shop.example", "/a", httpx.Resource{Size: segments*1460 - 100, Header: 100})
		var tx *httpx.Transaction
		s.browse(func(p *sim.Proc) { tx = s.get(p, req) })
		m := s.explain(tx).Matrix()
		bits := func(bytes uint64) vtime.Time { return vtime.Time(bytes * 8 * uint64(sec) / rate) }
		// Before the response went a pure acknowledgement at most, which the queue shows.
		wire := m[cause.Response][cause.Queue] + m[cause.Response][cause.Serialisation]
		require.GreaterOrEqual(t, wire, bits(segments*1500))
		require.LessOrEqual(t, wire, bits(segments*1500+40))
		require.Equal(t, 20*ms, m[cause.Response][cause.Propagation])
		require.Equal(t, s.explain(tx).Total(), wire+m[cause.Connect][cause.Serialisation]+80*ms)
	}
}

// With everything off, on ideal wires, a transaction is the propagation of its
// connect, request and response and nothing else.
func TestNothingButPropagation(t *testing.T) {
	for _, profile := range allProfiles() {
		for hops := range 4 {
			for _, size := range []int64{0, 1, 1460, 100_000, 3_000_000} {
				s := newSite(t, func(p *plan) {
					p.profile, p.hops = profile, hops
					p.up.MTU, p.down.MTU = 0, 0
					p.config = func(c *stack.Config) { roomy(c); c.TCP.InitialWindow = 100_000 }
				})
				s.start()
				req := s.serve("shop.example", "/a", httpx.Resource{Size: size})
				req.Header, req.Body = 3000, size/100
				var fresh, warm *httpx.Transaction
				s.browse(func(p *sim.Proc) { fresh, warm = s.get(p, req), s.get(p, req) })
				way := 20*ms + 3*ms*vtime.Time(hops)
				want := table{
					"connect, propagation": (2 * way).Millis(), "request, propagation": way.Millis(),
					"response, propagation": way.Millis(),
				}
				require.Equal(t, want, tableOf(s.explain(fresh)))
				delete(want, "connect, propagation")
				require.Equal(t, want, tableOf(s.explain(warm)))
			}
		}
	}
}

// spansOf is an explanation without its pointers.
func spansOf(e *explain.Explanation) []string {
	var all []string
	for _, sp := range e.Spans {
		all = append(all, fmt.Sprint(sp.From, " ", sp.To, " ", sp.Why, " ", sp.Where, " ", sp.Also.Names()))
	}
	return all
}

// busy is a tap and an observer that look at everything.
type busy struct{ seen int }

func (b *busy) Sent(vtime.Stamp, *link.Wire, *link.Frame)               { b.seen++ }
func (b *busy) Dropped(vtime.Stamp, *link.Wire, *link.Frame, link.Drop) { b.seen++ }
func (b *busy) Delivered(_ vtime.Stamp, _ *link.Wire, f *link.Frame) {
	b.seen += len(f.Body.AppendWire(nil))
}
func (b *busy) HostDrop(vtime.Stamp, *stack.Host, *link.Frame, string) { b.seen++ }
func (b *busy) StateChange(vtime.Stamp, *stack.End, string, string)    { b.seen++ }

// The explanation of a transaction is the same whatever else is recorded:
// captures, other transactions on other wires, an explanation made before.
func TestSameWhateverElse(t *testing.T) {
	run := func(company bool) []string {
		s := newSite(t, func(p *plan) {
			p.up.Loss, p.down.Loss = link.Whole/20, link.Whole/20
			p.down.Rate = 1_000_000
			p.up.Jitter = 3 * ms
		})
		s.start()
		req := s.serve("shop.example", "/a", httpx.Resource{Size: 60_000, Think: 5 * ms})
		watch := &busy{}
		if company {
			s.net.Observe(watch)
			for _, w := range s.net.Wires() {
				w.SetTap(watch)
			}
			// The name server and the client talk all the time, on a wire of their own.
			require.NoError(t, s.names.Start())
			other := &names.Resolver{
				Host: s.client.Host, Servers: []stack.Addr{s.names.Addr()}, Config: names.Config{Timeout: sec}, Book: &s.rec.Book,
			}
			s.client.Host.Go("other", func(p *sim.Proc) {
				for i := range 300 {
					other.Resolve(fmt.Sprintf("x%d.example", i), func(*names.Lookup, []ip.Addr, error) {})
					wait(p, ms)
				}
			})
		}
		var all []string
		s.browse(func(p *sim.Proc) {
			for _, tx := range s.client.Repeat(p, req, 5, 1, 10*ms) {
				all = append(all, tx.Done.Now.String())
			}
		})
		require.Equal(t, company, watch.seen > 0)
		for _, tx := range s.rec.Transactions {
			all = append(all, spansOf(s.explain(tx))...)
		}
		return all
	}
	require.Equal(t, run(false), run(true))
}

// What it takes to explain a transfer in which one rule follows the other grows with
// the transfer and no faster. It is measured in memory, which does not depend on the machine.
func TestExplainingIsLinear(t *testing.T) {
	explaining := func(size int64) uint64 {
		s := newSite(t, func(p *plan) { p.down.Loss = link.Whole / 100 })
		s.start()
		var tx *httpx.Transaction
		s.browse(func(p *sim.Proc) { tx = s.get(p, s.serve("shop.example", "/", httpx.Resource{Size: size})) })
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s.explain(tx)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	require.Less(t, explaining(16<<20), 8*explaining(4<<20))
}

// The path of a page goes from the last object to the byte that revealed it,
// and so on to the document.
func TestCriticalPath(t *testing.T) {
	s := newSite(t, func(p *plan) { p.config = func(c *stack.Config) { roomy(c); c.TCP.InitialWindow = 100 } })
	s.start()
	pg := &httpx.Page{Name: "p"}
	add := func(path string, think vtime.Time, parent int, after vtime.Time) {
		o := httpx.Object{Request: s.serve("shop.example", path, httpx.Resource{Size: 1000, Think: think}), Parent: parent}
		o.After = after
		pg.Objects = append(pg.Objects, o)
	}
	add("/doc", 10*ms, -1, 0)
	add("/style", 20*ms, 0, 7*ms)
	add("/image", 90*ms, 0, 0) // long, and still done before the font
	add("/font", 30*ms, 1, 3*ms)
	var load *httpx.PageLoad
	s.browse(func(p *sim.Proc) { load = s.client.Load(p, pg) })
	e := explain.Page(s.kernel.Log(), s.rec, load)
	var path []string
	for _, sp := range e.Spans {
		if n := len(path); n == 0 || path[n-1] != sp.Transaction.URL {
			path = append(path, sp.Transaction.URL)
		}
	}
	require.Equal(t, []string{
		"http://shop.example/doc", "http://shop.example/style", "http://shop.example/font",
	}, path)
	require.Equal(t, table{
		"connect, propagation": "73", "request, propagation": "60", "server, host": "60", "discovery, host": "10",
		"response, propagation": "60",
	}, tableOf(e)) // the style sheet takes a connection that was begun 7 ms before it was asked for
	require.Equal(t, 263*ms, e.Total())
}

// An empty page is explained by nothing, an unfinished one not at all.
func TestNothingToExplain(t *testing.T) {
	s := newSite(t)
	s.browse(func(p *sim.Proc) { s.client.Load(p, &httpx.Page{}) })
	require.Empty(t, explain.Page(s.kernel.Log(), s.rec, s.rec.Pages[0]).Spans)
	require.Nil(t, explain.Page(s.kernel.Log(), s.rec, &httpx.PageLoad{}))
	require.Nil(t, explain.Transaction(s.kernel.Log(), s.rec, &httpx.Transaction{}))
}
