package stack

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
)

// The table against a map, with so few pairs that they often meet.
func TestIndexPropertyEqualsMap(t *testing.T) {
	for seed := range uint64(seeds(50)) {
		r := rand.New(rand.NewPCG(seed, 0))
		x := index[*endpoint]{key: func(e *endpoint) tuple { return e.key }}
		want := map[tuple]*endpoint{}
		some := func() tuple {
			a := ip.AddrFrom4([4]byte{10, 0, 0, byte(r.IntN(3))})
			return tuple{a, addr("10.0.0.9"), uint16(r.IntN(40)), uint16(80 + r.IntN(3))}
		}
		for range 2000 {
			key := some()
			require.Same(t, want[key], x.find(key), "seed %d", seed)
			switch e := want[key]; {
			case e == nil && r.IntN(3) > 0:
				want[key] = &endpoint{key: key}
				x.add(want[key])
			case e != nil && r.IntN(2) == 0:
				delete(want, key)
				x.remove(e)
			}
			require.Equal(t, len(want), x.n, "seed %d", seed)
		}
		for key, e := range want {
			require.Same(t, e, x.find(key), "seed %d", seed)
			x.remove(e)
			require.Nil(t, x.find(key), "seed %d", seed)
		}
		for _, s := range x.slots {
			require.Zero(t, s, "seed %d: nothing is left", seed)
		}
	}
}

// Neighbouring ports, as hosts choose them, do not crowd in one place.
func TestIndexSpreads(t *testing.T) {
	const n = 60_000
	x := index[*endpoint]{key: func(e *endpoint) tuple { return e.key }}
	for port := range n {
		x.add(&endpoint{key: tuple{addr("10.0.0.1"), addr("10.0.0.2"), uint16(1024 + port), 80}})
	}
	steps := 0
	for i, s := range x.slots {
		if s.mark != 0 {
			steps += (i - int(s.mark)) & (len(x.slots) - 1)
		}
	}
	require.Less(t, steps, n, "less than one step beyond home on average")
}
