package gvisor_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestTransfer(t *testing.T) {
	for _, c := range []struct {
		name           string
		client, server kind
		took           vtime.Time // initial window 10, one acknowledgement per segment
	}{
		{"client", other, ours, 84_953_280},
		{"server", ours, other, 100_553_600},
		{"both", other, other, 100_435_840},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPair(t, 1, c.client, c.server, link.Config{Delay: 10 * vtime.Millisecond, Rate: 100_000_000})
			p.serve(100_000)
			done := p.fetch(100_000)
			out := p.kernel.Run(sim.Bounds{})
			require.Equal(t, sim.Done, out.End, out.Waiting)
			require.Equal(t, c.took, *done)
		})
	}
}

// No goroutine of gVisor's is left when the world is closed.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	stacks := func() string {
		b := make([]byte, 1<<20)
		return string(b[:runtime.Stack(b, true)])
	}
	for range 3 {
		p := newPair(t, 1, other, other, link.Config{Delay: vtime.Millisecond})
		p.serve(1000)
		p.fetch(1000)
		p.kernel.Run(sim.Bounds{Until: 2500 * vtime.Microsecond}) // in the middle of it
		require.Contains(t, stacks(), "gvisor.dev/gvisor/pkg/tcpip/transport/tcp.(*processor).start")
		p.kernel.Shutdown()
		p.net.Close()
	}
	for range 100 {
		if !strings.Contains(stacks(), "gvisor.dev/gvisor") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error(stacks())
}
