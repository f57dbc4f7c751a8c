package tcp

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

func (r *reassembly) text() string {
	s := ""
	for _, p := range r.pieces {
		s += fmt.Sprintf("%d:%s ", p.start, p.data.Bytes)
	}
	return s
}

func TestReassemblyKeepsWhatCameFirst(t *testing.T) {
	for _, c := range []struct {
		name  string
		start int64
		data  string
		want  string
		added string
	}{
		{"before", 1, "AB", "1:AB 10:abcd 20:efgh ", "[1 3)"},
		{"touches in front", 8, "AB", "8:AB 10:abcd 20:efgh ", "[8 10)"},
		{"overlaps the front", 8, "ABCD", "8:AB 10:abcd 20:efgh ", "[8 10)"},
		{"the same", 10, "ABCD", "10:abcd 20:efgh ", ""},
		{"inside", 11, "AB", "10:abcd 20:efgh ", ""},
		{"overlaps the end", 12, "ABCD", "10:abcd 14:CD 20:efgh ", "[14 16)"},
		{"between", 15, "AB", "10:abcd 15:AB 20:efgh ", "[15 17)"},
		{"closes the gap", 14, "ABCDEF", "10:abcd 14:ABCDEF 20:efgh ", "[14 20)"},
		{"covers all", 8, "ABCDEFGHIJKLMNOPQR", "8:AB 10:abcd 14:GHIJKL 20:efgh 24:QR ", "[8 10)[14 20)[24 26)"},
		{"behind", 30, "AB", "10:abcd 20:efgh 30:AB ", "[30 32)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var r reassembly
			nothing := func(int64, int64) {}
			r.insert(10, Payload{[]byte("abcd"), 4}, nothing)
			r.insert(20, Payload{[]byte("efgh"), 4}, nothing)
			added := ""
			r.insert(c.start, Payload{[]byte(c.data), len(c.data)}, func(a, b int64) { added += fmt.Sprintf("[%d %d)", a, b) })
			require.Equal(t, c.want, r.text())
			require.Equal(t, c.added, added)
		})
	}
}

func TestReassemblyNext(t *testing.T) {
	var r reassembly
	_, ok := r.next(1)
	require.False(t, ok)
	r.insert(10, Payload{[]byte("abcd"), 4}, func(int64, int64) {})
	r.insert(20, Payload{[]byte("efgh"), 4}, func(int64, int64) {})
	_, ok = r.next(9)
	require.False(t, ok, "there is a hole")
	p, ok := r.next(12)
	require.True(t, ok)
	require.Equal(t, "12:cd", fmt.Sprintf("%d:%s", p.start, p.data.Bytes))
	_, ok = r.next(24)
	require.False(t, ok, "what is old goes")
	require.True(t, r.empty())
}

// Against an array of bytes.
func TestReassemblyProperty(t *testing.T) {
	for _, rnd := range simtest.Streams(t, 100) {
		const size = 300
		var r reassembly
		var have [size]byte // 0: not there
		for tag := byte(1); tag < 60; tag++ {
			start := rnd.IntN(size)
			n := 1 + rnd.IntN(min(40, size-start))
			b := make([]byte, n)
			for i := range b {
				b[i] = tag
			}
			r.insert(int64(start), Payload{b, n}, func(from, to int64) {
				for i := from; i < to; i++ {
					require.Zero(t, have[i], "offset %d was there", i)
					have[i] = tag
				}
			})
		}
		var got [size]byte
		last := int64(0)
		for _, p := range r.pieces {
			require.LessOrEqual(t, last, p.start)
			require.Equal(t, p.end-p.start, int64(p.data.Len))
			copy(got[p.start:], p.data.Bytes)
			last = p.end
		}
		require.Equal(t, have, got)
	}
}
