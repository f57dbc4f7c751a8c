package lab_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table of docs/connections.md names for each use of connections the scenarios that
// show it and the tests that try it: all of them exist. Those of scenarios are laws; that
// none is without one is what TestLawsOfScenarios says.
func TestUsesOfConnectionsAreShown(t *testing.T) {
	text, err := os.ReadFile("../docs/connections.md")
	require.NoError(t, err)
	tests := testNames(t)
	names := regexp.MustCompile("`([^`]+)`")
	parts, rows, uses := 0, 0, false
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		switch {
		case len(cells) != 7:
			uses = false
			continue
		case strings.TrimSpace(cells[2]) == "what":
			uses = true // and other tables are of other things
			continue
		case !uses || strings.HasPrefix(cells[1], "-"):
			continue
		}
		rows++
		if strings.TrimSpace(cells[1]) != "" {
			parts++
		}
		shown := names.FindAllStringSubmatch(cells[3], -1)
		require.NotEmpty(t, shown, "no scenario shows it: %s", line)
		for _, m := range shown {
			scenario, err := os.ReadFile(filepath.Join(scenarioDir, m[1]+".yaml"))
			require.NoError(t, err, line)
			require.True(t, strings.HasPrefix(string(scenario), "# "), "%s does not say what it shows", m[1])
			require.FileExists(t, filepath.Join(scenarioDir, m[1]+".txt"))
		}
		require.NotEmpty(t, strings.TrimSpace(cells[4]), "there is no law: %s", line)
		for _, m := range names.FindAllStringSubmatch(cells[5], -1) {
			require.Contains(t, tests, m[1], line)
		}
	}
	require.Equal(t, 17, parts)
	require.Greater(t, rows, 2*parts)
}

// testNames are the names of all tests of the project.
func testNames(t *testing.T) map[string]bool {
	all := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	require.NoError(t, filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllSubmatch(text, -1) {
			all[string(m[1])] = true
		}
		return err
	}))
	return all
}
