package spill

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
)

// What is kept reads as it was, wherever it lies, and places are used again.
func TestArchivePropertyKeeps(t *testing.T) {
	const room, most = 10_000, 40
	for _, r := range simtest.Streams(t, 5) {
		t.Setenv("TMPDIR", t.TempDir())
		a := New(room)
		var want [][]byte
		var kept []cause.Piece
		for range 1000 {
			if n := len(want); n > 0 && (n == most || r.IntN(3) == 0) {
				i := r.IntN(n)
				kept[i].Drop()
				want[i], kept[i] = want[n-1], kept[n-1]
				want, kept = want[:n-1], kept[:n-1]
			}
			b := bytes.Repeat([]byte{byte(r.Uint32())}, 1+r.IntN(3000))
			b[len(b)/2]++
			want, kept = append(want, b), append(kept, a.Keep(b))
			for i, p := range kept {
				from := r.IntN(len(want[i]))
				part := make([]byte, r.IntN(len(want[i])-from+1))
				p.Read(part, from)
				require.True(t, bytes.Equal(want[i][from:from+len(part)], part))
			}
		}
		inside := 0
		for _, p := range kept {
			if m, ok := p.(*inMemory); ok {
				inside += len(m.b)
			}
		}
		require.Equal(t, room, a.room+inside)
		require.Positive(t, a.end)
		require.Less(t, a.end, int64(most*8*4096))
		a.Close()
		left, err := os.ReadDir(os.TempDir())
		require.NoError(t, err)
		require.Empty(t, left)
	}
}

// Where nothing can be written everything stays in memory.
func TestArchiveWithoutDisk(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	file, err := os.Open(name) // to be read only
	require.NoError(t, err)
	t.Setenv("TMPDIR", "/nowhere/at/all")
	for _, a := range []*Archive{{}, {file: file}} {
		for i := range 3 {
			b, got := bytes.Repeat([]byte{byte(i)}, 100), make([]byte, 100)
			a.Keep(b).Read(got, 0)
			require.Equal(t, b, got)
		}
		require.True(t, a.broken)
		a.Close()
	}
}
