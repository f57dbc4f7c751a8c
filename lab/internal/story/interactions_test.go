package story_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

// interactions adds up what interactions cost the transactions of a scenario.
func interactions(t *testing.T, name string, set ...scenario.Assignment) map[string]vtime.Time {
	r, teller, _ := told(t, scenarios+name+".yaml", set...)
	cost := map[string]vtime.Time{}
	for i := range r.Transactions {
		s := teller.Transaction(&r.Transactions[i])
		if s == nil {
			continue
		}
		for _, in := range s.Interactions {
			require.NotEmpty(t, in.Text, name)
			require.NotEmpty(t, in.Title, name)
			require.LessOrEqual(t, in.CostNS, s.ToNS-s.FromNS, "%s: %s", name, in.Name)
			for _, n := range in.Packets {
				require.NotNil(t, teller.Numbered(n), name)
			}
			cost[in.Name] += in.CostNS
		}
	}
	return cost
}

// Interactions are found where they are, and not where they are not.
func TestInteractions(t *testing.T) {
	ms := vtime.Millisecond
	for _, c := range []struct {
		scenario string
		want     map[string]vtime.Time
	}{
		{"nagle-meets-delayed-ack", map[string]vtime.Time{"nagle-delayed-ack": 240 * ms}},
		{"write-write-read", map[string]vtime.Time{"nagle-delayed-ack": 480 * ms}},
		{"classic", map[string]vtime.Time{"window-delayed-ack": 400 * ms}},
		{"tuned-connection", map[string]vtime.Time{"idle-restart": 300 * ms}},
		{"tail-loss", map[string]vtime.Time{"tail-loss": 500 * ms, "head-of-line-tcp": 225 * ms}},
		{"unreachable", map[string]vtime.Time{"lost-handshake": 131000 * ms}},
		{"crowd", map[string]vtime.Time{"full-backlog": 60000 * ms}},
		{"dumb-relay", map[string]vtime.Time{"dumb-proxy": 174970 * ms}},
		{"corrupting-wire", map[string]vtime.Time{"lost-handshake": 1000 * ms, "head-of-line-tcp": 460 * ms}},
		{"disorder", map[string]vtime.Time{"head-of-line-tcp": 8 * ms}},
		{"head-of-line", map[string]vtime.Time{"head-of-line-pipelining": 2001 * ms, "connection-limit": 81 * ms}},
		{"connection-limit", map[string]vtime.Time{"connection-limit": 320 * ms}},
		{"no-port", map[string]vtime.Time{"port-exhaustion": 300 * ms}},
		{"keep-alive-race", map[string]vtime.Time{"stale-connection": 120 * ms}},
		{"satellite", map[string]vtime.Time{"small-window": 2400 * ms}},
		{"zero-window", map[string]vtime.Time{"zero-window": 1990 * ms}},
		{"textbook", map[string]vtime.Time{}},
		{"slow-start", map[string]vtime.Time{}},
		{"service-times", map[string]vtime.Time{}},
	} {
		require.Equal(t, c.want, interactions(t, c.scenario), c.scenario)
	}
}

// What is switched off plays no part.
func TestInteractionsGoWithTheirCause(t *testing.T) {
	off := scenario.Assignment{Path: "options.tcp.nagle", Value: "off"}
	require.NotContains(t, interactions(t, "nagle-meets-delayed-ack", off), "nagle-delayed-ack")
	quick := scenario.Assignment{Path: "options.tcp.delayed_ack", Value: "0"}
	require.NotContains(t, interactions(t, "nagle-meets-delayed-ack", quick), "nagle-delayed-ack")
}

// The client's patience ends before the server's leave has come.
func TestExpectTimeout(t *testing.T) {
	short := scenario.Assignment{Path: "workloads[0].expect_continue", Value: "60ms"}
	require.Equal(t, 60*vtime.Millisecond, interactions(t, "expect-continue", short)["expect-timeout"])
	require.NotContains(t, interactions(t, "expect-continue"), "expect-timeout")
}

// A queue that a client's own packets fill is told from one that is short, and the
// same traffic from what a queue makes of it that drops what waits for long.
func TestBufferbloat(t *testing.T) {
	bloat := interactions(t, "bufferbloat")["bufferbloat"]
	require.Positive(t, bloat)
	require.NotContains(t, interactions(t, "dctcp"), "bufferbloat")
	require.Less(t, 5*interactions(t, "bufferbloat", scenario.Assignment{Path: "links[1].queue", Value: "codel"})["bufferbloat"], bloat)
}
