package lab_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// The crowd at its full size: a hundred users with a hundred connections each. As
// many SYNs find room as the backlog says, each time they come: at the start, and
// seven times again. The others give up after the eighth.
func TestHundredUsersWithHundredConnections(t *testing.T) {
	sc := loadScenario(t, "crowd",
		scenario.Assignment{Path: "workloads[0].users", Value: "100"},
		scenario.Assignment{Path: "workloads[0].at_once", Value: "100"},
		scenario.Assignment{Path: "workloads[0].connections_per_host", Value: "100"},
		scenario.Assignment{Path: "servers[0].backlog", Value: "511"},
		scenario.Assignment{Path: "servers[0].memory", Value: "25600KiB"},
		scenario.Assignment{Path: "servers[0].workers", Value: "16"})
	r, err := lab.Run(sc, lab.Options{})
	require.NoError(t, err)
	require.Equal(t, sim.Done, r.Outcome.End)
	served := 0
	for i := range r.Transactions {
		if r.Transactions[i].Err == nil {
			served++
		}
	}
	require.Len(t, r.Transactions, 10_000)
	require.Equal(t, 8*512, served)
	for _, c := range r.Censuses {
		if c.Host.Name() == "server" {
			require.LessOrEqual(t, c.Peak.All-c.Peak.TimeWait, 512)
		}
	}
}

// A host that goes through a list is slower by the same time for each block in it: with n
// connections in TIME-WAIT a request looks n times for its SYN, and n+1 times for each of
// the two segments after it.
func TestListsCostEachBlock(t *testing.T) {
	for _, n := range []vtime.Time{1, 2, 10, 100} {
		sc := loadScenario(t, "large-table",
			scenario.Assignment{Path: "workloads[0].count", Value: fmt.Sprint(int64(n))},
			scenario.Assignment{Path: "workloads[1].count", Value: fmt.Sprint(int64(n))})
		r, err := lab.Run(sc, lab.Options{})
		require.NoError(t, err)
		took := func(i vtime.Time) vtime.Time { tx := r.Transactions[i]; return tx.Done.Now - tx.Asked.Now }
		require.Equal(t, 40*ms+n*100*us+2*(n+1)*100*us, took(2*n), "a list of %d", n)
		require.Equal(t, 40*ms, took(2*n+1), "a table of %d", n)
	}
}

// 60,000 ports and a TIME-WAIT of two minutes: at a thousand connections a second
// the 60,001st finds no port, a minute after the first; and once the first ports
// are free again, two minutes after they were used, there are as many a second as
// before: in the long run 500.
func TestSixtyThousandPorts(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute at a thousand connections a second")
	}
	sc := loadScenario(t, "time-wait-rate",
		scenario.Assignment{Path: "hosts.client.options.host.port_low", Value: "5000"},
		scenario.Assignment{Path: "hosts.client.options.host.port_high", Value: "64999"},
		scenario.Assignment{Path: "links[0].delay", Value: "100us"},
		scenario.Assignment{Path: "workloads[0].count", Value: "60001"},
		scenario.Assignment{Path: "workloads[0].pause", Value: "800us"})
	r, err := lab.Run(sc, lab.Options{})
	require.NoError(t, err)
	require.Len(t, r.Net.Connections(), 60_001, "the last of them two minutes later")
	require.Len(t, r.Failures, 1)
	require.True(t, strings.HasSuffix(r.Failures[0], "connection 60001: EADDRNOTAVAIL: no address or port available"), r.Failures[0])
	last := r.Net.Connections()[59_999].Client
	require.Equal(t, 59_999*ms, last.Opened.Now)
	require.Equal(t, 59_999*ms+2*200*us+120*s, last.Closed.Now)
	require.Equal(t, 60_000, r.Censuses[0].Peak.TimeWait)
}
