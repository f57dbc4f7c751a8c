package fidelity

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// Neighbours of the measured losses: whichever one of the last flight is lost, but for
// the very last, something behind it arrives. It is repaired in a round trip once three
// have overtaken it, or a quarter of one and 2 ms later (RACK), also if what told of it
// came with an acknowledgement of new data.
func TestLossesWithSomethingBehindNeedNoTimeout(t *testing.T) {
	for _, algorithm := range []string{"cubic", "reno"} {
		for k := 43; k <= 69; k++ {
			text := fmt.Sprintf("conversation k%d\nabout GET of 100 KB\nlink 50ms 1Gbit/s 10000\nlose down data %d\n"+
				"knob tcp.congestion %s\n"+
				"client connect; send 300; read 100000; mark last_byte; close\nserver read 300; send 100000; eof; close\n",
				k, k, algorithm)
			all, err := Parse("neighbour", []byte(text))
			require.NoError(t, err)
			r, err := Run(all[0])
			require.NoError(t, err)
			require.Len(t, r.Times, 1)
			most := 502 * vtime.Millisecond
			if k > 67 {
				most = 529 * vtime.Millisecond
			}
			require.LessOrEqual(t, r.Times[0].At, most, "%s: %d", algorithm, k)
		}
	}
}
