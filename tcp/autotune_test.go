package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A buffer that begins to be sized while its window is closed grows all the same.
func TestTunerBeginsWithAClosedWindow(t *testing.T) {
	r := newRig(t, Linux())
	r.bring(Established)
	r.c.rcv.edge = r.c.rcv.nxt
	k := r.c.tuner()
	require.Equal(t, r.c.advMSS(), k.space)
	r.c.enlarge(1_000_000)
	require.EqualValues(t, r.cfg.ReceiveBufferMax, k.buffer)
}
