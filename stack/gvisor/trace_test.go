package gvisor_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/stretchr/testify/require"
)

// both is a watch and a trace.
type both struct {
	watch
	*lab.Trace
}

func (b both) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	b.watch.Sent(at, w, f)
	b.Trace.Sent(at, w, f)
}

func (b both) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	b.watch.Dropped(at, w, f, why)
	b.Trace.Dropped(at, w, f, why)
}

func (b both) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	b.watch.Delivered(at, w, f)
	b.Trace.Delivered(at, w, f)
}

// tap watches the wires. With RTTLAB_TRACE_SEED the pairings of that experiment are
// traced into a file each, in the working directory.
func (x *experiment) tap(t *testing.T, n *stack.Net, out *outcome, client, server kind) {
	if os.Getenv("RTTLAB_TRACE_SEED") != strconv.FormatUint(x.seed, 10) {
		n.SetTap(watch{out})
		return
	}
	f, err := os.Create(fmt.Sprintf("trace-%v-%v.txt", client, server))
	require.NoError(t, err)
	trace := lab.NewTrace(f)
	t.Cleanup(func() {
		require.NoError(t, trace.Err())
		require.NoError(t, f.Close())
	})
	n.SetTap(both{watch{out}, trace})
	n.Observe(trace)
}
