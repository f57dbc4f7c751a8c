package ip

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// scan is a routing table by looking at every route, in the order of Add.
type scan []Route

func (s scan) lookup(a Addr) (best Route, found bool) {
	for _, r := range s {
		if !r.Prefix.Contains(a) {
			continue
		}
		longer := r.Prefix.Bits() > best.Prefix.Bits()
		cheaper := r.Prefix.Bits() == best.Prefix.Bits() && r.Metric < best.Metric
		if !found || longer || cheaper {
			best, found = r, true
		}
	}
	return best, found
}

// routes lists the winner of each prefix, in order.
func (s scan) routes() []Route {
	winner := map[Prefix]Route{}
	for _, r := range s {
		if old, ok := winner[r.Prefix]; !ok || r.Metric < old.Metric {
			winner[r.Prefix] = r
		}
	}
	var all []Route
	for _, r := range winner {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Route) int {
		return cmp.Or(family(a).Compare(family(b)), a.Prefix.Addr().Compare(b.Prefix.Addr()),
			cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()))
	})
	return all
}

// family is the first address of the family of a route: IPv4 before IPv6.
func family(r Route) Addr {
	if r.Prefix.Addr().Is4() {
		return Addr{}
	}
	return Addr{0, 1}
}

// crowdedAddr draws from 256 addresses that differ in bits at both ends and in
// the middle, so that blocks nest and meet often.
func crowdedAddr(r *rand.Rand) Addr {
	v := r.Uint32N(256)
	if r.IntN(2) == 0 {
		w := uint64(v)
		return Addr{w>>6<<62 | w>>4&3, w>>3&1<<63 | w>>2&1<<30 | w&3}
	}
	return AddrFromUint32(v>>6<<30 | v>>4&3<<23 | v>>2&3<<15 | v&3)
}

func crowdedPrefix(r *rand.Rand) Prefix {
	a := crowdedAddr(r)
	if a.Is4() {
		return PrefixFrom(a, r.IntN(33))
	}
	return PrefixFrom(a, r.IntN(129))
}

func randomRoutes(r *rand.Rand, n int) scan {
	all := make(scan, n)
	for i := range all {
		all[i] = Route{Prefix: crowdedPrefix(r), Interface: i, Metric: r.IntN(3)}
	}
	return all
}

func table(routes []Route) *Table {
	t := &Table{}
	for _, r := range routes {
		t.Add(r)
	}
	return t
}

// The trie finds what a look at every route finds.
func TestSeedsTable(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		all := randomRoutes(r, r.IntN(60))
		trie := table(all)
		require.Equal(t, all.routes(), trie.Routes())
		for range 300 {
			a := crowdedAddr(r)
			if r.IntN(3) == 0 {
				a = randomAddr(r)
			}
			want, found := all.lookup(a)
			got, ok := trie.Lookup(a)
			require.Equal(t, found, ok, "%v", a)
			require.Equal(t, want, got, "%v", a)
		}
	}
}

// Where no two routes tie, the order of Add makes no difference.
func TestSeedsTableOrder(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		all := randomRoutes(r, 40)
		for i := range all {
			all[i].Metric = i
		}
		want := table(all).Routes()
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		require.Equal(t, want, table(all).Routes())
	}
}

func TestTable(t *testing.T) {
	route := func(p string, gateway Addr, metric int) Route {
		return Route{Prefix: prefix(t, p), Gateway: gateway, Metric: metric}
	}
	a, b, c := addr(t, "10.0.0.1"), addr(t, "10.0.0.2"), addr(t, "10.0.0.3")
	for _, tc := range []struct {
		name   string
		routes []Route
		dst    string
		want   Addr
		found  bool
	}{
		{"no routes", nil, "10.0.0.1", Addr{}, false},
		{"no match", []Route{route("10.0.0.0/24", a, 0)}, "10.0.1.0", Addr{}, false},
		{"default", []Route{route("0.0.0.0/0", a, 0)}, "255.255.255.255", a, true},
		{"longest prefix", []Route{route("0.0.0.0/0", a, 0), route("10.0.0.0/8", b, 0), route("10.1.0.0/16", c, 0)},
			"10.1.2.3", c, true},
		{"longest prefix whatever the metric", []Route{route("10.0.0.0/8", a, 0), route("10.1.0.0/16", b, 9)},
			"10.1.2.3", b, true},
		{"back to the shorter one", []Route{route("10.1.2.0/24", a, 0), route("10.0.0.0/8", b, 0)}, "10.1.3.0", b, true},
		{"a host in a block", []Route{route("10.1.2.0/24", a, 0), route("10.1.2.3/32", b, 0)}, "10.1.2.3", b, true},
		{"the neighbour of that host", []Route{route("10.1.2.0/24", a, 0), route("10.1.2.3/32", b, 0)}, "10.1.2.2", a, true},
		{"lower metric, later", []Route{route("10.0.0.0/8", a, 2), route("10.0.0.0/8", b, 1)}, "10.1.2.3", b, true},
		{"lower metric, earlier", []Route{route("10.0.0.0/8", a, 1), route("10.0.0.0/8", b, 2)}, "10.1.2.3", a, true},
		{"first of equals", []Route{route("10.0.0.0/8", a, 1), route("10.0.0.0/8", b, 1)}, "10.1.2.3", a, true},
		{"two halves and no whole", []Route{route("10.0.0.0/24", a, 0), route("10.0.3.0/24", b, 0)}, "10.0.1.1", Addr{}, false},
		{"a route where the trie branches", []Route{route("10.0.0.0/24", a, 0), route("10.0.3.0/24", b, 0),
			route("10.0.0.0/22", c, 0)}, "10.0.1.1", c, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := table(tc.routes).Lookup(addr(t, tc.dst))
			require.Equal(t, tc.found, ok)
			require.Equal(t, tc.want, got.Gateway)
		})
	}
}

func TestRoutesOrder(t *testing.T) {
	var got []string
	trie := &Table{}
	for _, p := range []string{"192.168.0.0/16", "10.0.0.0/24", "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/32", "9.0.0.0/8"} {
		trie.Add(Route{Prefix: prefix(t, p)})
	}
	for _, r := range trie.Routes() {
		got = append(got, r.Prefix.String())
	}
	want := []string{"0.0.0.0/0", "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/24", "10.0.0.0/32", "192.168.0.0/16"}
	require.Equal(t, want, got)
	require.Empty(t, (&Table{}).Routes())
	trie.Add(Route{})
	_, found := trie.Lookup(Addr{1, 2})
	require.True(t, found, "the zero Route is that of all IPv6 addresses")
}
