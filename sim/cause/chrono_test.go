package cause

import (
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestChronoIsEmptyAtFirst(t *testing.T) {
	var c Chrono
	w, also := c.Current()
	require.Equal(t, NothingToSend, w)
	require.Zero(t, also)
	require.Equal(t, []Span{{5, 9, NothingToSend, 0}}, c.Cut(5, 9))
	require.Empty(t, c.Cut(5, 5))
	require.Empty(t, c.Cut(5, 4))
}

func TestChronoCut(t *testing.T) {
	var c Chrono
	c.Set(0, NothingToSend, 0) // says nothing new
	c.Set(10, SlowStart, Set(0).With(Nagle))
	c.Set(20, SlowStart, Set(0).With(Nagle)) // nor does this
	c.Set(30, Nagle, 0)
	c.Set(40, Cork, 0)
	c.Set(40, ReceiveWindow, 0) // replaces the cork, which held for no time
	slow := Set(0).With(Nagle)
	require.Equal(t, []Span{
		{0, 10, NothingToSend, 0}, {10, 30, SlowStart, slow}, {30, 40, Nagle, 0}, {40, 100, ReceiveWindow, 0},
	}, c.Cut(0, 100))
	require.Equal(t, []Span{{15, 30, SlowStart, slow}, {30, 35, Nagle, 0}}, c.Cut(15, 35))
	require.Equal(t, []Span{{30, 40, Nagle, 0}}, c.Cut(30, 40))
	require.Equal(t, []Span{{41, 42, ReceiveWindow, 0}}, c.Cut(41, 42))
}

func TestChronoForgetsChangesThatWereNone(t *testing.T) {
	var c Chrono
	c.Set(10, SlowStart, 0)
	for now := vtime.Time(11); now < 1000; now++ { // a window that opens and fills at once
		c.Set(now, NothingToSend, 0)
		c.Set(now, Nagle, 0)
		c.Set(now, SlowStart, 0)
	}
	require.Equal(t, 1, c.changes.len())
	require.Equal(t, []Span{{10, 1000, SlowStart, 0}}, c.Cut(10, 1000))
}

func TestChronoDoesNotGoBack(t *testing.T) {
	var c Chrono
	c.Set(10*vtime.Millisecond, SlowStart, 0)
	require.PanicsWithValue(t, "cause: chrono goes back from 10ms to 9ms", func() {
		c.Set(9*vtime.Millisecond, Nagle, 0)
	})
}

// The stopwatch against a table with a row for each nanosecond.
func TestChronoPropertyCutTiles(t *testing.T) {
	type row struct {
		why  Why
		also Set
	}
	for _, r := range simtest.Streams(t, 50) {
		const length = 300
		var c Chrono
		var table [length]row
		for now := range vtime.Time(length) {
			row := row{}
			if now > 0 {
				row = table[now-1]
			}
			for range r.IntN(4) / 2 * r.IntN(3) {
				row.why, row.also = Why(r.IntN(4)), Set(r.IntN(2)*2)
				if row.why == NothingToSend {
					row.also = 0
				}
				c.Set(now, row.why, row.also)
			}
			table[now] = row
			why, also := c.Current()
			require.Equal(t, row.why, why)
			require.Equal(t, row.also, also)
		}
		for range 30 {
			from := vtime.Time(r.IntN(length))
			to := from + vtime.Time(r.IntN(length-int(from)))
			next := from
			back := slices.Collect(c.Back(from, to))
			slices.Reverse(back)
			require.Equal(t, c.Cut(from, to), back)
			for i, s := range c.Cut(from, to) {
				require.Equal(t, next, s.From, "span %d", i)
				require.Greater(t, s.To, s.From)
				for now := s.From; now < s.To; now++ {
					require.Equal(t, table[now].why, s.Why)
					require.Equal(t, table[now].also, s.Also)
				}
				next = s.To
			}
			require.Equal(t, to, next)
		}
	}
}

func BenchmarkChronoSet(b *testing.B) {
	var c Chrono
	b.ReportAllocs()
	for i := range b.N {
		c.Set(vtime.Time(i), SlowStart+Why(i%2), 0)
	}
}
