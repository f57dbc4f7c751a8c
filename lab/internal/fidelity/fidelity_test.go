package fidelity

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the table of docs/fidelity.md")

// load reads conversations: those of the reference, or their neighbours.
func load(t testing.TB, folder string) []*Conversation {
	files, err := filepath.Glob("../../../testdata/fidelity/" + folder + "*.txt")
	require.NoError(t, err)
	var all []*Conversation
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		some, err := Parse(filepath.Base(f), text)
		require.NoError(t, err)
		all = append(all, some...)
	}
	require.NotEmpty(t, all)
	return all
}

// The document holds the verdict on each conversation: whatever moves away from
// the kernel, or towards it, shows there.
func TestDocument(t *testing.T) {
	const name, mark = "../../../docs/fidelity.md", "<!-- generated: go test ./lab/internal/fidelity -update -->\n"
	verdicts, err := Judge(load(t, ""))
	require.NoError(t, err)
	neighbours, err := Judge(load(t, "neighbours/"))
	require.NoError(t, err)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	head, table, ok := bytes.Cut(text, []byte(mark))
	require.True(t, ok, "%s has no line %s", name, mark)
	want := AppendSummary(AppendTable(nil, verdicts), neighbours)
	if *update {
		require.NoError(t, os.WriteFile(name, append(append(head, mark...), want...), 0o644))
		return
	}
	require.Equal(t, string(table), string(want),
		"what differs from the kernel has changed: look whether for the better, and go test ./lab/internal/fidelity -update")
}

// Each conversation says what is the same as in the real one. Those that differ
// are in the document, which the test above guards.
func TestConversations(t *testing.T) {
	for _, c := range load(t, "") {
		t.Run(c.Name, func(t *testing.T) {
			require.NotEmpty(t, c.About)
			require.NotEmpty(t, c.Client)
			require.NotEmpty(t, c.Counts)
			r, err := Run(c)
			require.NoError(t, err)
			again, err := Run(c)
			require.NoError(t, err)
			require.Equal(t, r, again, "two runs differ")
			for _, d := range Compare(c, r) {
				t.Log(d)
			}
		})
	}
}
