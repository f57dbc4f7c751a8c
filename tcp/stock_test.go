package tcp

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// However segments lie to one another, the memory is that of those whose last byte was
// not read.
func TestStockProperty(t *testing.T) {
	for seed := range uint64(200) {
		rng, s := rand.New(rand.NewPCG(seed, 1)), stock{}
		type segment struct{ end, n int64 }
		var all []segment
		read := int64(1)
		for range 60 {
			if g := (segment{read + 100*rng.Int64N(30), 100 * (1 + rng.Int64N(3))}); g.end > read {
				all = append(all, g)
				s.put(g.end, g.n)
			}
			if rng.IntN(3) == 0 {
				read += 70 * rng.Int64N(8)
				s.leave(read)
			}
			want := int64(0)
			for _, g := range all {
				if g.end > read {
					want += memoryOf(g.n)
				}
			}
			require.Equal(t, want, s.memory, "seed %d", seed)
		}
		s.leave(read + 10_000)
		require.Zero(t, s.memory, "seed %d", seed)
	}
}
