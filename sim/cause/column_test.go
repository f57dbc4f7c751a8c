package cause

import (
	"sort"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// entry is one of a column of numbers.
type entry int

func (e entry) numbers() numbers { return numbers{0, uint64(e), uint64(e) * uint64(e)} }
func (entry) of(n numbers) entry { return entry(n[1]) }

// content lists what a column holds.
func content(c *column[entry]) []entry {
	list := []entry{}
	for i := range c.len() {
		list = append(list, *c.at(i))
	}
	return list
}

func TestColumnPropertyEqualsSlice(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		var c column[entry]
		want := []entry{}
		for next := range 30 {
			switch r.IntN(5) {
			case 4:
				c.pack(nil)
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
					c.push(entry(next*1000 + i))
					want = append(want, entry(next*1000+i))
				}
			}
			require.Equal(t, want, content(&c))
			x := entry(r.IntN(31_000))
			first := sort.Search(len(want), func(i int) bool { return want[i] >= x })
			require.Equal(t, first, c.search(func(v *entry) bool { return *v >= x }))
		}
	}
}

// What is dropped is filled again, and what is not filled again is let go.
func TestColumnUsesItsMemoryAgain(t *testing.T) {
	var c column[entry]
	steady := func(n int) {
		for i := range n {
			c.push(entry(i))
		}
		c.drop(c.len() - 1)
	}
	steady(10 * chunkLen)
	require.Zero(t, testing.AllocsPerRun(10, func() { steady(10 * chunkLen) }))
	steady(3 * chunkLen)
	require.LessOrEqual(t, len(c.more.spare)+len(c.more.full), 5)
	require.Equal(t, 1, c.len())
}

// A short list stays small.
func TestColumnBeginsSmall(t *testing.T) {
	var c column[entry]
	c.push(1)
	c.push(2)
	require.LessOrEqual(t, cap(c.tail), 8)
}

// What happens at a steady pace takes little space, and reads as it was.
func TestColumnPacks(t *testing.T) {
	var c column[progress]
	at := func(i int) progress {
		return progress{upTo{uint64(1460 * i), stampOf(uint64(12_000*i), uint64(5*i))}, vtime.EventID(5*i - 400)}
	}
	for i := range 10*chunkLen + 1 {
		c.push(at(i))
	}
	c.pack(nil)
	require.Equal(t, 8, c.more.packed.Len())
	require.Len(t, c.more.full, 2)
	require.Less(t, len(c.more.packed.At(0)), 2*chunkLen)
	for i := range c.len() {
		require.Equal(t, at(i), *c.at(i))
		require.Equal(t, i, c.search(func(p *progress) bool { return p.end >= at(i).end }))
	}
}

// Every kind of entry comes back as it was.
func TestEntriesAreTheirNumbers(t *testing.T) {
	stamp := func(n uint64) vtime.Stamp { return stampOf(n, n+1) }
	m := Mark{1, stamp(2), stamp(4)}
	require.Equal(t, m, m.of(m.numbers()))
	p := progress{upTo{1, stamp(2)}, 4}
	require.Equal(t, p, p.of(p.numbers()))
	require.Equal(t, p.upTo, upTo{}.of(p.upTo.numbers()))
	x := change{1, 2, Nagle}
	require.Equal(t, x, x.of(x.numbers()))
}
