package tcp

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func boardOf(ends ...int64) *scoreboard {
	b := &scoreboard{}
	start := int64(1)
	for _, end := range ends {
		b.push(sent{start: start, end: end, copies: 1})
		start = end
	}
	return b
}

func TestScoreboardCounts(t *testing.T) {
	b := boardOf(101, 201, 302)
	require.Equal(t, int64(301), b.flight)
	_, ok := b.nextMissing()
	require.False(t, ok)

	b.lose(1)
	b.lose(1) // twice is once
	require.Equal(t, int64(201), b.flight)
	require.EqualValues(t, 1, b.missing)
	i, ok := b.nextMissing()
	require.True(t, ok)
	require.Equal(t, 1, i)

	b.lose(0)
	i, _ = b.nextMissing()
	require.Equal(t, 0, i, "the oldest first")

	b.setFlight(b.at(0), true) // a copy leaves
	require.Equal(t, int64(201), b.flight)
	i, _ = b.nextMissing()
	require.Equal(t, 1, i)

	b.lose(0) // and is lost again
	require.EqualValues(t, 2, b.missing)
	b.setFlight(b.at(0), true)
	b.trim(51)
	require.Equal(t, int64(151), b.flight, "half a segment is acknowledged")
	b.pop()
	require.Equal(t, int64(101), b.flight)
	b.pop() // it is missing
	require.Equal(t, int64(101), b.flight)
	require.Zero(t, b.missing)
	_, ok = b.nextMissing()
	require.False(t, ok)
}

func TestSentData(t *testing.T) {
	require.Equal(t, int64(10), (&sent{start: 5, end: 15}).data())
	require.Equal(t, int64(9), (&sent{start: 5, end: 15, fin: true}).data())
	require.Zero(t, (&sent{start: 5, end: 6, fin: true}).data())
}

// Against a plain slice.
func TestScoreboardProperty(t *testing.T) {
	forSeeds(t, func(t *testing.T, r *rand.Rand) {
		var b scoreboard
		var want []sent
		end := int64(1)
		for range 400 {
			switch op := r.IntN(6); {
			case op < 2:
				n := 1 + r.Int64N(100)
				b.push(sent{start: end, end: end + n, copies: 1})
				want = append(want, sent{start: end, end: end + n, copies: 1, inFlight: true})
				end += n
			case len(want) == 0:
			case op == 2:
				b.pop()
				want = want[1:]
			case op == 3:
				i := r.IntN(len(want))
				b.lose(i)
				want[i].lost, want[i].inFlight = true, false
			case op == 4:
				una := want[0].start + r.Int64N(want[0].end-want[0].start)
				b.trim(una)
				want[0].start = una
			default:
				if i, ok := b.nextMissing(); ok {
					b.setFlight(b.at(i), true)
					b.searchAt = i
					want[i].inFlight = true
				}
			}
			requireBoard(t, &b, want)
		}
	})
}

func requireBoard(t *testing.T, b *scoreboard, want []sent) {
	require.Equal(t, len(want), b.n)
	flight, missing, first := int64(0), 0, -1
	for i, w := range want {
		if w != *b.at(i) {
			require.Equal(t, w, *b.at(i), "segment %d", i)
		}
		if w.inFlight {
			flight += w.end - w.start
		} else {
			missing++
			if first < 0 {
				first = i
			}
		}
	}
	i, ok := b.nextMissing()
	if !ok {
		i = -1
	}
	require.Equal(t, [3]int64{flight, int64(missing), int64(first)}, [3]int64{b.flight, int64(b.missing), int64(i)})
}
