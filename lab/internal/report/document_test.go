package report_test

import (
	"encoding/json"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/stack/gvisor"
)

// document is the JSON of a run, read back by somebody who knows only names.
func document(t *testing.T, r *lab.Result) map[string]any {
	t.Helper()
	text, err := json.Marshal(report.NewDocument(r))
	require.NoError(t, err)
	var d map[string]any
	require.NoError(t, json.Unmarshal(text, &d))
	return d
}

func keys(v any) (names []string) {
	//tidy:ordered the names are sorted
	for k := range v.(map[string]any) {
		names = append(names, k)
	}
	sort.Strings(names)
	return names
}

// Programs read these names: they may be added to, and never change.
func TestDocumentNames(t *testing.T) {
	d := document(t, run(t, "testdata/mixed.yaml"))
	require.Subset(t, keys(d), []string{
		"seed", "duration_ns", "trace_sha256", "effective", "packets", "connections", "transactions", "page",
		"end", "end_ns", "events", "failed", "format", "links", "pages", "title",
	})
	require.Subset(t, keys(d["packets"]), []string{"sent", "delivered", "dropped", "duplicated", "in_flight"})
	require.Equal(t, []string{"knobs", "profiles", "scenario"}, keys(d["effective"]))
	first := d["transactions"].([]any)[0].(map[string]any)
	require.Subset(t, keys(first), []string{
		"url", "start_ns", "end_ns", "status", "connection", "phases_ns", "why_ns", "where_ns", "why_where_ns",
		"id", "method", "client", "workload", "body_bytes", "attempts", "spans",
	})
	require.Equal(t, []string{"blocked", "connect", "dns", "receive", "send", "tls", "wait"}, keys(first["phases_ns"]))
	require.Subset(t, keys(d["page"]), []string{
		"name", "client", "start_ns", "end_ns", "why_ns", "where_ns", "why_where_ns", "spans",
	})
	require.Equal(t, d["page"], d["pages"].([]any)[0])
	require.Subset(t, keys(d["connections"].([]any)[0]), []string{
		"id", "client", "client_host", "server", "server_host", "opened_ns", "established_ns", "closed_ns", "requests",
		"segments_client", "segments_server", "resent",
	})
	require.Subset(t, keys(d["links"].([]any)[0]), []string{
		"name", "rate_bps", "delay_ns", "sent", "delivered", "max_queue_wait_ns",
	})
}

// What has not ended has no end, and what failed says so.
func TestDocumentOfUnfinishedAndFailed(t *testing.T) {
	d := report.NewDocument(run(t, "testdata/mixed.yaml"))
	require.Equal(t, "time bound", d.End)
	require.EqualValues(t, 900*ms, d.EndNS)
	require.EqualValues(t, 900*ms, d.DurationNS, "something was not finished")
	require.NotEmpty(t, d.Failed)
	require.Nil(t, d.Pages[1].EndNS)
	for _, x := range d.Transactions {
		switch x.URL {
		case "http://gone.example/":
			require.Nil(t, x.EndNS)
			require.Nil(t, x.Phases)
			require.Empty(t, x.Why)
			require.Zero(t, x.Status)
			require.Empty(t, x.Error)
		case "http://shop.example:81/tracker.gif":
			require.NotNil(t, x.EndNS)
			require.Contains(t, x.Error, "ECONNREFUSED")
			require.Zero(t, x.Status)
		default:
			require.NotNil(t, x.EndNS, x.URL)
			require.Empty(t, x.Error)
		}
	}
}

// Lists are there even if they are empty, so that programs need not ask.
func TestDocumentOfNothing(t *testing.T) {
	d := document(t, run(t, "testdata/nothing.yaml"))
	require.Equal(t, []any{}, d["connections"])
	require.Equal(t, []any{}, d["transactions"])
	require.Equal(t, []any{}, d["links"])
	require.NotContains(t, keys(d), "page")
	require.Equal(t, "done", d["end"])
	require.Equal(t, map[string]any{"sent": 0.0, "delivered": 0.0, "dropped": 0.0, "duplicated": 0.0, "in_flight": 0.0}, d["packets"])
}

// The effective scenario is one that can be run again, with the same result, and
// the knobs are those that the hosts had.
func TestDocumentIsEffective(t *testing.T) {
	for name, r := range runs(t) {
		d := report.NewDocument(r)
		sc, err := scenario.Parse(name, []byte(d.Effective.Scenario), knobs.Registry())
		require.NoError(t, err, name)
		again, err := lab.Run(sc, lab.Options{})
		require.NoError(t, err, name)
		require.Equal(t, d.TraceSHA256, again.TraceSHA256, name)
		require.Len(t, d.Effective.Knobs, len(sc.Hosts), name)
		for _, h := range sc.Hosts {
			all := len(stack.Table())
			if h.Stack == scenario.GVisor {
				all = len(gvisor.Table())
			}
			require.Len(t, d.Effective.Knobs[h.Name], all, "%s: %s", name, h.Name)
			if h.Stack != scenario.GVisor {
				require.Contains(t, knobs.Registry().Profiles, d.Effective.Profiles[h.Name], name)
			}
		}
	}
	d := report.NewDocument(run(t, "../../../testdata/scenarios/slow-start.yaml"))
	require.Equal(t, "16", d.Effective.Knobs["sixteen"]["tcp.initial_window"])
	require.Equal(t, "segments", d.Effective.Knobs["client"]["tcp.initial_window_rule"])
	require.Equal(t, "rfc", d.Effective.Profiles["client"])
}

// Requests and segments are counted at the connection that carried them.
func TestDocumentConnections(t *testing.T) {
	d := report.NewDocument(run(t, "../../../testdata/scenarios/tail-loss.yaml"))
	require.Len(t, d.Connections, 3)
	for _, c := range d.Connections {
		require.Equal(t, 1, c.Requests)
		require.EqualValues(t, 1, c.Resent)
		require.Equal(t, []string{"client", "server", "10.0.0.2:80"}, []string{c.ClientHost, c.ServerHost, c.Server})
		require.Empty(t, c.Error)
		require.EqualValues(t, 100*ms, *c.EstablishedNS-c.OpenedNS)
	}
	for i, x := range d.Transactions {
		require.Equal(t, i+1, x.Connection)
	}
	lost := report.NewDocument(run(t, "../../../testdata/scenarios/unreachable.yaml")).Connections
	require.Nil(t, lost[2].EstablishedNS)
	require.Equal(t, "10.0.2.2:80", lost[2].Server)
	require.Empty(t, lost[2].ServerHost)
	require.EqualValues(t, 10, lost[2].Resent)
}
