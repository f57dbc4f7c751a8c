package names

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// What does not answer the question is not taken for an answer.
func TestStrayAnswers(t *testing.T) {
	answer := func(id uint16, name string, change func(*dnsmessage.Message)) []byte {
		n := dnsmessage.MustNewName(name)
		m := dnsmessage.Message{
			Header:    dnsmessage.Header{ID: id, Response: true, Authoritative: true},
			Questions: []dnsmessage.Question{{Name: n, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}},
			Answers:   []dnsmessage.Resource{record(n, dnsmessage.TypeA, 9*sec, &dnsmessage.AResource{A: [4]byte{10, 0, 0, 7}})},
		}
		if change != nil {
			change(&m)
		}
		b, err := m.Pack()
		require.NoError(t, err)
		return b
	}
	alias := func(m *dnsmessage.Message, from, to string) {
		m.Answers = append(m.Answers, record(dnsmessage.MustNewName(from), dnsmessage.TypeCNAME, 5*sec,
			&dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(to)}))
	}
	seven := []ip.Addr{addr("10.0.0.7")}
	for _, c := range []struct {
		name  string
		b     []byte
		ok    bool
		addrs []ip.Addr
		want  error
		life  vtime.Time
		alias string
	}{
		{"the answer", answer(1, "shop.example.", nil), true, seven, nil, 9 * sec, ""},
		{"in other letters", answer(1, "SHOP.example.", nil), true, seven, nil, 9 * sec, ""},
		{"another question's", answer(2, "shop.example.", nil), false, nil, nil, 0, ""},
		{"for another name", answer(1, "shop2.example.", nil), false, nil, nil, 0, ""},
		{"of another type", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.Questions[0].Type = dnsmessage.TypeAAAA }),
			false, nil, nil, 0, ""},
		{"a question", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.Response = false }), false, nil, nil, 0, ""},
		{"garbage", []byte("garbage"), false, nil, nil, 0, ""},
		{"empty", nil, false, nil, nil, 0, ""},
		{"no address", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.Answers = nil }), true, nil, nil, 0, ""},
		{"address of another", answer(1, "shop.example.", func(m *dnsmessage.Message) {
			m.Answers[0].Header.Name = dnsmessage.MustNewName("evil.example.")
		}), true, nil, nil, 0, ""},
		{"alias, in any order", answer(1, "shop.example.", func(m *dnsmessage.Message) {
			m.Answers[0].Header.Name = dnsmessage.MustNewName("b.example.")
			alias(m, "a.example.", "b.example.")
			alias(m, "shop.example.", "a.example.")
		}), true, seven, nil, 5 * sec, ""},
		{"alias of who knows whom", answer(1, "shop.example.", func(m *dnsmessage.Message) {
			m.Answers = nil
			alias(m, "shop.example.", "a.test.")
		}), true, nil, nil, 5 * sec, "a.test"},
		{"alias of itself", answer(1, "shop.example.", func(m *dnsmessage.Message) {
			m.Answers = nil
			alias(m, "shop.example.", "shop.example.")
		}), true, nil, ErrAliases, 0, ""},
		{"a life of more than 31 bits", answer(1, "shop.example.", func(m *dnsmessage.Message) {
			m.Answers[0].Header.TTL = 1 << 31
		}), true, seven, nil, 0, ""},
		{"failure", answer(1, "shop.example.", func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeServerFailure }), true,
			seven, ErrServer, 9 * sec, ""},
	} {
		a, ok := parseReply(c.b, 1, "shop.example", dnsmessage.TypeA)
		require.Equal(t, c.ok, ok, c.name)
		if !ok {
			continue
		}
		require.ErrorIs(t, a.failure(), c.want, c.name)
		require.Equal(t, c.addrs, a.addrs, c.name)
		require.Equal(t, c.alias, a.alias, c.name)
		if c.want != ErrAliases {
			require.Equal(t, c.life, a.life, c.name)
		}
	}
}

// The second name server of a host finds the port taken.
func TestPortsAreTaken(t *testing.T) {
	w := newWorld(t, plan{})
	w.start()
	require.ErrorIs(t, w.servers[0].Start(), errno.EADDRINUSE)
	w.run(func(*sim.Proc) {})
}

// A server that asks others asks from the root down, and only what it does not know.
func TestRecursionModelled(t *testing.T) {
	w := newWorld(t, plan{})
	s := w.servers[0]
	s.Zone = Zone{
		"a.one.test": {Addrs: []ip.Addr{web}, TTL: 60 * sec}, "b.one.test": {Addrs: []ip.Addr{web}, TTL: 60 * sec},
		"www.two.test": {Alias: "a.one.test", TTL: 90 * sec}, "x.one.org": {Addrs: []ip.Addr{web}, TTL: 60 * sec},
		"y.two.test": {Alias: "y.three.test", TTL: 60 * sec}, "y.three.test": {Addrs: []ip.Addr{web}, TTL: 60 * sec},
	}
	s.Recursor = &Recursor{Root: 100 * ms, TLD: 40 * ms, Owner: 7 * ms}
	w.start()
	took := func(p *sim.Proc, name string, want vtime.Time, steps ...string) {
		began := p.Now().Now
		l, _, _ := w.look(p, name)
		require.Equal(t, want, p.Now().Now-began, name)
		var zones []string
		if l != nil {
			for _, s := range l.Questions[0].Tries[0].Handling.Steps {
				zones = append(zones, s.Zone)
			}
		}
		require.Equal(t, steps, zones, name)
	}
	w.run(func(p *sim.Proc) {
		took(p, "a.one.test", 157*ms, ".", "test.", "one.test.")
		took(p, "a.one.test", 0) // the client's cache
		w.r.cache = cache{}
		wait(p, 2*sec)
		took(p, "a.one.test", 10*ms) // the server's
		took(p, "b.one.test", 17*ms, "one.test.")
		took(p, "www.two.test", 57*ms, "test.", "two.test.") // where it leads is known
		took(p, "x.one.org", 157*ms, ".", "org.", "one.org.")
		took(p, "y.two.test", 64*ms, "two.test.", "test.", "three.test.")
		took(p, "no.one.test", 17*ms, "one.test.")
		wait(p, 61*sec)
		took(p, "a.one.test", 17*ms, "one.test.")
	})
	// What comes out of a cache has less to live.
	l := w.book.Lookups[1]
	require.Empty(t, l.Questions[0].Tries[0].Handling.Steps)
	require.True(t, l.Questions[0].Tries[0].Handling.Cached)
}

// The same with servers on hosts: the root refers to the server of test, that to the
// server of one.test.
func TestRecursionOfHosts(t *testing.T) {
	w := newWorld(t, plan{servers: 4})
	s, root, test, one := w.servers[0], w.servers[1], w.servers[2], w.servers[3]
	w.r.Servers = w.r.Servers[:1]
	at := func(s *Server) ip.Addr { return s.Addr().IP }
	root.Zone, root.Below = Zone{}, []Delegation{{"test", at(test)}}
	test.Zone, test.Below = Zone{}, []Delegation{{"one.test", at(one)}, {"lame.test", at(root)}}
	one.Zone = Zone{"a.one.test": {Addrs: []ip.Addr{web}, TTL: 60 * sec}, "b.one.test": {Addrs: []ip.Addr{web}, TTL: 60 * sec}}
	s.Zone, s.Recursor = Zone{}, &Recursor{Roots: []stack.Addr{root.Addr()}, EDNS: 1232}
	w.start()
	// The client is in the middle: 5 ms to the server, from there 15, 20 and 25 ms to the others.
	took := func(p *sim.Proc, name string, want vtime.Time, fails error) {
		began := p.Now().Now
		_, _, err := w.look(p, name)
		require.ErrorIs(t, err, fails, name)
		require.Equal(t, want, p.Now().Now-began, name)
	}
	w.run(func(p *sim.Proc) {
		took(p, "a.one.test", 10*ms+2*(15+20+25)*ms, nil)
		took(p, "b.one.test", 10*ms+2*25*ms, nil)
		took(p, "c.one.test", 10*ms+2*25*ms, ErrNoSuchName)
		took(p, "x.test", 10*ms+2*20*ms, ErrNoSuchName)
		took(p, "y.org", 10*ms+2*15*ms, ErrNoSuchName)
		// The root refers to test, above: each of the client's two tries fails.
		took(p, "z.lame.test", 2*10*ms+2*(20+15)*ms+2*15*ms, ErrServer)
		one.Mute = true
		wait(p, 100*sec)
		w.r.Timeout = 20 * sec
		w.r.Attempts = 1
		took(p, "a.one.test", 10*ms+3*sec, ErrServer)
	})
}

func FuzzDNS(f *testing.F) {
	s := &Server{No: 60 * sec, Below: []Delegation{{"below.example", web}}, Zone: Zone{
		"shop.example": {Addrs: []ip.Addr{web, web6}, TTL: 60 * sec}, "www.example": {Alias: "shop.example"},
		"a.example": {Alias: "b.example"}, "b.example": {Alias: "a.example"},
	}}
	for _, name := range []string{"shop.example", "www.example", "x.below.example", "nowhere", "a.example"} {
		for _, kind := range []dnsmessage.Type{dnsmessage.TypeA, dnsmessage.TypeAAAA} {
			q, err := packQuery(1, name, kind, 1232, true)
			require.NoError(f, err)
			m, _ := question(q)
			f.Add(q)
			f.Add(s.reply(m, s.known(name, kind), NoFault, false))
		}
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, ok := parseReply(b, 1, "shop.example", dnsmessage.TypeA); ok {
			_, _, _ = a.failure(), a.none(), a.outcome()
		}
		m, ok := question(b)
		if !ok {
			return
		}
		name, kind := plain(m.Questions[0].Name.String()), m.Questions[0].Type
		for fault := range FaultNames {
			for _, tcp := range []bool{false, true} {
				reply := s.reply(m, s.known(name, kind), Fault(fault), tcp)
				_, ok = parseReply(reply, m.ID, name, kind)
				require.Equal(t, Fault(fault) != Silent && Fault(fault) != Garbage && Fault(fault) != WrongID, ok, "%q", b)
			}
		}
	})
}

// What people read of messages.
func TestDescribe(t *testing.T) {
	query, err := packQuery(1, "shop.example", dnsmessage.TypeA, 1232, true)
	require.NoError(t, err)
	require.Equal(t, "DNS query A shop.example", Describe(query))
	require.Empty(t, Describe([]byte("GET / HTTP/1.1")))
	var m dnsmessage.Message
	require.NoError(t, m.Unpack(query))
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	answer := func(change func()) string {
		change()
		b, err := m.Pack()
		require.NoError(t, err)
		return Describe(b)
	}
	header := dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET}
	www := dnsmessage.MustNewName("www.example.")
	require.Equal(t, "DNS answer A shop.example: none", answer(func() {}))
	require.Equal(t, "DNS answer A shop.example: ask others", answer(func() {
		m.Authoritative, m.Authorities = false, []dnsmessage.Resource{{Header: header, Body: &dnsmessage.NSResource{NS: www}}}
	}))
	require.Equal(t, "DNS answer A shop.example: alias of www.example, 10.0.0.1", answer(func() {
		m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.CNAMEResource{CNAME: www}},
			{Header: header, Body: &dnsmessage.AResource{A: [4]byte{10, 0, 0, 1}}}}
	}))
	require.Equal(t, "DNS answer A shop.example: no such name", answer(func() { m.Answers, m.RCode = nil, dnsmessage.RCodeNameError }))
	require.Equal(t, "DNS answer A shop.example: ServerFailure", answer(func() { m.RCode = dnsmessage.RCodeServerFailure }))
	require.Equal(t, "DNS answer A shop.example: too long, cut off", answer(func() { m.Truncated = true }))
}
