package sim

import (
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
)

// The numbers are part of what a seed means: they must be the same on every
// machine and in every version. (They were computed by another program too.)
func TestFirstDrawsAreFixed(t *testing.T) {
	k := New(42)
	s := k.Stream("client")
	require.Equal(t, []uint64{12301236177612179693, 7618261832093025649, 530},
		[]uint64{s.Uint64(), s.Uint64(), s.Uint64N(1000)})
	d := k.Keyed("link/a->b/loss")
	require.Equal(t, []uint64{3249914159210742279, 10708146399549804995, 263},
		[]uint64{d.Draw(0), d.Draw(1), d.Below(7, 1000)})
	require.Equal(t, uint64(0xaf63dc4c8601ec8c), hashName("a"), "FNV-1a's published value")
}

func TestStreamsAreIndependent(t *testing.T) {
	// Neither other consumers nor how much they draw shifts a stream.
	a, b := New(1), New(1)
	other := a.Stream("other")
	for range 100 {
		other.Uint64()
		_ = a.Keyed("third").Draw(other.Uint64()) // to no effect
	}
	x, y := a.Stream("mine"), b.Stream("mine")
	for range 100 {
		require.Equal(t, x.Uint64(), y.Uint64())
	}
	// Neighbours in seed or name have nothing in common, bit by bit.
	for _, pair := range [][2]func() uint64{
		{New(1).Stream("a").Uint64, New(2).Stream("a").Uint64},
		{New(1).Stream("a").Uint64, New(1).Stream("b").Uint64},
		{New(0).Stream("").Uint64, New(1).Stream("").Uint64},
		{counting(New(1).Keyed("a")), counting(New(2).Keyed("a"))},
		{counting(New(1).Keyed("a")), counting(New(1).Keyed("b"))},
		{counting(New(1).Keyed("a")), New(1).Stream("a").Uint64},
	} {
		differ := 0
		for range 1000 {
			differ += bits.OnesCount64(pair[0]() ^ pair[1]())
		}
		require.InDelta(t, 32000, differ, 1000) // eight standard deviations
	}
}

func counting(s Keyed) func() uint64 {
	key := uint64(0)
	return func() uint64 { key++; return s.Draw(key) }
}

func TestKeyedDrawsDependOnTheKeyAlone(t *testing.T) {
	s := New(9).Keyed("loss")
	first := s.Draw(5)
	_ = s.Draw(6) // to no effect
	require.Equal(t, first, s.Draw(5))
	seen := map[uint64]bool{}
	for key := range uint64(10000) {
		seen[s.Draw(key)] = true
	}
	require.Len(t, seen, 10000)
}

func TestBelowIsEven(t *testing.T) {
	s := New(3).Keyed("dice")
	var counts [6]int
	for key := range uint64(60000) {
		counts[s.Below(key, 6)]++
	}
	for _, n := range counts {
		require.InDelta(t, 10000, n, 700) // about seven standard deviations
	}
	require.Zero(t, s.Below(1, 0))
	require.Zero(t, s.Below(1, 1))
}
