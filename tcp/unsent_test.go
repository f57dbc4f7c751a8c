package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Where few bytes may wait to be sent, a writer waits although the buffer has
// room, and is woken when half of them have left.
func TestUnsentLowWater(t *testing.T) {
	cfg := rfc()
	cfg.UnsentLowWater, cfg.Nagle = 3000, NagleOff
	r := newRig(t, cfg)
	r.bring(Established)
	r.segment(ACK, 1, 1, 1000, 0)
	r.write(4000)
	require.EqualValues(t, 2000, r.c.Unsent(), "as much as may wait was taken, and a segment of it left")
	require.EqualValues(t, 1000, r.c.WriteRoom())
	r.write(1000)
	r.write(1000)
	require.EqualValues(t, 3000, r.c.Unsent())
	una := int64(1001)
	r.segment(ACK, 1, una, 1000, 0)
	require.EqualValues(t, 2000, r.c.Unsent())
	require.True(t, r.c.snd.blocked)
	r.segment(ACK, 1, una+1000, 1000, 0)
	require.EqualValues(t, 1000, r.c.Unsent())
	require.False(t, r.c.snd.blocked)
}
