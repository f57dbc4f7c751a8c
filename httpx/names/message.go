package names

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Port is the port of name servers.
const Port = 53

const (
	// plainUDP is the largest message over UDP without EDNS (RFC 1035 section 4.2.1).
	plainUDP = 512
	// maxMessage is what the length before a message over TCP can say.
	maxMessage = math.MaxUint16
	// maxAliases is how many aliases lead from one name to the next before they are
	// taken for endless (BIND's max-query-restarts is 11, unbound's limit 11, glibc
	// bounds them by the message).
	maxAliases = 11
)

// Errors of lookups.
var (
	ErrNoSuchName = errors.New("no such name")
	ErrTimeout    = errors.New("name server does not answer")
	ErrServer     = errors.New("name server failed")
	ErrAliases    = errors.New("aliases without end")
)

// packQuery makes a question. Size is the largest answer over UDP that is offered to
// take (EDNS, RFC 6891 section 6.2.3); 0: no EDNS.
func packQuery(id uint16, name string, t dnsmessage.Type, size int64, recursion bool) ([]byte, error) {
	n, err := dnsmessage.NewName(name + ".")
	if err != nil {
		return nil, err
	}
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: id, RecursionDesired: recursion},
		Questions: []dnsmessage.Question{{Name: n, Type: t, Class: dnsmessage.ClassINET}},
	}
	if size > 0 {
		m.Additionals = []dnsmessage.Resource{edns(size)}
	}
	return m.Pack()
}

// edns is the pseudo-record that says how much its sender takes.
func edns(size int64) dnsmessage.Resource {
	r := dnsmessage.Resource{Body: &dnsmessage.OPTResource{}}
	_ = r.Header.SetEDNS0(int(size), dnsmessage.RCodeSuccess, false) // fails on extended codes only
	return r
}

// offered is how large an answer the sender of a message takes over UDP.
func offered(m *dnsmessage.Message) int {
	for _, r := range m.Additionals {
		if r.Header.Type == dnsmessage.TypeOPT {
			return max(int(r.Header.Class), plainUDP) // RFC 6891 section 6.2.3
		}
	}
	return plainUDP
}

// reply is what an answer says about a name.
type reply struct {
	code      dnsmessage.RCode
	truncated bool
	addrs     []ip.Addr
	alias     string     // where aliases lead for which the message has nothing more; empty: nowhere
	endless   bool       // its aliases lead round
	life      vtime.Time // how long it may be kept
	below     referral   // who knows more
}

// none reports whether the answer says that there is nothing.
func (r *reply) none() bool { return len(r.addrs) == 0 && r.alias == "" && len(r.below.servers) == 0 }

// referral names the servers of a zone.
type referral struct {
	zone    string
	servers []stack.Addr
	until   vtime.Time // it may be used
}

// plain is a name in lower case without the dot at its end.
func plain(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// parseReply reads the answer to a question; false if the message is no answer to it.
func parseReply(b []byte, id uint16, name string, t dnsmessage.Type) (*reply, bool) {
	var m dnsmessage.Message
	if m.Unpack(b) != nil || !m.Response || m.ID != id || len(m.Questions) != 1 {
		return nil, false
	}
	if q := m.Questions[0]; q.Type != t || plain(q.Name.String()) != name {
		return nil, false
	}
	r := &reply{code: m.RCode, truncated: m.Truncated, life: math.MaxInt64}
	end := r.follow(&m, name)
	r.collect(&m, end, t)
	switch {
	case len(r.addrs) > 0:
	case r.negative(&m):
	case end != name && !r.endless && r.code == dnsmessage.RCodeSuccess:
		r.alias = end
	case m.RCode == dnsmessage.RCodeSuccess && !m.Authoritative:
		r.refer(&m)
	default:
		r.life = 0 // without a start of authority it is not kept (RFC 2308 section 5)
	}
	return r, true
}

// follow goes along the aliases of a message and returns where they lead.
func (r *reply) follow(m *dnsmessage.Message, name string) string {
	for range maxAliases {
		next := ""
		for _, rr := range m.Answers {
			if body, ok := rr.Body.(*dnsmessage.CNAMEResource); ok && plain(rr.Header.Name.String()) == name {
				next = plain(body.CNAME.String())
				r.keep(rr.Header.TTL)
				break
			}
		}
		if next == "" {
			return name
		}
		name = next
	}
	r.endless = true
	return name
}

// collect takes the addresses of a name.
func (r *reply) collect(m *dnsmessage.Message, name string, t dnsmessage.Type) {
	for _, rr := range m.Answers {
		if rr.Header.Type != t || plain(rr.Header.Name.String()) != name {
			continue
		}
		if a, ok := address(rr.Body); ok {
			r.addrs = append(r.addrs, a)
			r.keep(rr.Header.TTL)
		}
	}
}

func address(body dnsmessage.ResourceBody) (ip.Addr, bool) {
	switch b := body.(type) {
	case *dnsmessage.AResource:
		return ip.AddrFrom4(b.A), true
	case *dnsmessage.AAAAResource:
		return ip.AddrFrom16(b.AAAA), true
	}
	return ip.Addr{}, false
}

// keep bounds the life of an answer by that of one of its records.
func (r *reply) keep(ttl uint32) {
	if ttl > math.MaxInt32 {
		ttl = 0 // RFC 2181 section 8
	}
	r.life = min(r.life, vtime.Time(ttl)*vtime.Second)
}

// negative finds how long a no may be kept: the lesser of the life of the start of
// authority and of what it says (RFC 2308 section 5).
func (r *reply) negative(m *dnsmessage.Message) bool {
	for _, rr := range m.Authorities {
		if soa, ok := rr.Body.(*dnsmessage.SOAResource); ok {
			r.keep(rr.Header.TTL)
			r.keep(soa.MinTTL)
			return true
		}
	}
	return false
}

// refer takes the servers that a referral names, with the addresses that it brings.
func (r *reply) refer(m *dnsmessage.Message) {
	for _, ns := range m.Authorities {
		body, ok := ns.Body.(*dnsmessage.NSResource)
		if !ok {
			continue
		}
		for _, glue := range m.Additionals {
			a, ok := address(glue.Body)
			if ok && plain(glue.Header.Name.String()) == plain(body.NS.String()) {
				r.below.zone = plain(ns.Header.Name.String())
				r.below.servers = append(r.below.servers, stack.Addr{IP: a, Port: Port})
				r.keep(ns.Header.TTL)
			}
		}
	}
	if len(r.below.servers) == 0 {
		r.life = 0
	}
}

// failed reports whether the server could not tell.
func (r *reply) failed() bool {
	return r.code != dnsmessage.RCodeSuccess && r.code != dnsmessage.RCodeNameError
}

// failure is the error of an answer that is neither yes nor no.
func (r *reply) failure() error {
	switch {
	case r.failed():
		return fmt.Errorf("%w: %v", ErrServer, r.code)
	case r.endless:
		return ErrAliases
	}
	return nil
}

// TypeName is how people write what is asked for: A, AAAA.
func TypeName(t dnsmessage.Type) string { return strings.TrimPrefix(t.String(), "Type") }
