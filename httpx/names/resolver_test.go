package names

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

func TestLookup(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, c := range []struct {
		name   string
		want   error
		text   string // part of the error
		addrs  []ip.Addr
		asked  bool
		passes vtime.Time
	}{
		{name: "shop.example", addrs: []ip.Addr{web}, asked: true, passes: 13 * ms},
		{name: "SHOP.example.", addrs: []ip.Addr{web}, asked: true, passes: 13 * ms},
		{name: "www.example", addrs: []ip.Addr{web}, asked: true, passes: 13 * ms},
		{name: "both.example", addrs: []ip.Addr{web}, asked: true, passes: 13 * ms},
		{name: "10.0.1.2", addrs: []ip.Addr{addr("10.0.1.2")}},
		{name: "nowhere.example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: "none.example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: "six.example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: "a.example", want: ErrAliases, asked: true, passes: 13 * ms},
		{name: "out.example", want: ErrNoSuchName, asked: true, passes: 26 * ms},
		{name: "big.example", addrs: many(40), asked: true, passes: 13 * ms},
		{name: "huge.example", addrs: many(90), asked: true, passes: (13 + 10 + 13) * ms}, // over TCP: another round trip
		{name: long + ".example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: "a" + long + ".example", text: "has 64 bytes, DNS allows 63"},
		{name: strings.Repeat(long+".", 4), text: "has 255 bytes, DNS allows 253"},
		{name: "", text: "has an empty part"},
		{name: "a..b", text: "has an empty part"},
		{name: ".", text: "has an empty part"},
		{name: "::g", want: ErrNoSuchName, asked: true, passes: 13 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, plan{})
			w.servers[0].Think = 3 * ms
			w.start()
			w.run(func(p *sim.Proc) {
				l, all, err := w.look(p, c.name)
				switch {
				case c.want != nil:
					require.ErrorIs(t, err, c.want)
				case c.text != "":
					require.ErrorContains(t, err, c.text)
				default:
					require.NoError(t, err)
					require.Equal(t, c.addrs, all)
				}
				require.Equal(t, c.asked, l != nil)
				require.Equal(t, c.passes, p.Now().Now)
			})
		})
	}
}

// An answer is kept as long as it lives, and not longer; of several records the one
// that dies first counts. A no is kept as long as the zone says and the client wants.
func TestCache(t *testing.T) {
	for _, c := range []struct {
		name    string
		keepNo  vtime.Time
		after   vtime.Time
		lookups int
	}{
		{"shop.example", 0, 300*sec - 1, 1},
		{"shop.example", 0, 300 * sec, 2},
		{"www.example", 0, 20*sec - 1, 1},
		{"www.example", 0, 20 * sec, 2},
		{"nowhere.example", 60 * sec, 60*sec - 1, 1},
		{"nowhere.example", 60 * sec, 60 * sec, 2},
		{"nowhere.example", 900 * sec, 300*sec - 1, 1},
		{"nowhere.example", 900 * sec, 300 * sec, 2},
		{"nowhere.example", 0, 0, 2},
		{"none.example", 60 * sec, 60*sec - 1, 1},
		{"none.example", 60 * sec, 60 * sec, 2},
	} {
		w := newWorld(t, plan{})
		w.r.KeepNo = c.keepNo
		w.start()
		w.run(func(p *sim.Proc) {
			_, _, first := w.look(p, c.name)
			wait(p, c.after)
			_, _, second := w.look(p, c.name)
			require.Equal(t, first, second)
		})
		require.Len(t, w.book.Lookups, c.lookups, "%+v", c)
	}
}

// Questions for one name at one time are one question.
func TestSharedLookup(t *testing.T) {
	w := newWorld(t, plan{})
	w.start()
	told := 0
	w.run(func(p *sim.Proc) {
		for range 3 {
			w.r.Resolve("shop.example", func(_ *Lookup, all []ip.Addr, err error) {
				require.NoError(t, err)
				require.Equal(t, 10*ms, p.Kernel().Now().Now)
				told++
			})
			wait(p, 4*ms)
		}
	})
	require.Equal(t, 3, told)
	require.Len(t, w.book.Lookups, 1)
}

// A server that does not answer costs its timeout, each time that it is asked; one
// that fails costs its round trip.
func TestServersInTurn(t *testing.T) {
	mute := func(which ...int) func(*world) {
		return func(w *world) {
			for _, i := range which {
				w.servers[i].Mute = true
			}
		}
	}
	fault := func(f Fault) func(*world) {
		return func(w *world) {
			w.servers[0].Zone["shop.example"] = Record{Addrs: []ip.Addr{web}, TTL: 300 * sec, Fault: f}
		}
	}
	for _, c := range []struct {
		name    string
		servers int
		change  func(*world)
		took    vtime.Time
		tries   int
		want    error
	}{
		{"first is dead", 2, mute(0), 5*sec + 20*ms, 2, nil},
		{"two of three are dead", 3, mute(0, 1), 10*sec + 30*ms, 3, nil},
		{"the only one is dead", 1, mute(0), 10 * sec, 2, ErrTimeout},
		{"all are dead", 3, mute(0, 1, 2), 30 * sec, 6, ErrTimeout},
		{"no server on the first host", 2, func(w *world) { w.servers = w.servers[1:] }, 30 * ms, 2, nil},
		{"no server on the only host", 1, func(w *world) { w.servers = nil }, 20 * ms, 2, errno.ECONNREFUSED},
		{"no route", 1, func(w *world) { w.r.Servers[0].IP = addr("192.0.2.1") }, 0, 2, errno.ENETUNREACH},
		{"server failure", 2, fault(ServFail), 30 * ms, 2, nil},
		{"refused", 2, fault(Refused), 30 * ms, 2, nil},
		{"refused by the only one", 1, fault(Refused), 20 * ms, 2, ErrServer},
		{"silent about the name", 2, fault(Silent), 5*sec + 20*ms, 2, nil},
		{"garbage", 2, fault(Garbage), 5*sec + 20*ms, 2, nil},
		{"the answer to another question", 2, fault(WrongID), 5*sec + 20*ms, 2, nil},
		{"truncated", 2, fault(Truncated), 30 * ms, 2, nil},
		{"older than EDNS", 1, func(w *world) { w.servers[0].NoEDNS = true }, 20 * ms, 2, nil},
		{"without EDNS", 1, func(w *world) { w.r.EDNS = 0 }, 10 * ms, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, plan{servers: c.servers})
			c.change(w)
			w.start()
			w.run(func(p *sim.Proc) {
				l, _, err := w.look(p, "shop.example")
				require.ErrorIs(t, err, c.want)
				require.Equal(t, c.tries, sent(l))
				require.Equal(t, c.took, l.Done.Now-l.Asked.Now)
			})
		})
	}
}

// What does not fit is fetched over TCP: without EDNS 512 bytes fit, and servers have
// limits of their own. A server that takes no connections is as good as none.
func TestTruncation(t *testing.T) {
	for _, c := range []struct {
		name       string
		edns, size int64
		tcp        bool
	}{
		{"big.example", 1232, 0, false},
		{"big.example", 0, 0, true},
		{"big.example", 1232, 512, true},
		{"huge.example", 1232, 0, true},
		{"huge.example", 4096, 0, false},
		{"huge.example", 4096, 1232, true},
	} {
		w := newWorld(t, plan{})
		w.r.EDNS, w.servers[0].UDPSize = c.edns, c.size
		w.start()
		w.run(func(p *sim.Proc) {
			l, _, err := w.look(p, c.name)
			require.NoError(t, err)
			took := 10 * ms
			if c.tcp {
				took = 30 * ms // a round trip for the connection and one for the question
			}
			require.Equal(t, took, l.Done.Now, "%+v", c)
			tries := l.Questions[0].Tries
			require.Equal(t, c.tcp, tries[len(tries)-1].TCP)
		})
	}
}

// Each question begins with the next server.
func TestRotation(t *testing.T) {
	for _, rotate := range []bool{false, true} {
		w := newWorld(t, plan{servers: 3})
		w.r.Rotate = rotate
		w.start()
		w.run(func(p *sim.Proc) {
			for i, name := range []string{"shop.example", "big.example", "nowhere.example", "www.example"} {
				l, _, _ := w.look(p, name)
				want := w.r.Servers[0]
				if rotate {
					want = w.r.Servers[i%3]
				}
				require.Equal(t, want, l.Questions[0].Tries[0].Server)
			}
		})
	}
}

// The search list costs a round trip for each name that does not exist.
func TestSearch(t *testing.T) {
	for _, c := range []struct {
		name   string
		search []string
		ndots  int64
		asked  []string
		want   error
	}{
		{"shop", []string{"example"}, 1, []string{"shop.example"}, nil},
		{"shop", []string{"corp.test", "example"}, 1, []string{"shop.corp.test", "shop.example"}, nil},
		{"shop.example", []string{"corp.test"}, 1, []string{"shop.example"}, nil},
		{"shop.example", []string{"corp.test"}, 2, []string{"shop.example.corp.test", "shop.example"}, nil},
		{"shop.example.", []string{"corp.test"}, 2, []string{"shop.example"}, nil},
		{"nowhere", []string{"example"}, 1, []string{"nowhere.example", "nowhere"}, ErrNoSuchName},
		{"nowhere.test", []string{"example"}, 1, []string{"nowhere.test", "nowhere.test.example"}, ErrNoSuchName},
		{"shop", []string{strings.Repeat("a.", 126)}, 1, []string{"shop"}, ErrNoSuchName},
	} {
		w := newWorld(t, plan{})
		w.r.Search, w.r.NDots = c.search, c.ndots
		w.start()
		w.run(func(p *sim.Proc) {
			l, _, err := w.look(p, c.name)
			require.ErrorIs(t, err, c.want)
			var asked []string
			for _, q := range l.Questions {
				asked = append(asked, q.Name)
			}
			require.Equal(t, c.asked, asked)
			require.Equal(t, vtime.Time(len(asked))*10*ms, p.Now().Now)
			again, _, err := w.look(p, c.name)
			require.ErrorIs(t, err, c.want)
			require.Nil(t, again)
		})
	}
}

// Addresses of IPv6 are told at once, those of IPv4 after a delay; without one both
// wait for each other, and in sequence they do so anyway.
func TestTwoFamilies(t *testing.T) {
	type when struct{ six, four vtime.Time } // how much later the answer comes
	for _, c := range []struct {
		name    string
		late    when
		delay   vtime.Time
		seq     bool
		took    vtime.Time
		first   ip.Addr
		n       int // addresses when it is told
		delayed bool
	}{
		{"both.example", when{}, 50 * ms, false, 10 * ms, web6, 2, false},
		{"both.example", when{four: sec}, 50 * ms, false, 10 * ms, web6, 1, false},
		{"both.example", when{six: 20 * ms}, 50 * ms, false, 30 * ms, web6, 2, false},
		{"both.example", when{six: 50*ms - 1}, 50 * ms, false, 60*ms - 1, web6, 2, false},
		{"both.example", when{six: sec}, 50 * ms, false, 60 * ms, web, 1, true},
		{"both.example", when{six: sec}, 0, false, sec + 10*ms, web6, 2, false},
		{"both.example", when{four: sec}, 0, false, sec + 10*ms, web6, 2, false},
		{"both.example", when{}, 50 * ms, true, 20 * ms, web6, 2, false},
		{"shop.example", when{}, 50 * ms, false, 10 * ms, web, 1, false},
		{"shop.example", when{six: sec}, 50 * ms, false, 60 * ms, web, 1, true},
		{"six.example", when{four: sec}, 50 * ms, false, 10 * ms, web6, 1, false},
	} {
		w := newWorld(t, plan{both: true})
		w.r.ResolutionDelay, w.r.Sequence = c.delay, c.seq
		late := map[dnsmessage.Type]vtime.Time{dnsmessage.TypeA: c.late.four, dnsmessage.TypeAAAA: c.late.six}
		sock := w.servers[0].Host.UDPSocket()
		require.NoError(t, sock.Bind(ip.Addr{}, Port))
		w.servers[0].Host.GoDaemon("slow-dns", func(p *sim.Proc) {
			for {
				buf := make([]byte, 512)
				n, from, err := sock.RecvFrom(buf, vtime.Never, 0)
				if err != nil {
					return
				}
				m, ok := question(buf[:n])
				require.True(t, ok)
				w.servers[0].Host.GoDaemon("slow-answer", func(p *sim.Proc) {
					wait(p, late[m.Questions[0].Type])
					_ = sock.SendTo(w.servers[0].answer(p, m, from, false), from)
				})
			}
		})
		w.run(func(p *sim.Proc) {
			l, all, err := w.look(p, c.name)
			require.NoError(t, err)
			require.Equal(t, c.took, p.Now().Now, "%+v", c)
			require.Len(t, all, c.n, "%+v", c)
			require.Equal(t, c.first, all[0])
			require.Equal(t, c.delayed, l.Delay)
			wait(p, 2*sec)
			require.True(t, l.Complete())
			if c.name == "both.example" {
				require.ElementsMatch(t, []ip.Addr{web, web6}, l.Addrs)
				_, all, _ = w.look(p, c.name)
				require.Equal(t, []ip.Addr{web6, web}, all)
			}
		})
	}
}

// Families take turns, IPv6 first.
func TestOrder(t *testing.T) {
	six := []ip.Addr{addr("2001:db8::1"), addr("2001:db8::2")}
	four := many(3)
	require.Equal(t, []ip.Addr{six[0], four[0], six[1], four[1], four[2]}, order(six, four))
	require.Equal(t, four, order(nil, four))
	require.Equal(t, six, order(six, nil))
}

// A host of one family has no use for addresses of the other, unless there are no others.
func TestStaticNames(t *testing.T) {
	for _, both := range []bool{false, true} {
		w := newWorld(t, plan{both: both})
		w.r.Static = w.servers[0].Zone.Static()
		w.r.Servers, w.r.Search = nil, []string{"example"}
		want := []ip.Addr{web}
		if both {
			want = []ip.Addr{web6, web}
		}
		w.run(func(p *sim.Proc) {
			for name, want := range map[string][]ip.Addr{
				"both.example": want, "six.example": {web6}, "www.example": {web}, "shop": {web},
			} {
				l, all, err := w.look(p, name)
				require.NoError(t, err)
				require.Nil(t, l)
				require.Equal(t, want, all, name)
			}
			_, _, err := w.look(p, "a.example")
			require.ErrorIs(t, err, ErrNoSuchName)
		})
	}
}

// A lossy way to the name servers only costs time.
func TestSeedsLookups(t *testing.T) {
	for seed := range simtest.Seeds(t, 20) {
		w := newWorld(t, plan{seed: seed, servers: 1 + int(seed%3), both: seed%2 == 0, wire: func(_ int, c *link.Config) {
			c.Loss, c.Corrupt = 3*link.Whole/10, link.Whole/10
		}})
		w.r.Attempts, w.r.Rotate, w.r.Sequence = 1000, seed%4 == 0, seed%5 == 0
		w.r.ResolutionDelay, w.r.Timeout = vtime.Time(seed%3)*50*ms, sec
		for _, s := range w.servers {
			s.Zone["big.example"], s.UDPSize = Record{Addrs: many(40), TTL: 0}, 512
		}
		w.start()
		w.run(func(p *sim.Proc) {
			for range 5 + seed%5 {
				_, all, err := w.look(p, "big.example")
				require.NoError(t, err)
				require.Equal(t, many(40), all)
				wait(p, sec)
			}
		})
		for _, l := range w.book.Lookups {
			for _, q := range l.Questions {
				at := q.Asked.Now
				for _, try := range q.Tries { // one after the other
					require.Equal(t, at, try.Sent.Now)
					at = try.Ended.Now
				}
				require.Equal(t, at, q.Done.Now)
			}
		}
	}
}

// sent is how many messages with questions a lookup took.
func sent(l *Lookup) (n int) {
	for _, q := range l.Questions {
		n += len(q.Tries)
	}
	return n
}
