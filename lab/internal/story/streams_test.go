package story_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Streams that share a connection get in each other's way: at the sender's scheduler,
// behind a segment of another one that was lost, and where the server allows few.
func TestStreamsInteract(t *testing.T) {
	ms := vtime.Millisecond
	cost := interactions(t, "streams-and-loss")
	require.Greater(t, cost["head-of-line-streams"], cost["head-of-line-tcp"])
	require.Positive(t, cost["behind-streams"])
	require.Equal(t, map[string]vtime.Time{"stream-window": 14900 * ms}, interactions(t, "stream-window"))
	require.Equal(t, map[string]vtime.Time{"stream-limit": 1000 * ms, "refused-stream": 600 * ms}, interactions(t, "stream-limit"))
	r, teller, _ := told(t, scenarios+"urgency.yaml")
	for _, in := range teller.Transaction(&r.Transactions[2]).Interactions {
		if in.Name == "behind-streams" {
			require.Contains(t, in.Text, "served 2 http://plain.example/picture first")
			return
		}
	}
	require.Fail(t, "the style sheet waited for the picture")
}
