package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func boardOf(ends ...int64) *scoreboard {
	b := &scoreboard{}
	start := int64(1)
	for _, end := range ends {
		b.push(start, end, 0)
		start = end
	}
	return b
}

func TestScoreboardCounts(t *testing.T) {
	b := boardOf(101, 201, 302)
	require.Equal(t, int64(301), b.flight)
	_, ok := b.nextMissing()
	require.False(t, ok)

	require.True(t, b.lose(1))
	require.False(t, b.lose(1), "twice is once")
	require.Equal(t, int64(201), b.flight)
	i, ok := b.nextMissing()
	require.True(t, ok)
	require.Equal(t, 1, i)

	b.lose(0)
	i, _ = b.nextMissing()
	require.Equal(t, 0, i, "the oldest first")

	b.resent(0, 5) // a copy leaves
	require.Equal(t, int64(201), b.flight)
	i, _ = b.nextMissing()
	require.Equal(t, 1, i)

	require.True(t, b.lose(0), "and is lost again")
	require.Equal(t, int32(2), b.missing)
	b.resent(0, 6)
	b.trim(51)
	require.Equal(t, int64(151), b.flight, "half a segment is acknowledged")
	b.pop()
	require.Equal(t, int64(101), b.flight)
	b.pop() // it is missing
	require.Equal(t, int64(101), b.flight)
	require.Zero(t, b.missing)
	_, ok = b.nextMissing()
	require.False(t, ok)
	b.change(b.at(0), func(g *sent) { g.sacked = true })
	require.Zero(t, b.flight, "it has arrived")
}

func TestScoreboardSplit(t *testing.T) {
	b := boardOf(101, 201, 301)
	b.lose(1)
	b.resent(1, 7)
	b.split(1, 151)
	require.Empty(t, b.fault())
	require.Equal(t, 4, b.n)
	require.Equal(t, int32(2), b.again)
	require.Equal(t, int64(300), b.flight)
	require.Equal(t, [2]int64{151, 201}, [2]int64{b.at(2).start, b.at(2).end})
	require.Equal(t, vtime.Time(7), b.at(2).at)
}

func TestSentData(t *testing.T) {
	require.Equal(t, int64(10), (&sent{start: 5, end: 15}).data())
	require.Equal(t, int64(9), (&sent{start: 5, end: 15, fin: true}).data())
	require.Zero(t, (&sent{start: 5, end: 6, fin: true}).data())
}

// Whatever happens to segments, the counts are those of the segments and the order
// is that of their last departures.
func TestScoreboardProperty(t *testing.T) {
	for _, r := range simtest.Streams(t, 100) {
		var b scoreboard
		end, now := int64(1), vtime.Time(0)
		for range 400 {
			now += vtime.Time(r.IntN(2))
			i := r.IntN(b.n + 1)
			switch op := r.IntN(10); {
			case op < 3:
				n := 1 + r.Int64N(100)
				b.push(end, end+n, now)
				end += n
			case i == b.n:
			case op == 3:
				b.pop()
			case op == 4:
				b.lose(i)
			case op == 5 && b.at(0).end-b.at(0).start > 1:
				b.trim(b.at(0).start + 1)
			case op == 6 && b.at(i).end-b.at(i).start > 1:
				b.split(i, b.at(i).start+1)
			case op == 7:
				b.loseNone()
			case op == 8:
				b.forgetSacks()
			default:
				if i, ok := b.nextMissing(); ok {
					b.resent(i, now)
				}
			}
			require.Empty(t, b.fault())
			require.Equal(t, b.n, b.find(end))
			if i < b.n {
				require.Equal(t, i, b.find(b.at(i).start))
			}
		}
	}
}
