package shelf

import (
	"bytes"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// closet is an archive in memory that counts what it keeps.
type closet struct{ kept int }

type box struct {
	in *closet
	b  []byte
}

func (c *closet) Keep(b []byte) Piece {
	c.kept++
	return &box{c, bytes.Clone(b)}
}

func (x *box) Read(b []byte, offset int) { copy(b, x.b[offset:offset+len(b)]) }

func (x *box) Drop() {
	x.in.kept--
	clear(x.b)
}

// A shelf is a list, whether there is an archive or not. Only what is dropped may stay
// for a while: pieces of an archive go as a whole.
func TestShelfPropertyEqualsSlice(t *testing.T) {
	archived := 0
	for i, r := range simtest.Streams(t, 20) {
		var s Shelf[int]
		c := &closet{}
		var to Archive
		if i%3 > 0 {
			to = c
		}
		want, next := []int{}, 1
		for range 40 {
			switch r.IntN(5) {
			case 0:
				n := r.IntN(len(want) + 1)
				dropped, last := s.Drop(n)
				require.LessOrEqual(t, dropped, n)
				require.Greater(t, dropped, n-perPiece)
				if dropped > 0 {
					require.Equal(t, want[dropped-1], last)
				}
				want = want[dropped:]
			case 1:
				for range min(len(s.loose), r.IntN(5)) {
					require.Len(t, s.Pop(), want[len(want)-1]%100)
					want = want[:len(want)-1]
				}
			default:
				for range r.IntN(2 * perPiece) {
					s.Add(bytes.Repeat([]byte{byte(next)}, next%100), next, to)
					want = append(want, next)
					next++
				}
			}
			require.Equal(t, len(want), s.Len())
			require.Equal(t, len(s.pieces), c.kept)
			archived += c.kept
			for i, n := range want {
				require.Equal(t, bytes.Repeat([]byte{byte(n)}, n%100), s.At(i))
			}
			least := r.IntN(next + 1)
			from, end := s.Find(func(last *int) bool { return *last >= least })
			first := sort.SearchInts(want, least)
			require.LessOrEqual(t, from, first)
			if first < len(want) {
				require.Less(t, first, end)
			} else {
				require.Equal(t, len(want), from)
			}
		}
	}
	require.Positive(t, archived)
}
