package httpx

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// dnsPort is the port of name servers.
const dnsPort = 53

// maxDNS is the largest message without EDNS (RFC 1035 section 4.2.1).
const maxDNS = 512

// Errors of lookups.
var (
	ErrNoSuchName  = errors.New("no such name")
	ErrNameTimeout = errors.New("name server does not answer")
	ErrNameServer  = errors.New("name server failed")
)

// Resolver is the stub resolver of a host: it asks a name server over UDP and
// keeps the answers. Without a server it answers from its Static names at once.
type Resolver struct {
	Host     *stack.Host
	Server   stack.Addr         // zero: Static only
	Static   map[string]ip.Addr // looked at first; names are in lower case
	Timeout  vtime.Time         // until the question is asked again; 0: it never is
	Retries  int                // further tries
	Recorder *Recorder

	cache   map[string]cached
	pending map[string]*question
	asked   uint16 // questions so far: their identifiers
}

type cached struct {
	addr  ip.Addr
	until vtime.Time
}

// question is a lookup under way and who waits for it.
type question struct {
	lookup *Lookup
	tell   []func(*Lookup)
}

// Resolve calls tell with the address of a name: at once if it is known, or can
// be no name, else when the lookup, which others may share, is done. The lookup
// is nil if none was needed.
func (r *Resolver) Resolve(name string, tell func(*Lookup, ip.Addr, error)) {
	if n := len(name); n > 0 && name[n-1] <= '9' { // it may end an address; making an error of names is dear
		if a, err := ip.ParseAddr(name); err == nil {
			tell(nil, a, nil)
			return
		}
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if a, ok := r.Static[name]; ok {
		tell(nil, a, nil)
		return
	}
	if err := checkName(name); err != nil {
		tell(nil, ip.Addr{}, err)
		return
	}
	if r.Server == (stack.Addr{}) {
		tell(nil, ip.Addr{}, fmt.Errorf("%s: %w", name, ErrNoSuchName))
		return
	}
	if c, ok := r.cache[name]; ok && r.Host.Net().Kernel().Now().Now < c.until {
		tell(nil, c.addr, nil)
		return
	}
	then := func(l *Lookup) { tell(l, l.Addr, l.Err) }
	if q := r.pending[name]; q != nil {
		q.tell = append(q.tell, then)
		return
	}
	r.ask(name, then)
}

// ask starts the process of a lookup.
func (r *Resolver) ask(name string, then func(*Lookup)) {
	if r.pending == nil {
		r.pending, r.cache = map[string]*question{}, map[string]cached{}
	}
	l := &Lookup{Client: r.Host, Name: name, Asked: r.Host.Net().Kernel().Now()}
	r.Recorder.Lookups = append(r.Recorder.Lookups, l)
	q := &question{lookup: l, tell: []func(*Lookup){then}}
	r.pending[name] = q
	r.Host.Go("resolve "+name, func(p *sim.Proc) {
		ttl := vtime.Time(0)
		l.Addr, ttl, l.Err = r.exchange(p, l)
		l.Done = p.Now()
		delete(r.pending, name)
		if l.Err == nil {
			r.cache[name] = cached{l.Addr, l.Done.Now.Add(ttl)}
		} else {
			l.Err = fmt.Errorf("%s: %w", name, l.Err)
		}
		for _, tell := range q.tell {
			tell(l)
		}
	})
}

// exchange asks until there is an answer or the tries are used up.
func (r *Resolver) exchange(p *sim.Proc, l *Lookup) (ip.Addr, vtime.Time, error) {
	s := r.Host.UDPSocket()
	defer s.Close()
	if err := s.Connect(r.Server.IP, r.Server.Port); err != nil {
		return ip.Addr{}, 0, err
	}
	asks, err := r.asks(l.Name)
	if err != nil {
		return ip.Addr{}, 0, err
	}
	last := error(ErrNameTimeout)
	for l.Tries <= max(r.Retries, 0) {
		l.Tries++
		err := send(s, asks)
		if err != nil {
			last = err // an ICMP error that came late
			continue
		}
		a, ttl, err := r.await(p, s, asks, l.Name)
		if err == nil || errors.Is(err, ErrNoSuchName) {
			return a, ttl, err
		}
		last = err
	}
	return ip.Addr{}, 0, last
}

// ask is a question about the addresses of one family.
type ask struct {
	id    uint16
	query []byte
	none  bool // there are none
}

// asks makes the questions about a name: for addresses of IPv6 if the host has
// such itself, and for those of IPv4 (RFC 3596 section 2).
func (r *Resolver) asks(name string) ([]ask, error) {
	var all []ask
	four, six := r.Host.Families()
	for _, t := range []struct {
		wanted bool
		kind   dnsmessage.Type
	}{{six, dnsmessage.TypeAAAA}, {four, dnsmessage.TypeA}} {
		if !t.wanted {
			continue
		}
		r.asked++
		query, err := packQuery(r.asked, name, t.kind)
		if err != nil {
			return nil, err
		}
		all = append(all, ask{id: r.asked, query: query})
	}
	return all, nil
}

// send asks what is not answered yet, all at once.
func send(s *stack.UDPSocket, asks []ask) error {
	for _, a := range asks {
		if a.none {
			continue
		}
		if err := s.SendTo(a.query, stack.Addr{}); err != nil {
			return err
		}
	}
	return nil
}

// await waits for the answer to one of the questions. When an ICMP error says
// that none will come, it is asked again at once, as resolvers do.
func (r *Resolver) await(p *sim.Proc, s *stack.UDPSocket, asks []ask, name string) (ip.Addr, vtime.Time, error) {
	deadline := vtime.Never
	if r.Timeout > 0 {
		deadline = p.Now().Now.Add(r.Timeout)
	}
	buf := make([]byte, maxDNS)
	for {
		n, _, err := s.RecvFrom(buf, deadline, cause.TimerName)
		switch {
		case err == errno.ETIMEDOUT:
			return ip.Addr{}, 0, ErrNameTimeout
		case err != nil:
			return ip.Addr{}, 0, fmt.Errorf("name server %v: %w", r.Server, err)
		}
		for i := range asks {
			a, ttl, err, ok := parseAnswer(buf[:n], asks[i].id, name)
			if !ok {
				continue
			}
			if !errors.Is(err, ErrNoSuchName) {
				return a, ttl, err
			}
			asks[i].none = true
		}
		if !slices.ContainsFunc(asks, func(a ask) bool { return !a.none }) {
			return ip.Addr{}, 0, ErrNoSuchName
		}
	}
}

func packQuery(id uint16, name string, t dnsmessage.Type) ([]byte, error) {
	n, err := dnsmessage.NewName(name + ".")
	if err != nil {
		return nil, err
	}
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: id, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: n, Type: t, Class: dnsmessage.ClassINET}},
	}
	return m.Pack()
}

// parseAnswer reads the answer to a question; ok is false if the message is no
// answer to it.
func parseAnswer(b []byte, id uint16, name string) (a ip.Addr, ttl vtime.Time, err error, ok bool) {
	var m dnsmessage.Message
	if m.Unpack(b) != nil || !m.Response || m.ID != id ||
		len(m.Questions) != 1 || !strings.EqualFold(m.Questions[0].Name.String(), name+".") {
		return ip.Addr{}, 0, nil, false
	}
	switch m.RCode {
	case dnsmessage.RCodeSuccess, dnsmessage.RCodeNameError:
	default:
		return ip.Addr{}, 0, fmt.Errorf("%w: %v", ErrNameServer, m.RCode), true
	}
	for _, rr := range m.Answers {
		ttl := vtime.Time(rr.Header.TTL) * vtime.Second
		switch body := rr.Body.(type) {
		case *dnsmessage.AResource:
			return ip.AddrFrom4(body.A), ttl, nil, true
		case *dnsmessage.AAAAResource:
			return ip.AddrFrom16(body.AAAA), ttl, nil, true
		}
	}
	return ip.Addr{}, 0, ErrNoSuchName, true
}
