package story

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Interactions that follow from one rule are found wherever it holds, and cost what
// it holds for; no other detector takes them for its own.
func TestRulesOfInteractions(t *testing.T) {
	for why, want := range map[cause.Why]string{
		cause.RelayHang: "dumb-proxy", cause.Hole: "head-of-line-tcp",
		cause.HeadOfLine:     "head-of-line-pipelining",
		cause.PortExhaustion: "port-exhaustion", cause.Stale: "stale-connection", cause.ReceiveWindow: "small-window",
		cause.Blocked: "connection-limit", cause.ConnectRetry: "lost-handshake", cause.Response: "", cause.ServerThink: "",
	} {
		waits := []explain.Wait{
			{From: 0, To: 3, Why: cause.Request, Path: []explain.Step{{From: 0, To: 3, Where: cause.Propagation}}},
			{From: 3, To: 10, Why: why, Path: []explain.Step{{From: 3, To: 10, Where: cause.TimerIdle}}},
		}
		found := map[string]vtime.Time{}
		for _, d := range detectors {
			if in := d.find(New(nil, film.New()), waits); in != nil {
				found[d.name] = in.CostNS
				require.NotEmpty(t, in.Text)
			}
		}
		if want == "" {
			require.Empty(t, found, why)
			continue
		}
		require.Equal(t, map[string]vtime.Time{want: 7}, found, why)
	}
}

// Every rule has a sentence and somebody who could end it, also those that others
// add: a name alone tells little.
func TestEveryRuleIsTold(t *testing.T) {
	for w := cause.NothingToSend + 1; int(w) < cause.NumWhy; w++ {
		if held(w) == "" {
			t.Logf("%s is told by its name alone", w)
			continue
		}
		require.NotEmpty(t, ender(w), w)
		require.NotContains(t, held(w), w.String()+":")
	}
}
