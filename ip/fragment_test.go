package ip

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// Any payload over any MTUs, in any order and with repeats, comes together to the
// byte, and no fragment is wider than the link.
func TestSeedsFragments(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h := whole(r, UDP)
		h.DontFragment = false
		least := 68
		if r.IntN(2) == 0 {
			h, least = whole6(r, UDP), 1280
		}
		payload := randomBytes(r, r.IntN(20_000))
		parts := []Fragment{{h, 0, len(payload)}}
		for range 1 + r.IntN(3) { // links on the way
			mtu := least + r.IntN(2000)
			var next []Fragment
			for _, p := range parts {
				if p.Header.Len()+p.To-p.From <= mtu {
					next = append(next, p)
					continue
				}
				for _, q := range Fragments(p.Header, p.To-p.From, mtu) {
					require.LessOrEqual(t, q.Header.Len()+q.To-q.From, mtu)
					require.True(t, !q.Header.MoreFragments || (q.To-q.From)%8 == 0)
					next = append(next, Fragment{q.Header, p.From + q.From, p.From + q.To})
				}
			}
			parts = next
		}
		if r.IntN(2) == 0 && len(parts) > 0 {
			parts = append(parts, parts[r.IntN(len(parts))])
		}
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		var a Assembly
		for i, p := range parts {
			require.Equal(t, p.From, int(p.Header.FragmentOffset))
			got, done := a.Add(p.Header, payload[p.From:p.To], Overlap(r.IntN(3)))
			require.False(t, a.Spoiled())
			if done {
				require.Equal(t, len(payload), len(got))
				require.Equal(t, string(payload), string(got))
				require.GreaterOrEqual(t, i+2, len(parts))
				payload = nil
				break
			}
		}
		require.Empty(t, payload)
	}
}

// What overlaps, by each rule.
func TestOverlaps(t *testing.T) {
	type part struct {
		from int
		data string
		more bool
	}
	old := []part{{8, "bbbbbbbb", true}, {24, "dddddddd", false}}
	for _, c := range []struct {
		name           string
		then           []part
		drop           bool
		newest, oldest string
	}{
		{"none", []part{{0, "aaaaaaaa", true}, {16, "cccccccc", true}}, false,
			"aaaaaaaabbbbbbbbccccccccdddddddd", "aaaaaaaabbbbbbbbccccccccdddddddd"},
		{"over all", []part{{0, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false}}, true,
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "xxxxxxxxbbbbbbbbxxxxxxxxdddddddd"},
		{"over both ends", []part{{0, "xxxxxxxxxxxx", true}, {12, "yyyyyyyyyyyyyyyy", true}}, true,
			"xxxxxxxxxxxxyyyyyyyyyyyyyyyydddd", "xxxxxxxxbbbbbbbbyyyyyyyydddddddd"},
		{"the same again", []part{{8, "xxxxxxxx", true}, {0, "aaaaaaaa", true}, {16, "cccccccc", true}}, false,
			"aaaaaaaabbbbbbbbccccccccdddddddd", "aaaaaaaabbbbbbbbccccccccdddddddd"},
	} {
		for rule, want := range map[Overlap]string{OverlapDrop: c.newest, OverlapNewest: c.newest, OverlapOldest: c.oldest} {
			var a Assembly
			var got []byte
			for _, p := range append(append([]part{}, old...), c.then...) {
				if whole, done := a.Add(Header{FragmentOffset: uint16(p.from), MoreFragments: p.more}, []byte(p.data), rule); done {
					got = whole
				}
			}
			if rule == OverlapDrop && c.drop {
				want = ""
				require.True(t, a.Spoiled(), c.name)
			}
			require.Equal(t, want, string(got), "%s, rule %d", c.name, rule)
		}
	}
}

// Fragments that disagree about the end spoil the datagram, whatever the rule.
func TestContradictingEnds(t *testing.T) {
	for _, c := range [][2]Header{
		{{FragmentOffset: 8}, {FragmentOffset: 16}},
		{{FragmentOffset: 8}, {FragmentOffset: 8, MoreFragments: true}},
		{{FragmentOffset: 16, MoreFragments: true}, {FragmentOffset: 8}},
	} {
		var a Assembly
		a.Add(c[0], make([]byte, 8), OverlapNewest)
		require.False(t, a.HasFirst())
		_, done := a.Add(c[1], make([]byte, 16), OverlapNewest)
		require.False(t, done)
	}
}
