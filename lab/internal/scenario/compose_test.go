package scenario_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Each archive of testdata/compose holds a file that stands for more than it says
// (main.yaml), what it includes, assignments (set, a line each), and what comes of
// it: the same scenario written out, or errors.
func TestCompose(t *testing.T) {
	names, err := filepath.Glob("testdata/compose/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			require.NoError(t, err)
			out := txtar.Archive{Comment: a.Comment}
			for _, f := range a.Files {
				if f.Name != "means" && f.Name != "errors" {
					out.Files = append(out.Files, f)
				}
			}
			s, err := parseArchive(&out)
			if err != nil {
				require.Nil(t, s)
				out.Files = append(out.Files, txtar.File{Name: "errors", Data: []byte(err.Error() + "\n")})
			} else {
				requireRoundTrip(t, s)
				require.NoError(t, validate(t, compile(t), a.Files[mainFile(a)].Data))
				out.Files = append(out.Files, txtar.File{Name: "means", Data: s.YAML(registry)})
			}
			golden(t, name, string(txtar.Format(&out)))
		})
	}
}

func mainFile(a *txtar.Archive) int {
	return slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "main.yaml" })
}

// parseArchive reads the main file of an archive.
func parseArchive(a *txtar.Archive) (*scenario.Scenario, error) {
	files := map[string][]byte{}
	for _, f := range a.Files {
		files[f.Name] = f.Data
	}
	reg := registry
	reg.Open = func(name string) ([]byte, error) {
		if data, ok := files[name]; ok {
			return data, nil
		}
		return nil, fmt.Errorf("%s: %w", name, os.ErrNotExist)
	}
	var set []scenario.Assignment
	for _, line := range strings.Split(strings.TrimSpace(string(files["set"])), "\n") {
		if path, value, ok := strings.Cut(line, "="); ok {
			set = append(set, scenario.Assignment{Path: path, Value: value})
		}
	}
	return scenario.Parse("main.yaml", files["main.yaml"], reg, set...)
}

// What stands for many is bounded.
func TestComposeIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("rttlab: 1\nhosts: {r: {router: true}")
	for i := range 30 {
		fmt.Fprintf(&b, ", h%d: {count: 100000, options: {tcp.nagle: off, tcp.mss: 500}}", i)
	}
	b.WriteString("}\n")
	_, err := parse(b.String())
	require.ErrorContains(t, err, "stand for more than")
	_, err = parse("rttlab: 1\nhosts: {a: {count: 100001}}\n")
	require.ErrorContains(t, err, "count: \"100001\": it is out of range, expected 1 to 100000")
	_, err = parse("rttlab: 1\nhosts: {a: {}}\n", scenario.Assignment{Path: "hosts.b", Value: "{count: 3}"})
	require.ErrorContains(t, err, "this comes too late")
}

// FuzzCompose reads any parts: they are refused with errors that are fit to print,
// or read as a scenario that is written down and read back.
func FuzzCompose(f *testing.F) {
	names, err := filepath.Glob("testdata/compose/*.txtar")
	require.NoError(f, err)
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		require.NoError(f, err)
		parts := map[string]string{}
		for _, file := range a.Files {
			parts[file.Name] = string(file.Data)
		}
		f.Add(parts["main.yaml"], parts["a.yaml"], parts["set"])
	}
	f.Fuzz(func(t *testing.T, main, part, set string) {
		s, err := parseArchive(&txtar.Archive{Files: []txtar.File{
			{Name: "main.yaml", Data: []byte(main)}, {Name: "a.yaml", Data: []byte(part)}, {Name: "set", Data: []byte(set)},
		}})
		if err != nil {
			require.Nil(t, s)
			for _, line := range strings.Split(err.Error(), "\n") {
				require.NotEmpty(t, line)
			}
			return
		}
		requireRoundTrip(t, s)
	})
}
