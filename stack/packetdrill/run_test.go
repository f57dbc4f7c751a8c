package packetdrill

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// scripts is where our own scripts lie.
const scripts = "../../testdata/packetdrill"

// pending reads the list of scripts that do not pass yet: their names, and why.
func pending(t *testing.T) map[string]string {
	text, err := os.ReadFile(filepath.Join(scripts, "pending.txt"))
	require.NoError(t, err)
	list := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, why, found := strings.Cut(line, "  ")
		require.True(t, found, "%q: expected a name, two spaces and a reason", line)
		list[name] = why
	}
	return list
}

// TestScripts runs our own scripts. Those that are pending must fail: who makes
// one pass takes it off the list.
func TestScripts(t *testing.T) {
	open := pending(t)
	names, err := Scripts(os.DirFS(scripts), ".")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(names), 120)
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".pkt"), func(t *testing.T) {
			f := RunFile(filepath.Join(scripts, name), Options{}).Failure
			_, waits := open[strings.TrimSuffix(name, ".pkt")]
			delete(open, strings.TrimSuffix(name, ".pkt"))
			switch {
			case f == nil && waits:
				t.Error("the script passes: take it off pending.txt")
			case f != nil && !waits:
				t.Error(f)
			}
		})
	}
	require.Empty(t, open, "pending.txt names scripts that do not exist")
}

func TestRunDir(t *testing.T) { RunDir(t, filepath.Join(scripts, "nagle")) }
