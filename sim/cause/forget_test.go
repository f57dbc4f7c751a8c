package cause

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// clip is how an explanation sees a stamp: what lies before its start it cuts
// off. The event only says what came first.
func clip(at vtime.Stamp, before vtime.Time) vtime.Time { return max(at.Now, before) }

// A Half that forgets tells the same as one that does not of what is not
// forgotten, and something earlier of the rest.
func TestHalfPropertyForgetsOnlyWhatIsOld(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		var all, some Half
		written, sent, from, before := uint64(0), uint64(0), uint64(0), vtime.Time(0)
		for now := vtime.Time(1); now < 600; now++ {
			both := func(fn func(h *Half)) { fn(&all); fn(&some) }
			if r.IntN(3) == 0 {
				wanted := at(now - vtime.Time(r.Int64N(int64(min(now, 5)))))
				written += r.Uint64N(40)
				both(func(h *Half) { h.Write(written, wanted, at(now)) })
			}
			if n := r.Uint64N(min(written-sent, 30) + 1); n > 0 {
				both(func(h *Half) { h.Depart(sent, sent+n, at(now)) })
				sent += n
			}
			if sent > 0 && r.IntN(3) == 0 {
				start := sent - 1 - r.Uint64N(min(sent, 60))
				end := min(sent, start+1+r.Uint64N(12))
				why := LossTimeout + Why(r.IntN(4))
				both(func(h *Half) { h.Resend(start, end, at(now), why) })
			}
			why, also := Why(r.IntN(4)), Set(0)
			both(func(h *Half) { h.Chrono.Set(now, why, also) })
			if r.IntN(20) == 0 {
				before = max(before, now-vtime.Time(r.IntN(40)))
				from = max(from, sent-r.Uint64N(min(sent, 50)+1))
				some.Forget(before, from, nil)
				requireSameHalf(t, r, &all, &some, before, from, written)
			}
		}
	}
}

func requireSameHalf(t *testing.T, r *rand.Rand, all, some *Half, before vtime.Time, from, written uint64) {
	const end = 1000 // of all events
	for range 20 {
		offset := r.Uint64N(written + 2)
		wantMark, want := all.MarkOf(offset)
		gotMark, got := some.MarkOf(offset)
		require.Equal(t, want, got)
		require.Equal(t, clip(wantMark.Taken, before), clip(gotMark.Taken, before))
		require.Equal(t, clip(wantMark.Wanted, before), clip(gotMark.Wanted, before))
		if want && offset >= from {
			require.Equal(t, wantMark, gotMark, "byte %d, which is at or behind %d", offset, from)
			since := wantMark.Taken.Now
			require.Equal(t, all.Chrono.Cut(since, since+50), some.Chrono.Cut(since, since+50))
		}
		wantFirst, want := all.FirstOf(offset)
		gotFirst, got := some.FirstOf(offset)
		require.Equal(t, want, got)
		require.Equal(t, clip(wantFirst.At, before), clip(gotFirst.At, before))
		if want && wantFirst.At.Now >= before {
			require.Equal(t, wantFirst, gotFirst)
		}
		var late []Copy
		for _, c := range all.ResendsOf(offset, end) {
			if c.At.Now >= before {
				late = append(late, c)
			}
		}
		var kept []Copy
		for _, c := range some.ResendsOf(offset, end) {
			if c.At.Now >= before {
				kept = append(kept, c)
			}
		}
		require.Equal(t, late, kept)
		since := before + vtime.Time(r.IntN(20))
		require.Equal(t, all.Chrono.Cut(since, since+50), some.Chrono.Cut(since, since+50))
	}
}

// The same of a Receipt.
func TestReceiptPropertyForgetsOnlyWhatIsOld(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		var all, some Receipt
		next, read, before := uint64(0), uint64(0), vtime.Time(0)
		arrived := map[uint64]bool{}
		for now := vtime.Time(1); now < 600; now++ {
			both := func(fn func(r *Receipt)) { fn(&all); fn(&some) }
			start := next + r.Uint64N(20)*r.Uint64N(2)
			end, origin := start+1+r.Uint64N(10), vtime.EventID(now/2+1)
			for i := start; i < end; i++ {
				arrived[i] = true
			}
			if start > next {
				both(func(r *Receipt) { r.Stray(start, end, at(now), origin) })
			} else {
				both(func(r *Receipt) { r.Advance(start, end, at(now), origin) })
				next = end
				for arrived[next] {
					next++
				}
				if next > end {
					both(func(r *Receipt) { r.Advance(end, next, at(now), 0) })
				}
			}
			if n := r.Uint64N(next - read + 1); n > 0 && r.IntN(2) == 0 {
				read += n
				both(func(r *Receipt) { r.Read(read, at(now)) })
			}
			if r.IntN(20) == 0 {
				before = max(before, now-vtime.Time(r.IntN(40)))
				some.Forget(before, nil)
				for range 20 {
					requireSameReceipt(t, &all, &some, before, r.Uint64N(next+2))
				}
			}
		}
		require.Less(t, some.progress.len()+some.reads.len()+len(some.strayed()), 500)
	}
}

func requireSameReceipt(t *testing.T, all, some *Receipt, before vtime.Time, offset uint64) {
	wantReady, wantFirst, want := all.ReadyOf(offset)
	gotReady, gotFirst, got := some.ReadyOf(offset)
	require.Equal(t, want, got)
	require.Equal(t, clip(wantReady, before), clip(gotReady, before))
	require.Equal(t, clip(wantFirst.At, before), clip(gotFirst.At, before))
	if wantFirst.At.Now >= before {
		require.Equal(t, wantFirst.Origin, gotFirst.Origin)
	}
	wantRead, want := all.ReadOf(offset)
	gotRead, got := some.ReadOf(offset)
	require.Equal(t, want, got)
	require.Equal(t, clip(wantRead, before), clip(gotRead, before))
}

// A connection that goes on and on keeps what its window needs.
func TestForgettingKeepsRecordsShort(t *testing.T) {
	var h Half
	var rec Receipt
	step := func(i uint64) {
		now := at(vtime.Time(i))
		h.Write((i+1)*1460, now, now)
		h.Depart(i*1460, (i+1)*1460, now)
		h.Chrono.Set(now.Now, SlowStart+Why(i%2), 0)
		rec.Advance(i*1460, (i+1)*1460, now, now.Event)
		rec.Read((i+1)*1460, now)
	}
	n := uint64(0)
	slice := func() {
		for range 5000 {
			step(n)
			n++
		}
		h.Forget(vtime.Time(n-100), n*1460, nil)
		rec.Forget(vtime.Time(n-100), nil)
	}
	for range 4 {
		slice()
	}
	require.Zero(t, testing.AllocsPerRun(20, slice))
	require.LessOrEqual(t, h.marks.len(), 102)
	require.LessOrEqual(t, h.firsts.len(), 102)
	require.LessOrEqual(t, h.Chrono.changes.len(), 102)
	require.LessOrEqual(t, rec.progress.len(), 102)
	require.LessOrEqual(t, rec.reads.len(), 102)
}
