package knobs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/stack"
)

func TestTable(t *testing.T) {
	profiles := knobs.Registry().Profiles
	require.Subset(t, profiles, []string{"rfc", "classic", "linux"})
	for _, k := range knobs.Table() {
		require.NotEmpty(t, k.Doc, k.Name)
		for _, d := range k.Defaults {
			require.Contains(t, profiles, d.Profile, k.Name)
			_, err := k.Parse(d.Value)
			require.NoError(t, err, "%s in %s", k.Name, d.Profile)
		}
	}
}

// A host has the knobs of its stack, each with the value that it runs with.
func TestOf(t *testing.T) {
	cfg, ok := stack.ProfileConfig("classic")
	require.True(t, ok)
	s := &scenario.Scenario{Options: []scenario.OptionValue{{Name: "tcp.sack", Text: "off"}}}
	for own, kind := range map[string]scenario.Stack{"host.backlog_limit": scenario.Own, "tcp.congestion": scenario.GVisor} {
		all := knobs.Of(s, &scenario.Host{Name: "h", Stack: kind}, &cfg)
		values := map[string]string{}
		for _, o := range all {
			values[o.Name] = o.Text
		}
		require.Len(t, values, len(all))
		require.NotEmpty(t, values[own])
		require.Equal(t, "false", values["tcp.sack"])
	}
}

// What a gVisor host is told of its own must be a knob that gVisor has; what all hosts
// are told may be for others.
func TestGVisor(t *testing.T) {
	unknown := []scenario.OptionValue{{Name: "tcp.rto_min_rule", Text: "total"}}
	_, err := knobs.GVisor(&scenario.Scenario{Options: unknown}, &scenario.Host{Name: "h"})
	require.NoError(t, err)
	_, err = knobs.GVisor(&scenario.Scenario{}, &scenario.Host{Name: "h", Options: unknown})
	require.ErrorContains(t, err, `gVisor has no knob that is named "tcp.rto_min_rule"`)
}
