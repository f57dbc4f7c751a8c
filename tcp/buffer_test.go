package tcp

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// randomPayload is up to n bytes, sometimes zeros that nobody holds.
func randomPayload(r *rand.Rand, n int) (Payload, []byte) {
	b := make([]byte, r.IntN(n))
	if r.IntN(3) == 0 {
		return Payload{Len: len(b)}, b
	}
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return Payload{b, len(b)}, b
}

// The send buffer against one long slice.
func TestSendBufferProperty(t *testing.T) {
	for _, r := range simtest.Streams(t, 100) {
		var b sendBuffer
		b.init()
		all := []byte{0} // offsets count from 1
		una := int64(1)
		for range 300 {
			switch r.IntN(4) {
			case 0:
				p, raw := randomPayload(r, 400)
				if p.Len > 0 {
					b.add(p, una)
					all = append(all, raw...)
				}
			case 1:
				p, raw := randomPayload(r, 40)
				if p.Bytes != nil {
					b.copyIn(p.Bytes, una)
					all = append(all, raw...)
					clear(p.Bytes) // the writer may use its buffer again
				}
			case 2:
				una += r.Int64N(b.end - una + 1)
				b.release(una)
			default:
				if from := una + r.Int64N(b.end-una+1); from < b.end {
					to := from + 1 + r.Int64N(b.end-from)
					require.Equal(t, all[from:to], b.slice(from, to).AppendTo(nil))
				}
			}
			require.Equal(t, int64(len(all)), b.end)
		}
	}
}

// What a segment refers to stays as it was when the buffer goes on.
func TestSendBufferDoesNotChangeWhatItGaveOut(t *testing.T) {
	var b sendBuffer
	b.init()
	b.copyIn([]byte("abc"), 1)
	p := b.slice(1, 4)
	b.copyIn([]byte("defg"), 1)
	b.release(4)
	b.copyIn([]byte("hij"), 1)
	require.Equal(t, "abc", string(p.AppendTo(nil)))
	require.Equal(t, "defghij", string(b.slice(4, 11).AppendTo(nil)))
	require.Equal(t, "cd", string(append(p.Slice(2, 3).AppendTo(nil), b.slice(4, 5).AppendTo(nil)...)))
}

func TestReadQueueProperty(t *testing.T) {
	for _, r := range simtest.Streams(t, 100) {
		var q readQueue
		var all []byte
		for range 300 {
			switch r.IntN(5) {
			case 0, 1:
				p, raw := randomPayload(r, 200)
				q.add(p)
				all = append(all, raw...)
			case 2:
				dst := bytes.Repeat([]byte{0xee}, r.IntN(300))
				n := q.read(dst)
				require.Equal(t, min(len(dst), len(all)), n)
				require.True(t, bytes.Equal(all[:n], dst[:n]))
				require.Equal(t, bytes.Repeat([]byte{0xee}, len(dst)-n), dst[n:], "behind it nothing is written")
				all = all[n:]
			case 3:
				skip := r.IntN(len(all) + 1)
				dst := bytes.Repeat([]byte{0xee}, r.IntN(300))
				n := q.peek(dst, skip)
				require.Equal(t, min(len(dst), len(all)-skip), n)
				require.True(t, bytes.Equal(all[skip:skip+n], dst[:n]))
			default:
				n := q.discard(r.Int64N(200))
				all = all[n:]
			}
			require.Equal(t, int64(len(all)), q.len)
		}
	}
}
