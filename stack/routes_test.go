package stack

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/stretchr/testify/require"
)

// A host that shares a table reaches all that a search of its own would find,
// in the same way.
func TestSharedRoutesPropertyEqualOwnSearch(t *testing.T) {
	shared := 0
	for seed := range simtest.Seeds(t, 200) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newPlain(t, "rfc", seed)
		hosts := randomGraph(w, r)
		w.net.ComputeRoutes()
		for _, h := range hosts {
			if h.gateway != nil {
				shared++
			}
			own := w.net.routesFrom(h)
			for _, dst := range destinations(hosts, r) {
				checkRoute(t, h, own, dst)
			}
		}
	}
	require.Positive(t, shared)
}

// randomGraph joins hosts and routers to a net that need not be connected.
func randomGraph(w *world, r *rand.Rand) []*Host {
	var hosts []*Host
	for i := range 2 + r.IntN(12) {
		name := fmt.Sprintf("h%d", i)
		if r.IntN(3) == 0 {
			hosts = append(hosts, w.router(name))
		} else {
			hosts = append(hosts, w.host(name))
		}
	}
	for i := range hosts {
		for range 1 + r.IntN(6)/5 {
			if j := r.IntN(len(hosts)); j != i {
				w.join(hosts[i], hosts[j], link.Config{Delay: ms, MTU: 1500})
			}
		}
	}
	return hosts
}

// destinations are all addresses, and some that nobody has.
func destinations(hosts []*Host, r *rand.Rand) []ip.Addr {
	var all []ip.Addr
	for _, h := range hosts {
		all = append(all, h.Addrs()...)
	}
	for range 5 {
		all = append(all, ip.AddrFrom4([4]byte{10, 0, byte(r.IntN(20)), byte(1 + r.IntN(9))}))
	}
	return append(all, addr("192.0.2.1"))
}

func checkRoute(t *testing.T, h *Host, own *ip.Table, dst ip.Addr) {
	out, next, ok := h.route(dst)
	want, found := own.Lookup(dst)
	require.Equal(t, found, ok, "%s to %v", h.name, dst)
	if !ok {
		return
	}
	gateway := want.Gateway
	if gateway.IsZero() {
		gateway = dst
	}
	require.Equal(t, want.Interface, out.index, "%s to %v", h.name, dst)
	require.Equal(t, gateway, next, "%s to %v", h.name, dst)
}
