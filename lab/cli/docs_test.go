package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// prompt begins a line of the documentation that is run; what follows it up to
// the end of the block is what it prints.
const prompt = "$ go run ./cmd/rttlab "

// readmes are the front doors, seen from the root.
var readmes = []string{"README.md", "README.zh-CN.md"}

// TestReadmePicture draws the picture of the front door.
func TestReadmePicture(t *testing.T) {
	t.Chdir("../..")
	const picture = "docs/waterfall.svg"
	to := filepath.Join(t.TempDir(), "waterfall.svg")
	if *update {
		to = picture
	}
	var stdout, stderr bytes.Buffer
	args := []string{"plot", "testdata/pages/article.har", "--kind", "waterfall", "-o", to}
	require.Equal(t, exitDone, Main(args, &stdout, &stderr), stderr.String())
	want, err := os.ReadFile(picture)
	require.NoError(t, err)
	got, err := os.ReadFile(to)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "%s is old: go test ./lab/cli -update", picture)
}

// TestDocumentedOutput runs the commands that the documentation shows, and
// compares what they print. With -update it writes the documentation anew.
func TestDocumentedOutput(t *testing.T) {
	t.Chdir("../..")
	files, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	blocks := 0
	for _, more := range []string{"docs/labs/*.md", "docs/labs/zh-CN/*.md"} {
		found, err := filepath.Glob(more)
		require.NoError(t, err)
		files = append(files, found...)
	}
	for _, name := range append(files, readmes...) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		fresh, n := runBlocks(t, string(text))
		blocks += n
		if *update {
			require.NoError(t, os.WriteFile(name, []byte(fresh), 0o644))
			continue
		}
		require.Equal(t, fresh, string(text), "%s shows what is not so: go test ./lab/cli -update", name)
	}
	require.Positive(t, blocks)
}

// runBlocks returns the text with the output of its commands as it is now.
func runBlocks(t *testing.T, text string) (fresh string, blocks int) {
	var out strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i])
		args, found := strings.CutPrefix(lines[i], prompt)
		if !found {
			continue
		}
		blocks++
		out.WriteString(printed(t, args))
		for i+1 < len(lines) && !strings.HasPrefix(lines[i+1], "```") {
			i++
		}
	}
	return out.String(), blocks
}

// TestReadmeCommands runs the other commands that the front doors name, and those of the
// sweeps. Both front doors name the same.
func TestReadmeCommands(t *testing.T) {
	out := t.TempDir()
	t.Chdir("../..")
	var doors [][]string
	for _, name := range append(readmes, "docs/sweeps.md") {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var ran []string
		for line := range strings.SplitSeq(string(text), "\n") {
			command, _, _ := strings.Cut(line, "#")
			args, found := strings.CutPrefix(strings.TrimSpace(command), "go run ./cmd/rttlab ")
			if !found || !strings.HasPrefix(line, "    ") {
				continue
			}
			ran = append(ran, strings.TrimSuffix(args, " --lang zh-CN"))
			requireRuns(t, filepath.Join(out, name), strings.Fields(args))
		}
		require.Greater(t, len(ran), 5)
		doors = append(doors, ran)
	}
	require.Equal(t, doors[0], doors[1], "%s: not the commands of %s", readmes[1], readmes[0])
}

// TestLibraryExamples finds the code that docs/library.md shows in the examples that it names.
func TestLibraryExamples(t *testing.T) {
	text, err := os.ReadFile("../../docs/library.md")
	require.NoError(t, err)
	sections := strings.Split(string(text), "\n## ")[1:]
	require.Len(t, sections, 5)
	for _, section := range sections {
		_, rest, _ := strings.Cut(section, "](../")
		file, _, _ := strings.Cut(rest, ")")
		example, err := os.ReadFile("../../" + file)
		require.NoError(t, err)
		_, rest, _ = strings.Cut(section, "```go\n")
		code, _, found := strings.Cut(rest, "```")
		require.True(t, found)
		require.Contains(t, strings.ReplaceAll("\n"+string(example), "\t", ""), "\n"+strings.ReplaceAll(code, "\t", ""))
	}
}

// TestReadmeScenario runs the scenario of each front door, and what it expects of itself.
func TestReadmeScenario(t *testing.T) {
	for _, readme := range readmes {
		text, err := os.ReadFile("../../" + readme)
		require.NoError(t, err)
		_, rest, found := strings.Cut(string(text), "```yaml\n")
		require.True(t, found)
		scenario, _, _ := strings.Cut(rest, "```")
		name := filepath.Join(t.TempDir(), "readme.yaml")
		require.NoError(t, os.WriteFile(name, []byte(scenario), 0o600))
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitDone, Main([]string{"test", name}, &stdout, &stderr), "%s%s", &stdout, &stderr)
		require.Contains(t, stdout.String(), "1 passed")
	}
}

// requireRuns runs a command that writes into /tmp, but into another folder.
func requireRuns(t *testing.T, out string, args []string) {
	require.NoError(t, os.MkdirAll(out, 0o755))
	for i, f := range args {
		if strings.HasPrefix(f, "/tmp/") {
			args[i] = filepath.Join(out, filepath.Base(f))
		}
	}
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitDone, Main(args, &stdout, &stderr), "%s: %s", args, stderr.String())
}
