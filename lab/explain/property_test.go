package explain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
	"github.com/rttlab/rttlab/tcp"
)

// whim is a random scenario: each cause of waiting is on or off.
type whim struct {
	r        *rand.Rand
	lossy    bool // frames are lost, damaged, doubled or overtaken
	jitter   bool
	rate     bool
	lookups  bool
	nagle    bool
	delayed  bool // acknowledgements
	windows  bool // small buffers
	slow     bool // small initial window
	workers  bool
	thinks   bool
	after    bool // objects are asked for some time after they are revealed
	closing  bool // either side closes idle connections
	ports    bool // few, and a short backlog
	timeouts bool
	costs    bool // computing takes time
	expects  bool // bodies wait for leave
	cache    bool // the client has one
	full     bool // the server takes few connections
	pipes    bool // requests go out before earlier ones are answered
	hurries  bool // requests are in SYNs
	two      bool // both ends speak HTTP/2
	limit    bool // and the server takes few streams
	narrow   bool // and windows are small
	tls      bool // all is encrypted; not drawn
	seals    bool // and that takes computing; not drawn

	// Behaviours that came later draw from a stream of their own, and only for every second
	// seed: what the others stand for stays.
	later *rand.Rand // nil: none of them
}

// older are remembered seeds from before there were later behaviours.
var older = []uint64{549, 875, 2621, 13705, 17445}

func newWhim(seed uint64) *whim {
	r := rand.New(rand.NewPCG(seed, 2))
	w := &whim{r: r}
	if seed%2 == 1 && !slices.Contains(older, seed) {
		w.later = rand.New(rand.NewPCG(seed, 3))
	}
	for _, b := range []*bool{
		&w.lossy, &w.jitter, &w.rate, &w.lookups, &w.nagle, &w.delayed, &w.windows, &w.slow, &w.workers, &w.thinks,
		&w.after, &w.closing, &w.ports, &w.timeouts, &w.pipes, &w.costs, &w.full, &w.expects, &w.cache,
		&w.hurries,
		&w.two, &w.limit, &w.narrow,
	} {
		*b = r.IntN(2) == 0
	}
	return w
}

func (w *whim) time(most int) vtime.Time { return vtime.Time(w.r.IntN(most)) * ms }

func (w *whim) wire() link.Config {
	r := w.r
	c := link.Config{Delay: w.time(80), MTU: 300 + r.IntN(1200)}
	share := func(most int) link.Share { return link.Share(r.IntN(most+1)) * link.Whole / 100 }
	if w.jitter {
		c.Jitter = w.time(6)
	}
	if w.rate {
		c.Rate = 1 << (16 + r.IntN(12))
	}
	if w.lossy {
		c.Loss, c.Corrupt, c.Duplicate = share(6), share(3), share(5)
		c.Reorder, c.ReorderBy = share(10), 1+w.time(40)
		c.Queue.Packets = r.IntN(2) * (4 + r.IntN(40))
	}
	return c
}

func (w *whim) config(c *stack.Config) {
	r := w.r
	t := &c.TCP
	t.SendBuffer, t.ReceiveBuffer, t.WindowScaling = 8<<20, 8<<20, true
	if w.windows {
		t.SendBuffer, t.ReceiveBuffer = 2000+r.Int64N(60_000), 2000+r.Int64N(60_000)
		t.WindowScaling = r.IntN(2) == 0
	}
	if !w.delayed {
		t.DelayedAck, t.SACKHeld = 0, 0
	}
	if !w.slow {
		t.InitialRule, t.InitialWindow, t.IdleRule, t.InitialThreshold = 0, 100_000, 0, 0
	}
	t.RTOInitial = sec + w.time(3000)
	t.Retries, t.SYNRetries, t.SYNAckRetries = 30, 20, r.Int64N(6)
	t.RTOMax, t.ProbeMax = 4*sec, 5*sec
	t.TimeWait = sec + w.time(60_000)
	t.FinWait2Limit = 60 * sec
	if l := w.later; l != nil {
		if w.slow && l.IntN(2) == 0 {
			t.IdleRule = tcp.IdleValidate
		}
		t.LastResort = l.IntN(2) == 0
		t.MTUProbing = tcp.MTUProbing(l.IntN(3))
		t.MTUBase, t.MTUProbeThreshold = 100+l.Int64N(1000), l.Int64N(100)
	}
	c.BacklogLimit = 4096
	c.FastOpenClient, c.FastOpenServer = w.hurries, w.hurries
	if w.ports {
		c.PortLow, c.PortHigh, c.BacklogLimit = 5000, 5000+uint16(r.IntN(6)), r.Int64N(6)
	}
}

// build makes the site and the page.
func (w *whim) build(t *testing.T, seed uint64) (*site, *httpx.Page) {
	r := w.r
	s := newSite(t, func(p *plan) {
		p.profile, p.seed = allProfiles()[r.IntN(3)], seed
		p.up, p.down, p.dns, p.hops = w.wire(), w.wire(), w.wire(), r.IntN(3)
		p.down.MTU = p.up.MTU
		p.config = w.config
	})
	s.client.PerHost, s.client.KeepAlive = r.Int64N(7), r.IntN(4) > 0
	s.client.PortPatience = 1000 * sec
	if w.lookups {
		zone := map[string]ip.Addr{"shop.example": s.web, "cdn.example": s.web}
		s.names.Zone = names.Addresses(zone, vtime.Time(r.IntN(3))*sec)
		s.client.Resolver.Attempts = 1 + r.Int64N(30)
		s.lookUp()
	}
	s.client.Nagle, s.server.Nagle = w.nagle, w.nagle
	if w.workers {
		s.server.Workers = 1 + r.Int64N(3)
	}
	if w.closing {
		s.server.IdleTimeout, s.client.IdleTimeout = 1+w.time(500), w.time(500)
		s.server.MaxRequests = r.Int64N(4)
		if l := w.later; l != nil {
			some := func() vtime.Time { return vtime.Time(l.IntN(2)*(500+l.IntN(10_000))) * ms }
			s.server.Patience = httpx.Patience{Header: some(), Body: some(), Response: some()}
		}
	}
	if w.timeouts {
		s.client.Timeout = 1 + w.time(5000)
	}
	if w.hurries {
		s.client.FastOpen, s.server.FastOpen = true, 1+r.Int64N(4)
	}
	if w.pipes {
		s.client.Pipeline = 2 + r.Int64N(6)
		s.server.Closing = httpx.Closing(r.IntN(3))
	}
	if w.costs {
		s.client.Costs, s.server.Costs = w.computing(), w.computing()
	}
	if w.expects {
		s.client.Expect = 1 + w.time(300)
	}
	s.client.Cache = w.cache
	if w.two {
		w.multiplex(s)
	}
	if w.full {
		s.server.MaxConnections, s.server.WhenFull = 1+r.Int64N(4), httpx.WhenFull(r.IntN(3))
		s.server.IdleTimeout = 1 + w.time(500)
	}
	if w.lossy && s.client.Timeout == 0 {
		s.client.Timeout = patience
	}
	s.start()
	return s, w.page(s)
}

// multiplex makes both ends speak HTTP/2.
func (w *whim) multiplex(s *site) {
	r := w.r
	s.client.Version, s.server.Version = httpx.HTTP2, httpx.HTTP2
	for _, m := range []*httpx.Multiplexing{&s.client.Multiplexing, &s.server.Multiplexing} {
		*m = httpx.Multiplexing{
			StreamWindow: 1 << 30, ConnectionWindow: 1 << 30, DataSize: r.Int64N(3) * 5000, WriteChunk: r.Int64N(40_000),
			Scheduler: httpx.Scheduler(r.IntN(len(httpx.SchedulerNames()))),
		}
		if w.narrow {
			m.StreamWindow, m.ConnectionWindow = 1000+r.Int64N(80_000), r.Int64N(150_000)
		}
	}
	s.client.Signals = httpx.Signals(r.IntN(len(httpx.SignalNames)))
	if w.limit {
		s.server.MaxStreams = 1 + r.Int64N(8)
	}
}

func (w *whim) computing() httpx.Costs {
	r := w.r
	return httpx.Costs{
		Cores: r.Int64N(3), Connection: w.time(4), Request: w.time(9), Kilobyte: vtime.Time(r.IntN(3)) * 100_000,
		Variation: httpx.Variation{Spread: httpx.Spread(r.IntN(5))},
	}
}

func (w *whim) page(s *site) *httpx.Page {
	r, pg := w.r, &httpx.Page{Name: "random"}
	for i := range 1 + r.IntN(25) {
		object := httpx.Resource{Size: r.Int64N(60_000), Header: r.Int64N(1000)}
		if w.cache {
			object.Caching = httpx.Caching{ETag: "v", MaxAge: vtime.Time(r.IntN(3)) * sec, NoStore: r.IntN(4) == 0}
		}
		if w.thinks {
			object.Think = w.time(60)
		}
		o := httpx.Object{Parent: max(r.IntN(i+1)-1, min(i, 1)-1), At: r.Int64N(70_000)}
		host := []string{"shop.example", "cdn.example", "nowhere.example"}[min(r.IntN(12)/5, 2)]
		o.Request = s.serve(host, fmt.Sprintf("/%d", i), object)
		o.Request.Method = []string{"GET", "GET", "GET", "HEAD", "POST"}[r.IntN(5)]
		o.Request.Header = r.Int64N(2000)
		if o.Request.Method == "POST" {
			o.Request.Body = r.Int64N(30_000)
		}
		if w.after {
			o.After = w.time(30)
		}
		pg.Objects = append(pg.Objects, o)
	}
	return pg
}

// offs lists the rules and places that must not appear.
func (w *whim) offs() (whys []cause.Why, wheres []cause.Where) {
	// These have no place in an exchange of these clients and servers at all.
	whys = []cause.Why{cause.NothingToSend, cause.Cork, cause.DelayedAck, cause.Close}
	wheres = []cause.Where{cause.Instant, cause.TimerKeepAlive, cause.TimerCork}
	off := func(on bool, y []cause.Why, p ...cause.Where) {
		if !on {
			whys, wheres = append(whys, y...), append(wheres, p...)
		}
	}
	off(w.tls, []cause.Why{cause.TLS})
	off(w.lossy, []cause.Why{cause.LossDupAcks, cause.LossPartialAck})
	// A slow wire can hold a segment longer than the sender's timer runs. That is no
	// loss, unless an end gives up before the first copy is there. One who was let in
	// by a cookie finds the accept queue full, and sends again.
	off(w.lossy || w.rate || w.ports, []cause.Why{cause.LossTimeout, cause.LossProbe})
	off(w.lossy || w.ports, []cause.Why{cause.Hole})
	// A SYN is not taken either where an old connection of its port lingers, or the
	// backlog is full.
	// What a server does not take out of a SYN goes again.
	off(w.lossy || w.ports || w.rate || w.hurries, []cause.Why{cause.ConnectRetry})
	off(w.lossy || w.lookups || w.jitter || w.rate, nil, cause.TimerName)
	off(w.jitter || w.lossy, nil, cause.Jitter)
	off(w.rate, nil, cause.Serialisation, cause.Queue)
	off(w.lookups, []cause.Why{cause.Name, cause.NameRetry}, cause.TimerName)
	off(w.nagle, []cause.Why{cause.Nagle})
	off(w.delayed, nil, cause.TimerDelayedAck)
	off(w.windows, []cause.Why{cause.SillyWindow, cause.SendBuffer}, cause.TimerPersist, cause.TimerOverride)
	// What streams carry up at first may be more than the window of a SYN, which knows
	// no scale, and nor does a connection ever that a cookie began.
	off(w.windows || w.two || w.ports, []cause.Why{cause.ReceiveWindow})
	// After lost SYNs the window starts with one segment.
	off(w.slow || w.lossy || w.ports || w.rate || w.jitter, []cause.Why{cause.SlowStart, cause.CongestionAvoidance})
	off(w.workers || w.costs, []cause.Why{cause.ServerQueue})
	off(w.thinks || w.costs, []cause.Why{cause.ServerThink})
	off(w.costs, []cause.Why{cause.ClientThink})
	off(w.expects, []cause.Why{cause.Continue})
	off(w.full, []cause.Why{cause.AcceptQueue})
	off(w.pipes && !w.two, []cause.Why{cause.HeadOfLine})
	off(w.two, []cause.Why{cause.BehindStreams, cause.ForeignHole})
	off(w.two && w.limit, []cause.Why{cause.StreamLimit})
	off(w.two && w.narrow, []cause.Why{cause.StreamWindow})
	off(w.two, []cause.Why{cause.ConnectionWindow}) // 64 kB until the server has said otherwise (RFC 9113 section 6.9.2)
	off(w.lossy || w.ports, []cause.Why{cause.ForeignHole})
	off(w.after, []cause.Why{cause.Discovery})
	off(w.thinks || w.after || w.lookups || w.costs || w.seals, nil, cause.Host)
	// On a slow wire a server may give up before the first copy is there.
	off(w.closing || w.lossy || w.full || w.rate || w.pipes && w.timeouts, []cause.Why{cause.Stale})
	off(w.two && (w.closing || w.full || w.limit), []cause.Why{cause.Refused})
	off(w.ports, []cause.Why{cause.PortExhaustion})
	off(w.timeouts || w.expects || w.lossy, nil, cause.TimerUser) // see patience
	off(w.ports || w.closing || w.full, nil, cause.TimerIdle, cause.TimerTimeWait)
	return whys, wheres
}

// absent checks that what is off appears in no explanation.
func (w *whim) absent(t *testing.T, seed uint64, s *site) {
	whys, wheres := w.offs()
	none := func(e *explain.Explanation) {
		byWhy, byWhere := e.Matrix().ByWhy(), e.Matrix().ByWhere()
		for _, y := range whys {
			require.Zero(t, byWhy[y], "seed %d: %v appears: %v", seed, y, tableOf(e))
		}
		for _, p := range wheres {
			require.Zero(t, byWhere[p], "seed %d: %v appears: %v", seed, p, tableOf(e))
		}
	}
	for _, tx := range s.rec.Transactions {
		none(s.explain(tx))
	}
	for _, load := range s.rec.Pages {
		none(explain.Page(s.kernel.Log(), s.rec, load))
	}
}

// Whatever the page, the hosts and the wires: every process ends, everything is
// explained to the nanosecond, nothing is left over, and a cause that is
// switched off never appears.
func TestSeedsPages(t *testing.T) {
	judge(t, 80, anyPage)
}

// anyPage loads the page of a seed, and checks all that is said of it.
func anyPage(t *testing.T, seed uint64) int {
	w := newWhim(seed)
	s, pg := w.build(t, seed)
	twice, pause := w.r.IntN(2) == 0, w.time(2000)
	s.browse(func(p *sim.Proc) {
		s.client.Load(p, pg)
		if twice {
			wait(p, pause)
			s.client.Load(p, pg)
		}
	})
	for _, c := range s.net.Connections() {
		require.False(t, !w.lossy && c.Server != nil && c.Server.IsOpen, "seed %d: connection %d is open", seed, c.ID)
	}
	w.absent(t, seed, s)
	for _, load := range s.rec.Pages {
		e := explain.Page(s.kernel.Log(), s.rec, load)
		if len(e.Spans) > 0 && !load.Transactions[0].Cached {
			require.Same(t, load.Transactions[0], e.Spans[0].Transaction, "seed %d: the path begins with the document", seed)
		}
	}
	return len(s.rec.Transactions)
}
