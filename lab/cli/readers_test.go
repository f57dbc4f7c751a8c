package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// swept does a small sweep, and returns its files and what others should find in them:
// rows, and the sum of the times of their pages.
func swept(t *testing.T) (file, table string, rows, sum int64) {
	dir := t.TempDir()
	mine, file := filepath.Join(dir, "mine.yaml"), filepath.Join(dir, "results.parquet")
	table = filepath.Join(dir, "results.csv")
	for _, args := range [][]string{
		{"init", mine},
		{"sweep", mine, "--vary", "rtt=10ms,80ms", "--vary", "loss=0,1%", "--seeds", "3", "-o", file},
		{"sweep", mine, "--vary", "rtt=10ms,80ms", "--vary", "loss=0,1%", "--seeds", "3", "-o", table},
	} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitDone, Main(args, &stdout, &stderr), stderr.String())
	}
	f, err := os.Open(table)
	require.NoError(t, err)
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	column := slices.Index(all[0], "pages_ns")
	for _, row := range all[1:] {
		n, err := strconv.ParseInt(row[column], 10, 64)
		require.NoError(t, err)
		rows, sum = rows+1, sum+n
	}
	return file, table, rows, sum
}

// DuckDB answers the query of docs/sweeps.md, and finds the same numbers as the CSV file has.
func TestDuckDB(t *testing.T) {
	const tool = "../../.tools/duckdb"
	_, err := os.Stat(tool + "/node_modules")
	if _, missing := exec.LookPath("node"); missing != nil || err != nil {
		t.Skip("DuckDB is not installed: npm ci --prefix .tools/duckdb")
	}
	file, table, rows, sum := swept(t)
	ask := func(query string) (answer [][]any) {
		out, err := exec.Command("node", tool+"/query.mjs", query).Output()
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(out, &answer))
		return answer
	}
	text, err := os.ReadFile("../../docs/sweeps.md")
	require.NoError(t, err)
	query := regexp.MustCompile("(?m)^    (SELECT .*)$").FindSubmatch(text)
	require.NotNil(t, query)
	require.Len(t, ask(string(bytes.ReplaceAll(query[1], []byte("/tmp/results.parquet"), []byte(file)))), 4)
	require.Equal(t, [][]any{{float64(rows), float64(sum), 0.01, 0.08}},
		ask("SELECT count(*)::DOUBLE, sum(pages_ns)::DOUBLE, min(rtt_number), max(rtt_number) FROM '"+file+"'"))

	// The CSV file has the same rows, and what was not measured is nothing in both.
	require.Equal(t, [][]any{{float64(0), float64(rows), float64(0)}},
		ask("SELECT count(load_p95_ns)::DOUBLE, count(why_nagle_ns)::DOUBLE, count(error)::DOUBLE FROM '"+file+"'"))
	require.Empty(t, ask("SELECT * FROM '"+file+"' EXCEPT SELECT * FROM '"+table+"'"))
}

// Pandas finds the same columns, values and gaps in both files.
func TestPandas(t *testing.T) {
	if exec.Command("python3", "-c", "import pandas, pyarrow").Run() != nil {
		t.Skip("pandas and pyarrow are not installed")
	}
	file, table, rows, sum := swept(t)
	out, err := exec.Command("python3", "-c", "import json, pandas, pyarrow.parquet, sys\n"+
		"d = pandas.read_parquet(sys.argv[1])\n"+
		"texts = {f.name: str for f in pyarrow.parquet.read_schema(sys.argv[1]) if f.type == 'string'}\n"+
		"c = pandas.read_csv(sys.argv[2], dtype=texts)\n"+
		"assert list(d.columns) == list(c.columns) and d.isna().equals(c.isna())\n"+
		"for n in d: assert d[n].dropna().tolist() == c[n].dropna().tolist(), n\n"+
		"n = [int(d[n].count()) for n in ('why_nagle_ns', 'load_p95_ns', 'error')]\n"+
		"print(json.dumps(n + [int(d.pages_ns.sum()), d.rtt_number.min(), d.rtt_number.max()]))", file, table).CombinedOutput()
	require.NoError(t, err, string(out))
	var got []float64
	require.NoError(t, json.Unmarshal(out, &got))
	require.Equal(t, []float64{float64(rows), 0, 0, float64(sum), 0.01, 0.08}, got)
}
