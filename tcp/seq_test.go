package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Sequence numbers count modulo 2^32 (RFC 9293 section 3.4).
func TestSequenceArithmetic(t *testing.T) {
	for _, c := range []struct {
		s, t Seq
		sub  int64
	}{
		{5, 3, 2}, {3, 5, -2}, {0, 0xffffffff, 1}, {0xffffffff, 0, -1},
		{0x7fffffff, 0, 1<<31 - 1}, {0x80000000, 0, -1 << 31}, {0, 0x80000001, 1<<31 - 1},
	} {
		require.Equal(t, c.sub, c.s.Sub(c.t))
		require.Equal(t, c.sub < 0, c.s.Less(c.t))
		require.Equal(t, c.s, c.t.Add(c.sub))
	}
	require.Equal(t, Seq(4), Seq(0xfffffffe).Add(6))
	require.Equal(t, Seq(0xfffffffe), Seq(4).Add(-6))
	require.Equal(t, Seq(7), Seq(7).Add(5<<32))
}
