package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/docs/labs"
	"github.com/rttlab/rttlab/lab/internal/course"
)

// indented are the commands of the labs that stand in a line of their own, by file.
func indented(t *testing.T) map[string][]string {
	files, err := filepath.Glob("docs/labs/*.md")
	require.NoError(t, err)
	more, err := filepath.Glob("docs/labs/zh-CN/*.md")
	require.NoError(t, err)
	all := map[string][]string{}
	for _, name := range append(files, more...) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for line := range strings.SplitSeq(string(text), "\n") {
			if args, found := strings.CutPrefix(line, "    go run ./cmd/rttlab "); found {
				all[name] = append(all[name], args)
			}
		}
	}
	return all
}

// TestLabCommands runs the commands of the labs whose output is not shown: figures are
// compared with those that are there, or written with -update, and right answers are
// right.
func TestLabCommands(t *testing.T) {
	t.Chdir("../..")
	drawn := map[string]bool{}
	for file, commands := range indented(t) {
		for _, args := range commands {
			words, _ := shellWords(args)
			switch words[0] {
			case "plot":
				if !drawn[args] {
					drawn[args] = true
					sameFigure(t, words)
				}
			case "lab":
				words[3] = rightAnswers(t, words[2])
				var stdout, stderr bytes.Buffer
				require.Equal(t, exitDone, Main(words, &stdout, &stderr), "%s: %s%s", file, &stdout, &stderr)
			default:
				t.Errorf("%s: %s is not run by any test", file, args)
			}
		}
	}
	require.Greater(t, len(drawn), 10)
}

// sameFigure draws a figure. Other processors may round in another way.
func sameFigure(t *testing.T, words []string) {
	last := len(words) - 1
	want := words[last]
	if !*update {
		words[last] = filepath.Join(t.TempDir(), "figure.svg")
	}
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitDone, Main(words, &stdout, &stderr), "%s", &stderr)
	if *update || runtime.GOARCH != "amd64" {
		return
	}
	was, err := os.ReadFile(want)
	require.NoError(t, err)
	is, err := os.ReadFile(words[last])
	require.NoError(t, err)
	require.Equal(t, string(was), string(is), "%s is old: go test ./lab/cli -update", want)
}

// rightAnswers writes a file of them.
func rightAnswers(t *testing.T, number string) string {
	all, err := course.All(labs.Files)
	require.NoError(t, err)
	l, err := course.Find(all, number)
	require.NoError(t, err)
	var b strings.Builder
	for i := range l.Questions {
		a, err := l.Answer(&l.Questions[i])
		require.NoError(t, err)
		fmt.Fprintf(&b, "%s: %s\n", l.Questions[i].ID, a)
	}
	name := filepath.Join(t.TempDir(), "answers.yaml")
	require.NoError(t, os.WriteFile(name, []byte(b.String()), 0o600))
	return name
}
