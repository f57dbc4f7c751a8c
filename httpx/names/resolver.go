package names

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Config is what resolv.conf says, and what is beside it.
type Config struct {
	Timeout  vtime.Time // how long a server is waited for; 0: for ever
	Attempts int64      // how often all servers are asked; less than 1 counts as 1
	Rotate   bool       // each question begins with the next server
	Search   []string   // what is put behind names with fewer dots than NDots, before they are tried as they are
	NDots    int64
	EDNS     int64 // the largest answer over UDP that is offered to be taken; 0: no EDNS, 512 bytes
	Sequence bool  // ask for addresses of IPv4 when those of IPv6 are known, and not at the same time
	// ResolutionDelay is how long addresses of IPv4 wait for those of IPv6, which do not
	// wait (RFC 8305 section 3); 0: both wait for each other, as in getaddrinfo.
	ResolutionDelay vtime.Time
	// KeepNo is the longest time that it is remembered that a name does not exist (RFC 2308
	// section 5); 0: not at all.
	KeepNo vtime.Time
}

// Resolver is the stub resolver of a host. It keeps the answers. Without servers it
// answers from its Static names at once.
type Resolver struct {
	Config
	Host    *stack.Host
	Servers []stack.Addr
	Static  map[string][]ip.Addr // looked at first; names are in lower case
	Book    *Book                // nil: nothing is written down

	kinds   []dnsmessage.Type
	cache   cache
	pending map[string]*Lookup
	asked   uint16              // questions so far: their identifiers
	turns   int                 // of rotation
	simple  map[stack.Addr]bool // servers that do not know EDNS
}

// Resolve calls tell with the addresses of a name: at once if they are known, or it
// can be no name, else when the lookup, which others may share, is done. The lookup
// is nil if none was needed. Resolve returns the lookup that is under way.
func (r *Resolver) Resolve(name string, tell func(*Lookup, []ip.Addr, error)) *Lookup {
	if n := len(name); n > 0 && name[n-1] <= '9' { // it may end an address; making an error of names is dear
		if a, err := ip.ParseAddr(name); err == nil {
			tell(nil, []ip.Addr{a}, nil)
			return nil
		}
	}
	whole := strings.HasSuffix(name, ".")
	name = plain(name)
	if all, ok := r.Static[name]; ok {
		tell(nil, r.usable(all), nil)
		return nil
	}
	if err := Check(name); err != nil {
		tell(nil, nil, err)
		return nil
	}
	candidates := r.candidates(name, whole)
	for _, full := range candidates {
		if all, ok := r.Static[full]; ok {
			tell(nil, r.usable(all), nil)
			return nil
		}
	}
	if len(r.Servers) == 0 {
		tell(nil, nil, fmt.Errorf("%s: %w", name, ErrNoSuchName))
		return nil
	}
	if addrs, known := r.known(candidates); known {
		var err error
		if len(addrs) == 0 {
			err = fmt.Errorf("%s: %w", name, ErrNoSuchName)
		}
		tell(nil, addrs, err)
		return nil
	}
	then := func(l *Lookup) { tell(l, l.Addrs, l.Err) }
	l := r.pending[name]
	if l == nil {
		l = r.begin(name, candidates)
	}
	if l.told {
		then(l)
	} else {
		l.tell = append(l.tell, then)
	}
	return l
}

// wanted is what the host asks for: addresses of IPv6 if it has such itself, and of
// IPv4 (RFC 3596 section 2).
func (r *Resolver) wanted() []dnsmessage.Type {
	if r.kinds == nil {
		four, six := r.Host.Families()
		if six {
			r.kinds = append(r.kinds, dnsmessage.TypeAAAA)
		}
		if four {
			r.kinds = append(r.kinds, dnsmessage.TypeA)
		}
	}
	return r.kinds
}

// usable leaves out addresses of families that the host does not have, unless it
// would leave none.
func (r *Resolver) usable(all []ip.Addr) []ip.Addr {
	if len(all) < 2 || len(r.wanted()) == 2 {
		return all
	}
	four := r.kinds[0] == dnsmessage.TypeA
	rest := slices.DeleteFunc(slices.Clone(all), func(a ip.Addr) bool { return a.Is4() != four })
	if len(rest) == 0 {
		return all
	}
	return rest
}

// candidates are the names that a name may be short for, in the order in which they
// are tried (resolv.conf: search, ndots). One that ends with a dot is whole.
func (r *Resolver) candidates(name string, whole bool) []string {
	if whole || len(r.Search) == 0 {
		return []string{name}
	}
	var list []string
	for _, s := range r.Search {
		if full := name + "." + plain(s); Check(full) == nil {
			list = append(list, full)
		}
	}
	if int64(strings.Count(name, ".")) >= r.NDots {
		return append([]string{name}, list...)
	}
	return append(list, name)
}

// known answers from the cache, if nothing has to be asked.
func (r *Resolver) known(candidates []string) ([]ip.Addr, bool) {
	now := r.Host.Net().Kernel().Now().Now
	for _, name := range candidates {
		var found []ip.Addr
		for _, t := range r.wanted() {
			addrs, ok := r.cached(now, name, t)
			if !ok {
				return nil, false
			}
			found = order(found, addrs)
		}
		if len(found) > 0 {
			return found, true
		}
	}
	return nil, true
}

// cached follows aliases within the cache.
func (r *Resolver) cached(now vtime.Time, name string, t dnsmessage.Type) ([]ip.Addr, bool) {
	for range maxAliases {
		e, ok := r.cache.get(now, key{name, t})
		if !ok || e.alias == "" {
			return e.addrs, ok
		}
		name = e.alias
	}
	return nil, false
}

// order puts addresses of the second family between those of the first, which goes
// before it (RFC 8305 section 4, with a first-address-family count of 1).
func order(first, second []ip.Addr) []ip.Addr {
	if len(first) == 0 {
		return second
	}
	if len(second) == 0 {
		return first
	}
	var all []ip.Addr
	for i := range max(len(first), len(second)) {
		if i < len(first) {
			all = append(all, first[i])
		}
		if i < len(second) {
			all = append(all, second[i])
		}
	}
	return all
}

// begin starts the process of a lookup.
func (r *Resolver) begin(name string, candidates []string) *Lookup {
	if r.pending == nil {
		r.pending = map[string]*Lookup{}
	}
	l := &Lookup{Client: r.Host, Name: name, Asked: r.Host.Net().Kernel().Now()}
	r.Book.begin(l)
	r.pending[name] = l
	r.Host.Go("resolve "+name, func(p *sim.Proc) {
		for _, c := range candidates {
			r.look(p, l, c)
			if len(l.Addrs) > 0 {
				break
			}
		}
		delete(r.pending, name)
		l.complete = true
		l.finish(p.Now())
		for _, q := range l.more {
			q.WakeAll()
		}
	})
	return l
}

// finish tells who has asked, if it has not been done before.
func (l *Lookup) finish(now vtime.Stamp) {
	if l.told {
		return
	}
	l.told, l.Done, l.Err = true, now, l.failure()
	if l.Err != nil {
		l.Err = fmt.Errorf("%s: %w", l.Name, l.Err)
	}
	for _, tell := range l.tell {
		tell(l)
	}
}

// failure is the error of a lookup without addresses: that of the first question that
// went wrong, and did not just find nothing (glibc: try again).
func (l *Lookup) failure() error {
	if len(l.Addrs) > 0 {
		return nil
	}
	for _, q := range l.Questions {
		if q.Err != nil && q.Err != ErrNoSuchName {
			return q.Err
		}
	}
	return ErrNoSuchName
}

// look asks for the addresses of one name.
func (r *Resolver) look(p *sim.Proc, l *Lookup, name string) {
	var list []*Question
	for _, t := range r.wanted() {
		list = append(list, &Question{Name: name, Type: t})
	}
	l.Questions = append(l.Questions, list...)
	if len(list) == 1 || r.Sequence {
		for _, q := range list {
			r.question(p, q)
			l.Decided, l.Addrs = q, order(l.Addrs, q.Addrs)
		}
		return
	}
	for _, q := range list {
		r.Host.Go("resolve "+name+" "+TypeName(q.Type), func(p *sim.Proc) {
			r.question(p, q)
			l.wake.WakeAll()
		})
	}
	r.both(p, l, list[0], list[1])
}

// both waits for two questions, and tells what is known early as RFC 8305 section 3
// has it.
func (r *Resolver) both(p *sim.Proc, l *Lookup, six, four *Question) {
	const what = "the name server's answer"
	done := func(q *Question) bool { return q.Done != (vtime.Stamp{}) }
	for !done(six) || !done(four) {
		if r.ResolutionDelay <= 0 || l.told {
			p.Wait(&l.wake, what)
			continue
		}
		switch {
		case done(six) && len(six.Addrs) > 0:
			l.Decided, l.Addrs = six, six.Addrs
			l.finish(p.Now())
		case done(four) && len(four.Addrs) > 0:
			if p.WaitUntil(&l.wake, what, four.Done.Now.Add(r.ResolutionDelay), cause.TimerName) {
				continue
			}
			l.Decided, l.Addrs, l.Delay = four, four.Addrs, true
			l.finish(p.Now())
		default:
			p.Wait(&l.wake, what)
		}
	}
	if l.told {
		l.Addrs = append(slices.Clip(l.Addrs), missing(l.Addrs, order(six.Addrs, four.Addrs))...)
		return
	}
	l.Addrs, l.Decided = order(six.Addrs, four.Addrs), six
	if four.Done.Event > six.Done.Event {
		l.Decided = four
	}
}

// missing returns what is in all and not in some.
func missing(some, all []ip.Addr) (rest []ip.Addr) {
	for _, a := range all {
		if !slices.Contains(some, a) {
			rest = append(rest, a)
		}
	}
	return rest
}

// Check says what is wrong with a name, in a URL or elsewhere.
func Check(name string) error {
	if len(name) > 253 {
		return fmt.Errorf("the host name has %d bytes, DNS allows 253", len(name))
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return fmt.Errorf("host name %q has an empty part", name)
		case len(label) > 63:
			return fmt.Errorf("host name %q: the part %q has %d bytes, DNS allows 63", name, label, len(label))
		}
	}
	return nil
}
