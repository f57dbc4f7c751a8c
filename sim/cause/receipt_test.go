package cause

import (
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestReadyOf(t *testing.T) {
	var r Receipt
	_, _, ok := r.ReadyOf(0)
	require.False(t, ok)
	r.Advance(0, 1, at(0), 3)
	r.Advance(1, 100, at(10), 4)
	r.Stray(200, 300, at(20), 6)
	r.Stray(400, 500, at(30), 8)
	r.Stray(200, 500, at(40), 9) // only 300 to 400 are new
	r.Advance(100, 200, at(50), 7)
	r.Advance(200, 500, at(50), 0)
	for _, c := range []struct {
		offset uint64
		ready  vtime.Time
		first  Arrival
	}{
		{0, 0, Arrival{0, 1, at(0), 3}},
		{1, 10, Arrival{1, 100, at(10), 4}},
		{199, 50, Arrival{100, 200, at(50), 7}},
		{200, 50, Arrival{200, 300, at(20), 6}},
		{299, 50, Arrival{200, 300, at(20), 6}},
		{300, 50, Arrival{300, 400, at(40), 9}},
		{400, 50, Arrival{400, 500, at(30), 8}},
	} {
		ready, first, ok := r.ReadyOf(c.offset)
		require.True(t, ok)
		require.Equal(t, at(c.ready), ready, "byte %d", c.offset)
		require.Equal(t, c.first, first, "byte %d", c.offset)
	}
	_, _, ok = r.ReadyOf(500)
	require.False(t, ok)
}

func TestReceiptRefusesWhatCannotBe(t *testing.T) {
	var r Receipt
	require.PanicsWithValue(t, "cause: the bytes before 5 never became deliverable", func() { r.Advance(5, 6, at(0), 1) })
	r.Stray(2, 3, at(0), 1)
	r.Advance(0, 1, at(1), 1)
	r.Advance(1, 5, at(1), 0)
	for _, offset := range []uint64{1, 3} {
		require.PanicsWithValue(t, "cause: a byte became deliverable and never arrived", func() { r.ReadyOf(offset) })
	}
}

func TestReadOf(t *testing.T) {
	var r Receipt
	_, ok := r.ReadOf(0)
	require.False(t, ok)
	r.Read(10, at(5))
	r.Read(20, at(5))
	r.Read(30, at(6))
	require.Equal(t, 2, r.reads.len())
	for offset, want := range map[uint64]vtime.Time{0: 5, 19: 5, 20: 6, 29: 6} {
		got, ok := r.ReadOf(offset)
		require.True(t, ok)
		require.Equal(t, at(want), got, "byte %d", offset)
	}
	_, ok = r.ReadOf(30)
	require.False(t, ok)
}

// A receiver that takes segments in any order, against a list for each byte.
func TestReceiptPropertyEqualsListPerByte(t *testing.T) {
	type record struct {
		ready   vtime.Stamp
		arrived vtime.Stamp
		origin  vtime.EventID
	}
	for _, r := range simtest.Streams(t, 50) {
		const length = 400
		var receipt Receipt
		bytes := make([]record, length) // origin is zero until it has arrived
		next := uint64(0)
		for now := vtime.Time(0); next < length; now++ {
			start := next + r.Uint64N(min(30, length-next))
			if r.IntN(3) == 0 {
				start = next
			}
			end := min(length, start+1+r.Uint64N(15))
			origin := vtime.EventID(1000 + now)
			if start > next {
				receipt.Stray(start, end, at(now), origin)
			} else {
				receipt.Advance(start, end, at(now), origin)
				next = end
			}
			for i := start; i < end; i++ {
				if bytes[i].origin == 0 {
					bytes[i].arrived, bytes[i].origin = at(now), origin
				}
				if i < next { // it may have come before, behind a hole
					bytes[i].ready = at(now)
				}
			}
			before := next
			for next < length && bytes[next].origin != 0 {
				bytes[next].ready = at(now)
				next++
			}
			if next > before {
				receipt.Advance(before, next, at(now), 0)
			}
		}
		for offset, want := range bytes {
			ready, first, ok := receipt.ReadyOf(uint64(offset))
			require.True(t, ok)
			require.Equal(t, want, record{ready, first.At, first.Origin}, "byte %d", offset)
			require.True(t, first.Start <= uint64(offset) && uint64(offset) < first.End)
		}
		for i := 1; i < len(receipt.strayed()); i++ {
			require.LessOrEqual(t, receipt.strayed()[i-1].End, receipt.strayed()[i].Start)
		}
	}
}

func BenchmarkReadyOf(b *testing.B) {
	var r Receipt
	const n = 100000
	r.Advance(0, 1, at(0), 1)
	for i := range uint64(n) {
		r.Stray((i+1)*1460, (i+2)*1460, at(vtime.Time(i)), 5)
	}
	r.Advance(1, 1460, at(n), 5)
	r.Advance(1460, (n+1)*1460, at(n), 0)
	b.ReportAllocs()
	for i := range uint64(b.N) {
		r.ReadyOf(1460 + i*1460%(n*1460))
	}
}
