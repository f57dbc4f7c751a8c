package httpx

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// look resolves a name and waits for the answer.
func (w *world) look(p *sim.Proc, name string) (l *Lookup, a ip.Addr, err error) {
	var q sim.WaitQueue
	done := false
	w.client.Resolver.Resolve(name, func(lookup *Lookup, addr ip.Addr, e error) {
		l, a, err, done = lookup, addr, e, true
		q.WakeAll()
	})
	if !done {
		p.Wait(&q, "the name")
	}
	return l, a, err
}

func TestLookup(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, c := range []struct {
		name   string
		want   error
		text   string // part of the error
		asked  bool
		passes vtime.Time
	}{
		{name: "shop.example", asked: true, passes: 13 * ms},
		{name: "SHOP.example.", asked: true, passes: 13 * ms},
		{name: "10.0.1.2"},
		{name: "nowhere.example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: long + ".example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: "xn--bcher-kva.example", want: ErrNoSuchName, asked: true, passes: 13 * ms},
		{name: "a" + long + ".example", text: "has 64 bytes, DNS allows 63"},
		{name: strings.Repeat(long+".", 4), text: "has 255 bytes, DNS allows 253"},
		{name: "", text: "has an empty part"},
		{name: "a..b", text: "has an empty part"},
		{name: ".", text: "has an empty part"},
		{name: "::g", want: ErrNoSuchName, asked: true, passes: 13 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.names.Think = 3 * ms
			w.lookUp()
			w.browse(func(p *sim.Proc) {
				l, a, err := w.look(p, c.name)
				switch {
				case c.want != nil:
					require.ErrorIs(t, err, c.want)
				case c.text != "":
					require.ErrorContains(t, err, c.text)
				default:
					require.NoError(t, err)
					require.Equal(t, w.web, a)
				}
				require.Equal(t, c.asked, l != nil)
				require.Equal(t, c.passes, p.Now().Now)
			})
		})
	}
}

// An answer is kept as long as it lives, and not longer; a failure is not kept.
func TestNameCache(t *testing.T) {
	for _, c := range []struct {
		name    string
		ttl     vtime.Time
		after   vtime.Time
		lookups int
	}{
		{"shop.example", 10 * sec, 10*sec - 1, 1},
		{"shop.example", 10 * sec, 10 * sec, 2},
		{"shop.example", 0, 0, 2},
		{"shop.example", -sec, 0, 2},
		{"shop.example", vtime.Never - 1, 2 * 3600 * sec, 1}, // cut to 31 bits of seconds
		{"nowhere.example", 10 * sec, 0, 2},
	} {
		w := newWorld(t)
		w.names.TTL = c.ttl
		w.lookUp()
		w.browse(func(p *sim.Proc) {
			_, _, first := w.look(p, c.name)
			wait(p, c.after)
			_, _, second := w.look(p, c.name)
			require.Equal(t, first, second)
		})
		require.Len(t, w.rec.Lookups, c.lookups, "%+v", c)
	}
}

// Questions for one name at one time are one question.
func TestSharedLookup(t *testing.T) {
	w := newWorld(t)
	w.lookUp()
	w.start()
	w.served["shop.example/a"] = Resource{Size: 1}
	w.browse(func(p *sim.Proc) {
		for range 3 {
			w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil, nil)
			wait(p, 4*ms)
		}
		wait(p, sec)
	})
	require.Len(t, w.rec.Lookups, 1)
	for _, tx := range w.rec.Transactions {
		require.NoError(t, tx.Err)
		require.Equal(t, 10*ms, tx.Named.Now)
	}
}

// Lost questions and answers are asked again; in the end the client gives up.
func TestLookupRepeats(t *testing.T) {
	for _, c := range []struct {
		lost, retries, tries int
		timeout, took        vtime.Time
		want                 error
	}{
		{lost: 0, retries: 2, tries: 1, timeout: 5 * sec, took: 10 * ms},
		{lost: 1, retries: 2, tries: 2, timeout: 5 * sec, took: 5*sec + 10*ms},
		{lost: 2, retries: 2, tries: 3, timeout: 5 * sec, took: 10*sec + 10*ms},
		{lost: 3, retries: 2, tries: 3, timeout: 5 * sec, took: 15 * sec, want: ErrNameTimeout},
		{lost: 1, retries: 0, tries: 1, timeout: sec, took: sec, want: ErrNameTimeout},
		{lost: 1, retries: -7, tries: 1, timeout: sec, took: sec, want: ErrNameTimeout},
		{lost: 0, retries: 0, tries: 1, timeout: 0, took: 10 * ms},
	} {
		w := newWorld(t, func(s *setup) {
			for i := range c.lost {
				s.dns.LosePackets = append(s.dns.LosePackets, i+1)
			}
		})
		w.lookUp()
		w.client.Resolver.Timeout, w.client.Resolver.Retries = c.timeout, c.retries
		w.browse(func(p *sim.Proc) {
			l, _, err := w.look(p, "shop.example")
			require.ErrorIs(t, err, c.want)
			require.Equal(t, c.tries, l.Tries)
			require.Equal(t, c.took, l.Done.Now-l.Asked.Now)
		})
	}
}

// A name server that is not there says so: the client does not wait.
func TestNoNameServer(t *testing.T) {
	for _, c := range []struct {
		name  string
		addr  string
		want  error
		tries int
		took  vtime.Time
	}{
		{"no service", "10.0.2.2", errno.ECONNREFUSED, 3, 30 * ms},
		{"no route", "192.0.2.1", errno.ENETUNREACH, 0, 0},
	} {
		w := newWorld(t)
		w.client.Resolver.Static = nil
		a, err := ip.ParseAddr(c.addr)
		require.NoError(t, err)
		w.client.Resolver.Server = stack.Addr{IP: a, Port: 53}
		w.browse(func(p *sim.Proc) {
			l, _, err := w.look(p, "shop.example")
			require.ErrorIs(t, err, c.want)
			require.Equal(t, c.tries, l.Tries)
			require.Equal(t, c.took, l.Done.Now-l.Asked.Now)
		})
	}
}

// What does not answer the question is not taken for an answer.
func TestStrayAnswers(t *testing.T) {
	answer := func(id uint16, name string, change func(*dnsmessage.Message)) []byte {
		m := dnsmessage.Message{
			Header: dnsmessage.Header{ID: id, Response: true},
			Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: dnsmessage.TypeA,
				Class: dnsmessage.ClassINET}},
			Answers: []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(name), Class: dnsmessage.ClassINET, TTL: 9},
				Body:   &dnsmessage.AResource{A: [4]byte{10, 0, 0, 7}}}},
		}
		if change != nil {
			change(&m)
		}
		b, err := m.Pack()
		require.NoError(t, err)
		return b
	}
	for _, c := range []struct {
		name string
		b    []byte
		ok   bool
		want error
	}{
		{"the answer", answer(1, "shop.example.", nil), true, nil},
		{"in other letters", answer(1, "SHOP.example.", nil), true, nil},
		{"another question's", answer(2, "shop.example.", nil), false, nil},
		{"for another name", answer(1, "shop2.example.", nil), false, nil},
		{"a question", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.Response = false }), false, nil},
		{"garbage", []byte("garbage"), false, nil},
		{"empty", nil, false, nil},
		{"no address", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.Answers = nil }), true, ErrNoSuchName},
		{"failure", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeServerFailure }), true,
			ErrNameServer},
	} {
		a, ttl, err, ok := parseAnswer(c.b, 1, "shop.example")
		require.Equal(t, c.ok, ok, c.name)
		require.ErrorIs(t, err, c.want, c.name)
		if ok && err == nil {
			require.Equal(t, "10.0.0.7", a.String())
			require.Equal(t, 9*sec, ttl)
		}
	}
}

// A name server that fails is asked again; one that sends nonsense is waited for.
func TestBadNameServer(t *testing.T) {
	w := newWorld(t)
	sock := w.names.Host.UDPSocket()
	require.NoError(t, sock.Bind(ip.Addr{}, 53))
	w.names.Host.GoDaemon("bad-dns", func(*sim.Proc) {
		buf := make([]byte, 512)
		for n := 1; ; n++ {
			k, from, err := sock.RecvFrom(buf, vtime.Never, cause.TimerIdle)
			if err != nil {
				return
			}
			reply, ok := w.names.reply(buf[:k])
			require.True(t, ok)
			switch n {
			case 1:
				reply[3] |= 2 // server failure
			case 2:
				_ = sock.SendTo([]byte("nonsense"), from)
			}
			_ = sock.SendTo(reply, from)
		}
	})
	w.client.Resolver.Static, w.client.Resolver.Server = nil, w.names.Addr()
	w.browse(func(p *sim.Proc) {
		l, _, err := w.look(p, "shop.example")
		require.NoError(t, err)
		require.Equal(t, 2, l.Tries)
		require.Equal(t, 20*ms, l.Done.Now)
	})
}

func TestNameServerAnswers(t *testing.T) {
	s := &NameServer{Zone: map[string]ip.Addr{"shop.example": ip.AddrFrom4([4]byte{10, 0, 0, 7})}, TTL: 60 * sec}
	ask := func(name string, typ dnsmessage.Type) dnsmessage.Message {
		q := dnsmessage.Message{Header: dnsmessage.Header{ID: 7}, Questions: []dnsmessage.Question{
			{Name: dnsmessage.MustNewName(name), Type: typ, Class: dnsmessage.ClassINET}}}
		b, err := q.Pack()
		require.NoError(t, err)
		reply, ok := s.reply(b)
		require.True(t, ok)
		var m dnsmessage.Message
		require.NoError(t, m.Unpack(reply))
		require.EqualValues(t, 7, m.ID)
		return m
	}
	require.Len(t, ask("Shop.Example.", dnsmessage.TypeA).Answers, 1)
	require.Empty(t, ask("shop.example.", dnsmessage.TypeAAAA).Answers)
	require.Equal(t, dnsmessage.RCodeSuccess, ask("shop.example.", dnsmessage.TypeAAAA).RCode)
	require.Equal(t, dnsmessage.RCodeNameError, ask("other.example.", dnsmessage.TypeA).RCode)
	require.Equal(t, dnsmessage.RCodeNameError, ask(".", dnsmessage.TypeA).RCode)
	_, ok := s.reply([]byte("garbage"))
	require.False(t, ok)
}

// The second name server of a host finds the port taken.
func TestPortsAreTaken(t *testing.T) {
	w := newWorld(t)
	w.start()
	require.NoError(t, w.names.Start())
	require.ErrorIs(t, w.names.Start(), errno.EADDRINUSE)
	require.ErrorIs(t, w.server.Start(), errno.EADDRINUSE)
	w.browse(func(*sim.Proc) {})
}

func FuzzDNS(f *testing.F) {
	q, err := packQuery(1, "shop.example", dnsmessage.TypeA)
	if err != nil {
		f.Fatal(err)
	}
	s := &NameServer{Zone: map[string]ip.Addr{"shop.example": ip.AddrFrom4([4]byte{10, 0, 0, 7})}, TTL: 60 * sec}
	a, _ := s.reply(q)
	f.Add(q)
	q6, err := packQuery(1, "shop.example", dnsmessage.TypeAAAA)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(q6)
	f.Add(a)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		parseAnswer(b, 1, "shop.example")
		reply, ok := s.reply(b)
		if !ok {
			return
		}
		var m dnsmessage.Message
		require.NoError(t, m.Unpack(b))
		name := strings.TrimSuffix(m.Questions[0].Name.String(), ".")
		_, _, _, ok = parseAnswer(reply, m.ID, name)
		require.True(t, ok, "%q", b)
	})
}

// A lossy way to the name server only costs time.
func TestSeedsLookups(t *testing.T) {
	for seed := range uint64(seeds(t, 20)) {
		w := newWorld(t, func(s *setup) {
			s.seed, s.dns.Loss, s.dns.Corrupt = seed, 3*link.Whole/10, link.Whole/10
		})
		w.names.TTL = 0
		w.client.Resolver.Retries = 1000
		w.lookUp()
		w.browse(func(p *sim.Proc) {
			for range 5 + seed%5 {
				_, a, err := w.look(p, "shop.example")
				require.NoError(t, err)
				require.Equal(t, w.web, a)
			}
		})
	}
}
