package cause

import (
	"sort"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestMarks(t *testing.T) {
	var h Half
	_, ok := h.MarkOf(0)
	require.False(t, ok)
	h.Write(1, at(0), at(0))
	h.Write(100, at(5), at(5))
	h.Write(200, at(5), at(5)) // the same write goes on
	h.Write(300, at(5), at(9)) // what did not fit at once
	require.Equal(t, 3, h.marks.len())
	for offset, want := range map[uint64]Mark{
		0:   {1, at(0), at(0)},
		1:   {200, at(5), at(5)},
		199: {200, at(5), at(5)},
		200: {300, at(5), at(9)},
		299: {300, at(5), at(9)},
	} {
		got, ok := h.MarkOf(offset)
		require.True(t, ok)
		require.Equal(t, want, got, "byte %d", offset)
	}
	_, ok = h.MarkOf(300)
	require.False(t, ok)
}

func TestDepartures(t *testing.T) {
	var h Half
	h.Depart(0, 1, at(0))
	h.Depart(1, 1461, at(10))
	h.Depart(1461, 2921, at(10)) // two segments in one event
	h.Depart(2921, 3000, at(20))
	for offset, want := range map[uint64]Copy{
		0:    {0, 1, at(0), NothingToSend},
		1:    {1, 2921, at(10), NothingToSend},
		2920: {1, 2921, at(10), NothingToSend},
		2921: {2921, 3000, at(20), NothingToSend},
	} {
		got, ok := h.FirstOf(offset)
		require.True(t, ok)
		require.Equal(t, want, got, "byte %d", offset)
	}
	got, ok := h.FirstOf(3000)
	require.False(t, ok)
	require.Zero(t, got)
	require.PanicsWithValue(t, "cause: the bytes before 4000 never left", func() { h.Depart(4000, 4100, at(30)) })
	require.PanicsWithValue(t, "cause: the bytes before 1 never left", func() { new(Half).Depart(1, 2, at(0)) })
}

func TestResends(t *testing.T) {
	var h Half
	require.Empty(t, h.ResendsOf(0, 99))
	h.Resend(100, 200, at(10), LossDupAcks)
	h.Resend(200, 300, at(20), LossPartialAck)
	h.Resend(0, 1000, at(30), LossTimeout) // merged, and further back
	h.Resend(100, 200, at(40), LossTimeout)
	h.Resend(100, 150, at(40), LossProbe)
	require.Equal(t, 5, h.resends.len())
	for offset, want := range map[uint64][]Copy{
		0: {{0, 1000, at(30), LossTimeout}},
		100: {
			{100, 200, at(10), LossDupAcks}, {0, 1000, at(30), LossTimeout}, {100, 200, at(40), LossTimeout},
			{100, 150, at(40), LossProbe},
		},
		150: {{100, 200, at(10), LossDupAcks}, {0, 1000, at(30), LossTimeout}, {100, 200, at(40), LossTimeout}},
		200: {{200, 300, at(20), LossPartialAck}, {0, 1000, at(30), LossTimeout}},
		999: {{0, 1000, at(30), LossTimeout}},
	} {
		require.Equal(t, want, h.ResendsOf(offset, 99), "byte %d", offset)
	}
	require.Empty(t, h.ResendsOf(1000, 99))
}

// Events of one instant are told apart.
func TestResendsOfOneInstantAreInOrderOfEvents(t *testing.T) {
	var h Half
	first, second := vtime.Stamp{Now: 5, Event: 7}, vtime.Stamp{Now: 5, Event: 8}
	h.Resend(10, 30, first, LossTimeout)
	h.Resend(0, 30, second, LossProbe)
	require.Equal(t, []Copy{{10, 30, first, LossTimeout}, {0, 30, second, LossProbe}}, h.ResendsOf(20, 99))
	require.Len(t, h.ResendsOf(20, 7), 1)
}

// The records against a list of everything for each byte.
func TestHalfPropertyEqualsListPerByte(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		var h Half
		var firsts []vtime.Stamp
		var resends [][]Copy
		for now := range vtime.Time(200) {
			for range r.IntN(3) {
				start := uint64(len(firsts))
				end := start + r.Uint64N(5)
				h.Depart(start, end, at(now))
				for range end - start {
					firsts, resends = append(firsts, at(now)), append(resends, nil)
				}
			}
			if n := uint64(len(firsts)); n > 0 && r.IntN(2) == 0 {
				start := n - 1 - r.Uint64N(min(n, 30))
				c := Copy{start, min(n, start+1+r.Uint64N(12)), at(now), LossTimeout + Why(r.IntN(4))}
				h.Resend(c.Start, c.End, c.At, c.Why)
				for i := c.Start; i < c.End; i++ {
					resends[i] = append(resends[i], c)
				}
			}
		}
		for offset := range firsts {
			got, ok := h.FirstOf(uint64(offset))
			require.True(t, ok)
			require.Equal(t, firsts[offset], got.At)
			require.True(t, got.Start <= uint64(offset) && uint64(offset) < got.End)
			until, all := vtime.EventID(r.IntN(250)), resends[offset]
			n := sort.Search(len(all), func(i int) bool { return all[i].At.Event > until })
			require.Equal(t, append([]Copy(nil), all[:n]...), h.ResendsOf(uint64(offset), until))
		}
	}
}

func BenchmarkDepart(b *testing.B) {
	var h Half
	b.ReportAllocs()
	for i := range uint64(b.N) {
		h.Depart(i*1460, (i+1)*1460, at(vtime.Time(i)))
	}
}

func BenchmarkResendsOf(b *testing.B) {
	var h Half
	for i := range uint64(100000) {
		h.Depart(i*1460, (i+1)*1460, at(vtime.Time(i)))
		if i >= 10 {
			h.Resend((i-10)*1460, (i-9)*1460, at(vtime.Time(i)), LossTimeout)
		}
	}
	b.ReportAllocs()
	for i := range uint64(b.N) {
		i %= 100000 - 10
		h.ResendsOf(i*1460, vtime.EventID(i+20))
	}
}
