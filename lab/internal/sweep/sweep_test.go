package sweep

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"gonum.org/v1/plot"
)

const text = `rttlab: 1
params: {rtt: 20ms}
hosts: {client: {}, server: {}}
links: [{between: [client, server], delay: $(rtt/2), addresses: [10.0.0.1, 10.0.0.2]}]
servers: [{host: server, resources: [{path: /, size: 1kB}]}]
workloads: [{type: requests, client: client, url: "http://10.0.0.2/"}]
`

func axes(t *testing.T, specs ...string) (all []Axis) {
	for _, s := range specs {
		a, err := ParseAxis(s)
		require.NoError(t, err)
		all = append(all, a)
	}
	return all
}

func newPlan(t *testing.T, seeds, samples int, specs ...string) *Plan {
	p := &Plan{Program: "test", File: "a.yaml", Files: map[string][]byte{"a.yaml": []byte(text)}, Axes: axes(t, specs...),
		Seeds: seeds, Samples: samples}
	require.NoError(t, p.Seal())
	return p
}

func TestParseAxis(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
		err  string
	}{
		{"rtt=10ms..300ms/3", []string{"10ms", "155ms", "300ms"}, ""},
		{"rtt=10..30ms/3", nil, `the units "" and "ms" differ`},
		{"rtt=0..30ms/3", []string{"0ms", "15ms", "30ms"}, ""},
		{"rtt=1ms..2ms/4", []string{"1ms", "1.333333ms", "1.666667ms", "2ms"}, ""},
		{"links[0].rate=1Mbit/s..1000Mbit/s/4log", []string{"1Mbit/s", "10Mbit/s", "100Mbit/s", "1000Mbit/s"}, ""},
		{"n=1..1000/4log", []string{"1", "10", "100", "1000"}, ""},
		{"loss=0,0.1%,1%", []string{"0", "0.1%", "1%"}, ""},
		{"x={a: [1, 2], b: 3},7", []string{"{a: [1, 2], b: 3}", "7"}, ""},
		{"rtt=10ms..300ms", nil, ""},
		{"rtt", nil, "expected NAME=VALUES"},
		{"rtt=", nil, "expected NAME=VALUES"},
		{"rtt=30ms..10ms/3", nil, "30 is not below 10"},
		{"rtt=0..10ms/3log", nil, "equal ratios cannot begin at 0"},
		{"rtt=1ms..10ms/1", nil, "1 values, expected 2 to"},
		{"rtt=1ms..10ms/3lin", nil, "is no range"},
		{"rtt=1.2.3ms..10ms/3", nil, "expected two numbers"},
	} {
		a, err := ParseAxis(c.text)
		if c.err != "" {
			require.ErrorContains(t, err, c.err, c.text)
			continue
		}
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, a.Values, c.text)
	}
}

func FuzzParseAxis(f *testing.F) {
	for _, s := range []string{"rtt=10ms..300ms/3", "a=1,2", "n=1..1000/4log", "x=1..2", "x=0..1%/2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 200 {
			return
		}
		a, err := ParseAxis(s)
		if err == nil && len(a.Values) > 1 {
			p := Plan{Format: Format, Axes: []Axis{a}, Seeds: 1}
			_ = p.check()
		}
	})
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]float64{
		"7": 7, "0.5": 0.5, "10ms": 0.01, "2Mbit/s": 2e6, "1%": 0.01, "64KiB": 65536, "linux": math.NaN(),
	} {
		if got := Number(text); math.IsNaN(want) {
			require.True(t, math.IsNaN(got))
		} else {
			require.InDelta(t, want, got, 1e-12, text)
		}
	}
}

// A grid has each combination once; a Latin hypercube has, on each axis, one point in
// each piece of the range.
func TestDesigns(t *testing.T) {
	p := newPlan(t, 3, 0, "rtt=10ms,20ms", "links[0].loss=0,1%,2%")
	require.Equal(t, 18, p.Runs())
	seen := map[string]bool{}
	for point := range 6 {
		seen[strings.Join(p.Values(point), " ")] = true
	}
	require.Len(t, seen, 6)
	require.Equal(t, []string{"10ms", "1%"}, p.Values(1))

	const n = 40
	p = newPlan(t, 1, n, "rtt=0ms..400ms", "links[0].rate=1Mbit/s..1024Mbit/s/log", "profile=linux,rfc")
	pieces := [3][]int{}
	for point := range n {
		v := p.Values(point)
		pieces[0] = append(pieces[0], int(Number(v[0])/0.4*n))
		pieces[1] = append(pieces[1], int(math.Log2(Number(v[1])/1e6)/10*n+1e-6))
		pieces[2] = append(pieces[2], len(v[2]))
		require.Equal(t, v, p.Values(point))
	}
	for i := range 2 {
		slices.Sort(pieces[i])
		for k, piece := range pieces[i] {
			require.Equal(t, k, piece, "axis %d", i)
		}
	}
	require.Len(t, slices.DeleteFunc(pieces[2], func(n int) bool { return n == 3 }), n/2)
}

func TestPlansThatAreWrong(t *testing.T) {
	for _, c := range []struct {
		p    Plan
		want string
	}{
		{Plan{Seeds: 1}, "nothing varies"},
		{Plan{Seeds: 0, Axes: axes(t, "a=1,2")}, "expected 1 or more seeds"},
		{Plan{Seeds: 1, Axes: axes(t, "a=1,2", "a=3,4")}, "it is there twice"},
		{Plan{Seeds: 1, Axes: axes(t, "a=1..2")}, "is for a Latin hypercube"},
		{Plan{Seeds: 1, Axes: axes(t, "a=1..2/9999", "b=1..2/9999")}, "the axes have more than"},
		{Plan{Seeds: MaxRuns, Axes: axes(t, "a=1,2")}, "the axes have more than"},
	} {
		require.ErrorContains(t, c.p.Seal(), c.want)
	}
	p := newPlan(t, 1, 0, "rtt=10ms,20")
	require.ErrorContains(t, p.Try(), "the unit is missing")
	p = newPlan(t, 1, 0, "rrt=10ms,20ms")
	require.ErrorContains(t, p.Try(), "rrt")
}

func TestPlanReadsBack(t *testing.T) {
	p := newPlan(t, 2, 0, "rtt=10ms,20ms")
	q, err := ReadPlan(p.JSON())
	require.NoError(t, err)
	require.Equal(t, p, q)
	_, err = ReadPlan(bytes.Replace(p.JSON(), []byte(`"seeds": 2`), []byte(`"seeds": 3`), 1))
	require.ErrorContains(t, err, "its hash is wrong")
	_, err = ReadPlan([]byte("{"))
	require.ErrorContains(t, err, "not a plan")
	require.NotEqual(t, p.Hash, newPlan(t, 3, 0, "rtt=10ms,20ms").Hash)
}

// do runs spans and returns the parts as files.
func do(t *testing.T, p *Plan, workers int, spans []Span) (files [][]byte) {
	var mu sync.Mutex
	require.NoError(t, p.Run(spans, Options{Workers: workers, Keep: func(s Span, rows []Row) error {
		var b bytes.Buffer
		err := p.WriteParquet(&b, s, rows)
		mu.Lock()
		defer mu.Unlock()
		files = append(files, b.Bytes())
		return err
	}}))
	return files
}

func join(t *testing.T, p *Plan, files [][]byte) []byte {
	var have []Part
	for _, f := range files {
		part, err := p.ReadParquet(bytes.NewReader(f), int64(len(f)))
		require.NoError(t, err)
		have = append(have, part)
	}
	rows, err := p.Join(have)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, p.WriteParquet(&b, Span{To: p.Runs()}, rows))
	return b.Bytes()
}

// The file is the same to the byte, however the runs are cut into parts and shards, by
// however many workers, in whatever order.
func TestSameFileHoweverItIsDone(t *testing.T) {
	p := newPlan(t, 3, 0, "rtt=10ms..100ms/4", "links[0].loss=0,5%")
	all := Span{To: p.Runs()}
	want := join(t, p, do(t, p, 1, []Span{all}))
	require.Equal(t, want, join(t, p, do(t, p, 4, p.Missing(all, nil))))
	for _, n := range []int{2, 5, 24, 30} {
		var files [][]byte
		for i := n; i >= 1; i-- {
			s, err := p.Shard(i, n)
			require.NoError(t, err)
			files = append(files, do(t, p, 2, p.Missing(s, nil))...)
		}
		require.True(t, bytes.Equal(want, join(t, p, files)), "%d shards", n)
	}
	for _, s := range [][2]int{{0, 3}, {4, 3}, {1, 0}} {
		_, err := p.Shard(s[0], s[1])
		require.Error(t, err)
	}
}

// Runs are what they say: two round trips at 20 ms.
func TestResults(t *testing.T) {
	p := newPlan(t, 1, 0, "rtt=20ms,200ms,x")
	require.Error(t, p.Try())
	file := join(t, p, do(t, p, 2, []Span{{0, 2}, {2, 3}}))
	part, err := p.ReadParquet(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	col := func(name string) int {
		s, err := p.scaleOf(name, nil)
		require.NoError(t, err)
		return s.column
	}
	require.EqualValues(t, int64(40e6), part.Rows[0][col("transactions_ns")].Int)
	require.EqualValues(t, int64(400e6), part.Rows[1][col("transactions_ns")].Int)
	require.EqualValues(t, int64(20e6), part.Rows[0][col("why_connect_ns")].Int)
	require.Equal(t, 0.2, part.Rows[1][col("rtt_number")].Float)
	require.Equal(t, "error", part.Rows[2][col("end")].Text)
	require.Contains(t, part.Rows[2][col("error")].Text, "duration")

	// Nothing is not zero: means leave it out.
	for row, names := range [][]string{{"error", "pages_ns", "load_p95_ns", "load_per_second"}, {"error"},
		{"rtt_number", "transactions", "transactions_ns", "why_connect_ns", "trace_sha256"}} {
		for _, name := range names {
			require.True(t, part.Rows[row][col(name)].Null, "%d %s", row, name)
		}
	}
	require.False(t, part.Rows[0][col("failed")].Null)
	require.False(t, part.Rows[0][col("why_nagle_ns")].Null)

	// Others read it too.
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	require.EqualValues(t, 3, f.NumRows())
	require.Equal(t, "run", f.Schema().Columns()[0][0])
	require.Equal(t, "trace_sha256", f.Schema().Columns()[len(p.Columns())-1][0])
	require.Equal(t, "SNAPPY", f.Metadata().RowGroups[0].Columns[0].MetaData.Codec.String())

	var b bytes.Buffer
	require.NoError(t, p.WriteCSV(&b, part.Rows))
	lines := strings.Split(b.String(), "\n")
	require.True(t, strings.HasPrefix(lines[0], "run,seed,rtt,rtt_number,end,error,failed"))
	require.True(t, strings.HasPrefix(lines[1], "0,1,20ms,0.02,done,,0"))
	require.True(t, strings.HasPrefix(lines[3], "2,1,x,,error,"))
	require.True(t, strings.HasSuffix(lines[3], strings.Repeat(",", 50)))
}

// What is done stays done; what is cut, damaged or of another plan is not taken.
func TestParts(t *testing.T) {
	p := newPlan(t, 10, 0, "rtt=10ms,20ms,30ms")
	all := Span{To: 30}
	require.Equal(t, []Span{{0, 1}, {1, 2}}, p.Missing(all, []Span{{2, 20}, {20, 30}}))
	require.Empty(t, p.Missing(all, []Span{{0, 20}, {10, 30}}))
	require.Len(t, p.Missing(Span{5, 15}, nil), 10)
	file := do(t, p, 1, []Span{{0, 3}})[0]
	for _, n := range []int{0, 1, 8, len(file) / 2, len(file) - 1} {
		_, err := p.ReadParquet(bytes.NewReader(file[:n]), int64(n))
		require.ErrorContains(t, err, "not a whole file", "%d bytes", n)
	}
	other := newPlan(t, 11, 0, "rtt=10ms,20ms,30ms")
	_, err := other.ReadParquet(bytes.NewReader(file), int64(len(file)))
	require.ErrorContains(t, err, "of another plan")
	part, err := p.ReadParquet(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	_, err = p.Join([]Part{part})
	require.ErrorIs(t, err, ErrIncomplete)
	require.ErrorContains(t, err, "run 3 of 30")
	full := errors.New("no space left")
	broken := Options{Workers: 2, Keep: func(Span, []Row) error { return full }}
	require.ErrorIs(t, p.Run([]Span{{0, 2}, {2, 4}}, broken), full)
}

func TestPlots(t *testing.T) {
	p := newPlan(t, 3, 0, "rtt=10ms..100ms/4", "links[0].loss=0,5%")
	file := join(t, p, do(t, p, 2, []Span{{To: p.Runs()}}))
	part, err := p.ReadParquet(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	draw := func(f Figure) (string, error) {
		var b bytes.Buffer
		err := p.Plot(&b, part.Rows, f, "svg")
		return b.String(), err
	}
	for _, f := range []Figure{
		p.DefaultFigure(), {X: "rtt", Y: "why_connect_ns"}, {X: "rtt", Y: "links[0].loss", Z: "transactions_ns"},
	} {
		svg, err := draw(f)
		require.NoError(t, err)
		require.Contains(t, svg, "a.yaml, 24 runs")
		again, err := draw(f)
		require.NoError(t, err)
		require.Equal(t, svg, again)
	}
	for _, f := range []Figure{{X: "x", Y: "p95_ns"}, {X: "rtt", Y: "y"}, {X: "rtt", Y: "p95_ns", By: "z"},
		{X: "rtt", Y: "rtt", Z: "z"}, {}} {
		_, err := draw(f)
		require.ErrorContains(t, err, "no column is named")
	}
	for _, f := range []Figure{{X: "rtt", Y: "end"}, {X: "rtt", Y: "links[0].loss", Z: "trace_sha256"}} {
		_, err := draw(f)
		require.ErrorContains(t, err, "is text, expected a column of numbers")
	}
	_, err = draw(Figure{X: "rtt", Y: "load_p95_ns"})
	require.ErrorContains(t, err, "there is nothing to plot") // no load: nothing was measured
	_, err = draw(Figure{X: "rtt", Y: "seed_", Z: "p95_ns"})
	require.Error(t, err)
}

// Axes are drawn in the units of their values, by name if these are no numbers, and in
// equal ratios if they are far apart.
func TestScales(t *testing.T) {
	p := newPlan(t, 1, 0, "rtt=0,10ms,100ms", "profile=rfc,linux", "links[0].rate=1Mbit/s..1000Mbit/s/4log", "links[0].loss=0,5%")
	file := join(t, p, do(t, p, 2, []Span{{To: p.Runs()}}))
	part, err := p.ReadParquet(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	last := part.Rows[len(part.Rows)-1]
	for _, c := range []struct {
		name, label string
		value       float64
		log         bool
	}{
		{"rtt", "rtt, ms", 100, false}, {"links[0].rate", "links[0].rate, Mbit/s", 1000, true},
		{"links[0].loss", "links[0].loss, %", 5, false}, {"profile", "profile", 1, false}, {"seed", "seed", 1, false},
	} {
		s, err := p.scaleOf(c.name, part.Rows)
		require.NoError(t, err)
		require.Equal(t, c.label, s.label)
		require.InDelta(t, c.value, s.of(last), 1e-9, c.name)
		var a plot.Axis
		s.mark(&a, part.Rows)
		require.Equal(t, c.log, a.Scale == plot.Normalizer(plot.LogScale{}), c.name)
	}
	s, err := p.scaleOf("profile", part.Rows)
	require.NoError(t, err)
	require.Equal(t, []string{"rfc", "linux"}, s.names)
}

// The mean and its interval are those of a textbook.
func TestConfidence(t *testing.T) {
	s := sample{values: []float64{1, 2, 3, 4, 5}}
	mean, half := s.mean()
	require.Equal(t, 3., mean)
	require.InDelta(t, 2.776*math.Sqrt(2.5/5), half, 1e-9)
	s = sample{values: []float64{7}}
	mean, half = s.mean()
	require.Equal(t, 7., mean)
	require.Zero(t, half)
	require.InDelta(t, 1.96, student(10_000), 0.01)
}

// The manifest is what the published schema of batch/v1 asks for, and holds nothing else.
func TestKubernetes(t *testing.T) {
	published, err := jsonschema.NewCompiler().Compile("testdata/kubernetes-job.schema.json")
	require.NoError(t, err)
	j := Job{Name: "s", Shards: 20, Dir: "/plan", Program: "rttlab", Image: "rttlab:1", Claim: "c", Cores: 2}
	manifest := func() (doc map[string]any) {
		var b bytes.Buffer
		require.NoError(t, j.WriteKubernetes(&b))
		require.NoError(t, yaml.Unmarshal(b.Bytes(), &doc))
		return doc
	}
	got := manifest()
	require.NoError(t, published.Validate(got))
	spec := got["spec"].(map[string]any)
	require.EqualValues(t, 20, spec["completions"])
	require.Equal(t, "Indexed", spec["completionMode"]) // the schema takes any text
	pod := spec["template"].(map[string]any)["spec"].(map[string]any)
	require.Equal(t, "OnFailure", pod["restartPolicy"])

	// It is strict enough to notice mistakes.
	spec["completion"] = 20
	require.ErrorContains(t, published.Validate(got), "completion")
	got = manifest()
	got["spec"].(map[string]any)["completions"] = "20"
	require.Error(t, published.Validate(got))
}

func TestSlurm(t *testing.T) {
	j := Job{Name: "s", Shards: 20, Dir: "/a plan's", Program: "rttlab", Cores: 2, Limit: "01:00:00"}
	var b bytes.Buffer
	require.NoError(t, j.WriteSlurm(&b))
	for _, want := range []string{
		"#SBATCH --array=1-20\n", "#SBATCH --requeue\n", "#SBATCH --open-mode=append\n", "#SBATCH --time=01:00:00\n",
		`exec rttlab sweep run --shard "$SLURM_ARRAY_TASK_ID/20" --jobs 2 '/a plan'\''s'` + "\n",
	} {
		require.Contains(t, b.String(), want)
	}
}
