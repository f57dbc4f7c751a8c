package stack

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/simtest"
)

// The table against a map, with so few pairs that they often meet.
func TestIndexPropertyEqualsMap(t *testing.T) {
	for seed := range simtest.Seeds(t, 50) {
		r := rand.New(rand.NewPCG(seed, 0))
		x := index[*endpoint]{key: func(e *endpoint) key { return e.end.key() }}
		want := map[tuple]*endpoint{}
		some := func() tuple {
			a := ip.AddrFrom4([4]byte{10, 0, 0, byte(r.IntN(3))})
			return tuple{addrPair{a, addr("10.0.0.9")}, uint16(r.IntN(40)), uint16(80 + r.IntN(3))}
		}
		for range 2000 {
			who := some()
			require.Same(t, want[who], x.find(&who), "seed %d", seed)
			switch e := want[who]; {
			case e == nil && r.IntN(3) > 0:
				want[who] = &endpoint{end: &End{tuple: who}}
				x.add(want[who])
			case e != nil && r.IntN(2) == 0:
				delete(want, who)
				x.remove(e)
			}
			require.Equal(t, len(want), x.n, "seed %d", seed)
		}
		for who, e := range want {
			require.Same(t, e, x.find(&who), "seed %d", seed)
			x.remove(e)
			require.Nil(t, x.find(&who), "seed %d", seed)
		}
		for _, s := range x.slots {
			require.Zero(t, s, "seed %d: nothing is left", seed)
		}
	}
}

// Neighbouring ports, as hosts choose them, do not crowd in one place.
func TestIndexSpreads(t *testing.T) {
	const n = 60_000
	between := addrPair{addr("10.0.0.1"), addr("10.0.0.2")}
	x := index[*endpoint]{key: func(e *endpoint) key { return e.end.key() }}
	for port := range n {
		x.add(&endpoint{end: &End{tuple: tuple{between, uint16(1024 + port), 80}}})
	}
	steps := 0
	for i, s := range x.slots {
		if s.mark != 0 {
			steps += (i - int(s.mark)) & (len(x.slots) - 1)
		}
	}
	require.Less(t, steps, n, "less than one step beyond home on average")
}
