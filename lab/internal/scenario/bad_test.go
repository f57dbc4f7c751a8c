package scenario_test

import (
	"errors"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// badFiles returns the files of testdata/bad by name.
func badFiles(t testing.TB) map[string]*txtar.Archive {
	names, err := filepath.Glob("testdata/bad/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	all := map[string]*txtar.Archive{}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		require.NoError(t, err)
		all[name] = a
	}
	return all
}

// Each archive of testdata/bad holds files that are wrong, and after each one the
// errors that it gets.
func TestBadFiles(t *testing.T) {
	for name, a := range badFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			out := txtar.Archive{Comment: a.Comment}
			for _, f := range a.Files {
				if strings.HasSuffix(f.Name, ".errors") {
					continue
				}
				_, err := scenario.Parse(f.Name, f.Data, registry)
				require.Error(t, err, f.Name)
				requireReport(t, f.Name, f.Data, err)
				out.Files = append(out.Files, f, txtar.File{
					Name: strings.TrimSuffix(f.Name, ".yaml") + ".errors", Data: []byte(err.Error() + "\n"),
				})
			}
			golden(t, name, string(txtar.Format(&out)))
		})
	}
}

// requireReport checks what holds for the errors of any file: one line each, in
// order of place, with places that the file has.
func requireReport(t *testing.T, name string, data []byte, err error) {
	t.Helper()
	var all scenario.Errors
	require.True(t, errors.As(err, &all), "%T", err)
	require.NotEmpty(t, all)
	require.Len(t, strings.Split(err.Error(), "\n"), len(all), "one line each")
	lines := regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]").Split(string(data), -1)
	for _, e := range all {
		require.NotEmpty(t, e.Message)
		require.True(t, e.File == name || strings.HasPrefix(e.File, "--set "), e.File)
		if e.Line == 0 {
			continue
		}
		require.LessOrEqual(t, e.Line, len(lines), e)
		require.Positive(t, e.Column, e)
		require.LessOrEqual(t, e.Column, len(lines[e.Line-1])+1, e)
	}
	placed := all
	for len(placed) > 0 && placed[0].Line == 0 {
		placed = placed[1:]
	}
	if n := len(placed); n > 0 && placed[n-1].Line == 0 {
		require.Contains(t, placed[n-1].Message, "more errors")
		placed = placed[:n-1]
	}
	require.True(t, sort.SliceIsSorted(placed, func(i, j int) bool {
		a, b := placed[i], placed[j]
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	}), err)
}
