package lab_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Runs whose traces differ anywhere have different digests, and the same run has
// the same digest.
func TestDigestTellsRunsApart(t *testing.T) {
	of := map[string]string{} // the trace of each digest
	for _, name := range scenarioNames(t) {
		for _, change := range [][]scenario.Assignment{
			nil, nil,
			{{Path: "seed", Value: "77"}},
			{{Path: "links[0].delay", Value: "5001us"}},
			{{Path: "links[0].loss", Value: "5%"}},
			{{Path: "profile", Value: "classic"}},
			{{Path: "options.tcp.timestamps", Value: "false"}},
			{{Path: "until", Value: "70ms"}},
		} {
			sc, err := loadChanged(name, append(fewer(name), change...))
			if err != nil {
				continue // the scenario has no such thing
			}
			f := runAll(t, sc, lab.Points{})
			sum := f.result.TraceSHA256
			if trace, ok := of[sum]; ok {
				require.True(t, trace == string(f.trace), "%s %v: another trace has the same digest", name, change)
			}
			of[sum] = string(f.trace)
		}
	}
	require.Greater(t, len(of), 4*len(scenarioNames(t)))
}
