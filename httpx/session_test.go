package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Parts are divided where it was asked for, within bytes or zeros, and nothing is lost.
func TestSplit(t *testing.T) {
	parts := []stack.Payload{bytesOf([]byte("abc")), zeros(10), bytesOf([]byte("def")), {Bytes: []byte("x"), Len: 5}}
	for n := int64(1); n <= 21; n++ {
		first, rest := split(parts, n)
		require.Equal(t, n, lengthOf(first))
		require.Equal(t, 21-n, lengthOf(rest))
		text := ""
		for _, p := range append(append([]stack.Payload{}, first...), rest...) {
			text += string(p.Bytes) + string(make([]byte, p.Len-len(p.Bytes)))
		}
		require.Equal(t, "abc"+string(make([]byte, 10))+"defx"+string(make([]byte, 4)), text, "%d", n)
		require.Len(t, parts, 4, "what was divided stays as it was")
	}
}

// A frame log tells whose byte it is, and which streams were served in a time.
func TestFrameLog(t *testing.T) {
	at := func(ms int64) vtime.Stamp {
		return vtime.Stamp{Now: vtime.Time(ms) * vtime.Millisecond, Event: vtime.EventID(ms + 1)}
	}
	l := &FrameLog{}
	l.add(10, 0, at(0))
	l.add(20, 1, at(1))
	l.add(30, 1, at(1)) // one entry with the one before
	l.add(40, 3, at(2))
	l.add(50, 1, at(5))
	require.Len(t, l.entries, 4)
	for offset, want := range map[uint64]uint32{0: 0, 9: 0, 10: 1, 29: 1, 30: 3, 39: 3, 49: 1} {
		stream, known := l.Owner(offset)
		require.True(t, known)
		require.Equal(t, want, stream, "%d", offset)
	}
	_, known := l.Owner(50)
	require.False(t, known)
	require.Equal(t, []uint32{1, 3}, l.Between(0, 5*vtime.Millisecond))
	require.Equal(t, []uint32{3}, l.Between(2*vtime.Millisecond, 4*vtime.Millisecond))
	var none *FrameLog
	_, known = none.Owner(0)
	require.False(t, known)
	require.Empty(t, none.Between(0, 1))
}
