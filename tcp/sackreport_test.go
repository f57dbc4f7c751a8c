package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// selective is an established connection whose peer speaks SACK.
func selective(t *testing.T, set func(c *Config)) *rig {
	cfg := rfc()
	if set != nil {
		set(&cfg)
	}
	r := newRig(t, cfg)
	r.do("open", r.c.Open)
	r.wait(10 * milli)
	g := Segment{Flags: SYN | ACK, Seq: rigIRS, Ack: rigISS + 1, Window: 60000}
	g.Options.MSS, g.Options.SACKPermitted = 1000, true
	r.arrive(&g)
	return r
}

// blocks are the SACK blocks of what was sent last, as offsets.
func (r *rig) blocks() []span {
	list := []span{}
	if len(r.sent) == 0 {
		return list
	}
	o := &r.sent[len(r.sent)-1].Segment.Options
	for _, b := range o.Blocks[:o.NumBlocks] {
		list = append(list, span{b.Left.Sub(rigIRS), b.Right.Sub(rigIRS)})
	}
	return list
}

func TestSACKBlocks(t *testing.T) {
	type step struct {
		start int64
		n     int
		want  []span
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"a block grows at both ends", []step{
			{2001, 1000, []span{{2001, 3001}}},
			{3001, 1000, []span{{2001, 4001}}},
			{1001, 1000, []span{{1001, 4001}}},
		}},
		{"the most recent first, at most four", []step{
			{2001, 100, []span{{2001, 2101}}},
			{4001, 100, []span{{4001, 4101}, {2001, 2101}}},
			{3001, 100, []span{{3001, 3101}, {4001, 4101}, {2001, 2101}}},
			{6001, 100, []span{{6001, 6101}, {3001, 3101}, {4001, 4101}, {2001, 2101}}},
			{8001, 100, []span{{8001, 8101}, {6001, 6101}, {3001, 3101}, {4001, 4101}}},
			{2101, 100, []span{{2001, 2201}, {8001, 8101}, {6001, 6101}, {3001, 3101}}},
		}},
		{"filled holes are no blocks", []step{
			{1001, 1000, []span{{1001, 2001}}},
			{3001, 1000, []span{{3001, 4001}, {1001, 2001}}},
			{1, 1000, []span{{3001, 4001}}},
			{2001, 1000, []span{}},
		}},
		{"two blocks become one", []step{
			{1001, 1000, []span{{1001, 2001}}},
			{3001, 1000, []span{{3001, 4001}, {1001, 2001}}},
			{2001, 1000, []span{{1001, 4001}}},
		}},
		{"duplicates behind a hole (RFC 2883 section 4.1.3)", []step{
			{1001, 1000, []span{{1001, 2001}}},
			{1001, 1000, []span{{1001, 2001}, {1001, 2001}}},
			{3001, 1000, []span{{3001, 4001}, {1001, 2001}}},
			{1001, 1000, []span{{1001, 2001}, {1001, 2001}, {3001, 4001}}},
		}},
		{"duplicates of what is acknowledged (section 4.1.1)", []step{
			{1, 1000, []span{}},
			{1, 1000, []span{{1, 1001}}},
			{501, 1000, []span{{501, 1001}}},
			{1601, 400, []span{{1601, 2001}}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := selective(t, func(c *Config) { c.DelayedAck = 0 })
			for i, s := range c.steps {
				r.segment(ACK, s.start, 1, 60000, s.n)
				require.Equal(t, s.want, r.blocks(), "step %d", i)
			}
		})
	}
}

func TestNoBlocksWithoutAgreement(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	require.Zero(t, r.sent[0].Segment.Options.NumBlocks)
	r.segment(ACK, 1001, 1, 60000, 100)
	r.segment(ACK, 1001, 1, 60000, 100)
	require.Empty(t, r.blocks())

	r = selective(t, func(c *Config) { c.DuplicateSACK = false })
	r.segment(ACK, 1001, 1, 60000, 100)
	r.segment(ACK, 1001, 1, 60000, 100)
	require.Equal(t, []span{{1001, 1101}}, r.blocks())

	r = selective(t, func(c *Config) { c.SACK = false })
	r.segment(ACK, 1001, 1, 60000, 100)
	require.Empty(t, r.blocks(), "it was not offered from here")
}

// Data that carries blocks is so much shorter (RFC 6691).
func TestBlocksBesideData(t *testing.T) {
	r := selective(t, nil)
	r.segment(ACK, 1001, 1, 60000, 100)
	r.segment(ACK, 3001, 1, 60000, 100)
	r.write(3000)
	require.Equal(t, 1000-4-16, r.sent[0].Segment.Payload.Len)
	require.Equal(t, []span{{3001, 3101}, {1001, 1101}}, r.blocks())
	require.LessOrEqual(t, HeaderLen(&r.sent[0].Segment.Options)+r.sent[0].Segment.Payload.Len, MinHeaderLen+1000)
}

// Whatever arrives: the first block holds the arrival, blocks are disjoint, and
// what they tell is there.
func TestSACKReportProperty(t *testing.T) {
	for _, r := range simtest.Streams(t, 100) {
		g := selective(t, func(c *Config) { c.DelayedAck, c.DuplicateSACK = 0, r.IntN(2) == 0 })
		for range 60 {
			start, n := g.c.rcv.nxt+r.Int64N(60)*50-500, 1+r.IntN(300)
			g.segment(ACK, max(start, 1), 1, 60000, n)
			list := g.blocks()
			if len(list) == 0 {
				continue
			}
			nxt := g.c.rcv.nxt
			twice := list[0].end <= nxt || len(list) > 1 && list[1].start <= list[0].start && list[0].end <= list[1].end
			if twice {
				require.True(t, g.cfg.DuplicateSACK)
				list = list[1:]
			}
			for i, b := range list {
				require.Less(t, b.start, b.end)
				require.Greater(t, b.start, nxt)
				require.Equal(t, b, g.c.rcv.holes.around(b.start, b.end))
				for _, o := range list[:i] {
					require.True(t, b.end < o.start || o.end < b.start, "%v", list)
				}
			}
			if start > nxt && len(list) > 0 {
				require.True(t, list[0].start <= start && start < list[0].end, "%d in %v", start, list)
			}
		}
	}
}
