package names

import (
	"math"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Zone is what is known of names, which are in lower case.
type Zone map[string]Record

// Record is what a name has: addresses, or an alias and nothing else.
type Record struct {
	Addrs []ip.Addr
	Alias string
	TTL   vtime.Time // whole seconds
	Fault Fault
}

// Fault is how questions about a name are answered badly.
type Fault uint8

// The faults.
const (
	NoFault   Fault = iota
	ServFail        // the server says that it failed
	Refused         // the server says that it does not want to
	Silent          // there is no answer
	Garbage         // what comes is no message
	WrongID         // the answer is to another question
	Truncated       // over UDP there is never room
)

// FaultNames are the faults as people write them.
var FaultNames = []string{"none", "servfail", "refused", "silent", "garbage", "wrong-id", "truncated"}

// Delegation says whose questions about a zone are.
type Delegation struct {
	Zone   string
	Server ip.Addr
}

// found is an answer before it is a message. Links are the aliases, the addresses are
// of where they lead.
type found struct {
	code  dnsmessage.RCode
	links []hop
	addrs []ip.Addr
	ttl   vtime.Time // of the addresses
	no    vtime.Time // how long it may be kept that there is nothing
	below []Delegation
	own   bool // the server answers for the zone itself
}

type hop struct {
	from, to string
	ttl      vtime.Time
}

// find answers from a zone. Aliases are followed as far as the zone goes.
func (z Zone) find(name string, t dnsmessage.Type, no vtime.Time) *found {
	f := &found{no: no, own: true}
	for range maxAliases {
		r, ok := z[name]
		switch {
		case !ok && len(f.links) > 0:
			return f // who asks goes on elsewhere
		case !ok:
			f.code = dnsmessage.RCodeNameError
			return f
		case r.Alias == "":
			f.addrs, f.ttl = r.of(t), r.TTL
			return f
		}
		f.links = append(f.links, hop{name, r.Alias, r.TTL})
		name = r.Alias
	}
	return f
}

// of are the addresses of one type.
func (r Record) of(t dnsmessage.Type) (all []ip.Addr) {
	for _, a := range r.Addrs {
		if t == dnsmessage.TypeA && a.Is4() || t == dnsmessage.TypeAAAA && !a.Is4() {
			all = append(all, a)
		}
	}
	return all
}

// end is the name that the aliases of an answer lead to.
func (f *found) end(name string) string {
	if n := len(f.links); n > 0 {
		return f.links[n-1].to
	}
	return name
}

// Within reports whether a name is a zone's; "" is the root.
func Within(name, zone string) bool {
	return zone == "" || name == zone || strings.HasSuffix(name, "."+zone)
}

// delegated returns the servers of the nearest zone above a name.
func delegated(all []Delegation, name string) (near []Delegation) {
	for _, d := range all {
		switch {
		case !Within(name, d.Zone):
		case len(near) == 0 || len(d.Zone) > len(near[0].Zone):
			near = []Delegation{d}
		case d.Zone == near[0].Zone:
			near = append(near, d)
		}
	}
	return near
}

// seconds is a life as messages carry it, at most 31 bits (RFC 2181 section 8).
func seconds(d vtime.Time) uint32 {
	return uint32(min(max(d, 0)/vtime.Second, math.MaxInt32))
}

// message writes an answer into m, which has the question in it.
func (f *found) message(m *dnsmessage.Message) error {
	q := m.Questions[0]
	m.RCode, m.Authoritative = f.code, f.own && len(f.below) == 0
	for _, l := range f.links {
		from, err := dnsmessage.NewName(l.from + ".")
		if err != nil {
			return err
		}
		to, err := dnsmessage.NewName(l.to + ".")
		if err != nil {
			return err
		}
		m.Answers = append(m.Answers, record(from, dnsmessage.TypeCNAME, l.ttl, &dnsmessage.CNAMEResource{CNAME: to}))
	}
	owner := q.Name
	if len(f.links) > 0 {
		owner = dnsmessage.MustNewName(f.end("") + ".") // it was made above
	}
	for _, a := range f.addrs {
		var body dnsmessage.ResourceBody = &dnsmessage.AAAAResource{AAAA: a.As16()}
		if a.Is4() {
			body = &dnsmessage.AResource{A: a.As4()}
		}
		m.Answers = append(m.Answers, record(owner, q.Type, f.ttl, body))
	}
	switch {
	case len(f.below) > 0:
		return f.refer(m)
	case len(f.addrs) == 0 && f.no > 0 && (len(f.links) == 0 || !f.own) &&
		(f.code == dnsmessage.RCodeSuccess || f.code == dnsmessage.RCodeNameError):
		// The start of authority says how long the no may be kept (RFC 2308 section 3).
		m.Authorities = append(m.Authorities, record(dnsmessage.MustNewName("."), dnsmessage.TypeSOA, f.no,
			&dnsmessage.SOAResource{NS: dnsmessage.MustNewName("."), MBox: dnsmessage.MustNewName("."), MinTTL: seconds(f.no)}))
	}
	return nil
}

// delegationLife is how long a referral may be kept: two days, as the root and the
// large domains below it have it.
const delegationLife = 48 * 3600 * vtime.Second

// refer writes a referral with the addresses of the servers.
func (f *found) refer(m *dnsmessage.Message) error {
	for i, d := range f.below {
		zone, err := dnsmessage.NewName(d.Zone + ".")
		if err != nil {
			return err
		}
		ns := dnsmessage.MustNewName(string(rune('a'+i%26)) + ".ns.")
		m.Authorities = append(m.Authorities, record(zone, dnsmessage.TypeNS, delegationLife, &dnsmessage.NSResource{NS: ns}))
		t, body := dnsmessage.TypeAAAA, dnsmessage.ResourceBody(&dnsmessage.AAAAResource{AAAA: d.Server.As16()})
		if d.Server.Is4() {
			t, body = dnsmessage.TypeA, &dnsmessage.AResource{A: d.Server.As4()}
		}
		m.Additionals = append(m.Additionals, record(ns, t, delegationLife, body))
	}
	return nil
}

func record(name dnsmessage.Name, t dnsmessage.Type, ttl vtime.Time, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: name, Type: t, Class: dnsmessage.ClassINET, TTL: seconds(ttl)}, Body: body,
	}
}

// Addresses makes a zone's records of names with one address each.
func Addresses(all map[string]ip.Addr, ttl vtime.Time) Zone {
	z := Zone{}
	//tidy:ordered each goes to a place of its own
	for name, a := range all {
		z[name] = Record{Addrs: []ip.Addr{a}, TTL: ttl}
	}
	return z
}

// Static are the addresses of the names of a zone, aliases followed, as clients know
// them that ask nobody: those of IPv6 first.
func (z Zone) Static() map[string][]ip.Addr {
	all := map[string][]ip.Addr{}
	//tidy:ordered each goes to a place of its own
	for name := range z {
		six, four := z.find(name, dnsmessage.TypeAAAA, 0), z.find(name, dnsmessage.TypeA, 0)
		if list := order(six.addrs, four.addrs); len(list) > 0 {
			all[name] = slices.Clone(list)
		}
	}
	return all
}
