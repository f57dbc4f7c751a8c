package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/sim/vtime"
)

var update = flag.Bool("update", false, "write the golden files")

const ms = vtime.Millisecond

// run runs a file of testdata, or of this package's.
func run(t *testing.T, file string) *lab.Result {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	sc, err := lab.Load(file, data, lab.LoadOptions{Network: lab.DefaultNetwork()})
	require.NoError(t, err)
	r, err := lab.Run(sc, lab.Options{})
	require.NoError(t, err)
	return r
}

// runs are all files that there are to report on.
func runs(t *testing.T) map[string]*lab.Result {
	t.Helper()
	all := map[string]*lab.Result{}
	for _, pattern := range []string{"../../../testdata/scenarios/*.yaml", "../../../testdata/pages/*.har", "testdata/*.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, f := range files {
			all[filepath.Base(f)] = run(t, f)
		}
	}
	return all
}

func text(t *testing.T, r *lab.Result, s report.Style) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, report.Text(&b, r, s))
	return b.String()
}

// escape is a sequence that sets a colour.
var escape = regexp.MustCompile("\x1b\\[[0-9]*m")

func uncoloured(s string) string { return escape.ReplaceAllString(s, "") }

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
