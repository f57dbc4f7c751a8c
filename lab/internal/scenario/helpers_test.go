package scenario_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

var update = flag.Bool("update", false, "write the golden files and the documentation")

// registry is that of the hosts there are.
var registry = knobs.Registry()

func parse(text string, set ...scenario.Assignment) (*scenario.Scenario, error) {
	return scenario.Parse("f.yaml", []byte(text), registry, set...)
}

func mustParse(t *testing.T, text string, set ...scenario.Assignment) *scenario.Scenario {
	t.Helper()
	s, err := parse(text, set...)
	require.NoError(t, err)
	return s
}

// golden compares a file with what it should hold, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "%s is old: run this test with -update", name)
}
