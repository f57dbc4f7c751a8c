package cause

import (
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
)

// content lists what a column holds.
func content(c *column[int]) []int {
	list := []int{}
	for i := range c.n {
		list = append(list, *c.at(i))
	}
	return list
}

func TestColumnPropertyEqualsSlice(t *testing.T) {
	forSeeds(t, func(t *testing.T, r *rand.Rand) {
		var c column[int]
		want := []int{}
		for next := range 30 {
			switch r.IntN(4) {
			case 0:
				k := r.IntN(len(want) + 1)
				c.drop(k)
				want = want[k:]
			case 1:
				for range min(len(want), r.IntN(3)*r.IntN(chunkLen)) {
					require.Equal(t, want[len(want)-1], *c.last())
					c.pop()
					want = want[:len(want)-1]
				}
			default:
				for i := range r.IntN(3 * chunkLen) {
					c.push(next*1000 + i)
					want = append(want, next*1000+i)
				}
			}
			require.Equal(t, want, content(&c))
			x := r.IntN(31_000)
			require.Equal(t, sort.SearchInts(want, x), c.search(func(v *int) bool { return *v >= x }))
		}
	})
}

// What is dropped is filled again, and what is not filled again is let go.
func TestColumnUsesItsMemoryAgain(t *testing.T) {
	var c column[int]
	steady := func(n int) {
		for i := range n {
			c.push(i)
		}
		c.drop(c.n - 1)
	}
	steady(10 * chunkLen)
	require.Zero(t, testing.AllocsPerRun(10, func() { steady(10 * chunkLen) }))
	steady(3 * chunkLen)
	require.LessOrEqual(t, len(c.more.spare)+len(c.more.full), 5)
	require.Equal(t, 1, c.n)
}

// A short list stays small.
func TestColumnBeginsSmall(t *testing.T) {
	var c column[int]
	c.push(1)
	c.push(2)
	require.LessOrEqual(t, cap(c.tail), 8)
}
