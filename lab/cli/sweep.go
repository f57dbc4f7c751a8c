package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/sweep"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// sweepFlags say what a sweep is.
type sweepFlags struct {
	input   input
	vary    []string
	seeds   int
	samples int
	output  string
	jobs    int
}

func sweepCommand() *cobra.Command {
	var f sweepFlags
	c := &cobra.Command{
		Use:   "sweep FILE",
		Short: "Run a scenario at many points with many seeds, into a Parquet or CSV file",
		Long: "Sweep runs a scenario or a recorded page with each combination of the values of --vary and each seed,\n" +
			"on all cores, and writes a row for each run. A sweep that is stopped goes on where it was when it is\n" +
			"started again. The file depends on the scenario, the values and the seeds alone.",
		Example: "  rttlab sweep scenario.yaml --vary links[0].delay=5ms..150ms/10 --vary links[0].loss=0,0.1%,1% --seeds 20 -o out.parquet\n" +
			"  rttlab sweep page.har --vary rtt=10ms..300ms/8log -o out.csv\n" +
			"  rttlab sweep scenario.yaml --vary links[0].delay=1ms..200ms --vary links[0].rate=1Mbit/s..1000Mbit/s/log --samples 500 -o out.parquet",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.flags(c, "file to write: .parquet or .csv")
	c.Flags().IntVar(&f.jobs, "jobs", 0, "runs at once; 0: as many as there are processors")
	c.AddCommand(sweepPlanCommand(), sweepRunCommand(), sweepStatusCommand(), sweepMergeCommand(), sweepSubmitCommand(),
		sweepPlotCommand())
	return c
}

// flags adds the flags that say what a sweep is.
func (f *sweepFlags) flags(c *cobra.Command, output string) {
	f.input.flags(c)
	flags := c.Flags()
	flags.StringArrayVar(&f.vary, "vary", nil,
		"what varies (again and again): NAME=VALUE,VALUE,... or NAME=LOW..HIGH/N in equal steps, /Nlog in equal ratios; "+
			"NAME is a path as of --set, a parameter, or rtt, rate, loss, queue or profile of a HAR file")
	flags.IntVar(&f.seeds, "seeds", 1, "runs at each point, with the seeds 1, 2, ...; with 1 that of the scenario")
	flags.IntVar(&f.samples, "samples", 0, "points of a Latin hypercube, in place of the grid")
	flags.StringVarP(&f.output, "output", "o", "", output)
}

// plan makes the plan that the flags and the file describe.
func (f *sweepFlags) plan(c *cobra.Command, name string) (*sweep.Plan, error) {
	p := &sweep.Plan{Program: program(), File: filepath.Base(name), Files: map[string][]byte{}, Samples: f.samples,
		Seeds: f.seeds}
	for _, text := range f.vary {
		a, err := sweep.ParseAxis(text)
		if err != nil {
			return nil, err
		}
		p.Axes = append(p.Axes, a)
	}
	if err := f.input.parse(); err != nil {
		return nil, err
	}
	data, err := read(c, name)
	if err != nil {
		return nil, err
	}
	if name == "-" {
		p.File = "standard input"
	}
	if err := f.input.suits(name, data); err != nil {
		return nil, err
	}
	p.Files[p.File] = data
	p.Set, p.Network, p.Page = f.input.assignments, f.input.network, f.input.page
	// What the scenario names is read once, and belongs to the plan.
	p.Read = opener(c, name)
	if err := p.Seal(); err != nil {
		return nil, err
	}
	if err := p.Try(); err != nil {
		return nil, err
	}
	p.Read = nil
	return p, p.Seal()
}

// run does a sweep on this machine.
func (f *sweepFlags) run(c *cobra.Command, name string) error {
	ext := strings.ToLower(filepath.Ext(f.output))
	if ext != ".parquet" && ext != ".csv" {
		return errors.New("-o: expected the name of a file that ends with .parquet or .csv")
	}
	if f.jobs < 0 {
		return errors.New("--jobs: expected 0 or more")
	}
	p, err := f.plan(c, name)
	if err != nil {
		return err
	}
	dir, began := f.output+".parts", time.Now()
	if err := keepPlan(dir, p); err != nil {
		return err
	}
	done, err := doRuns(c, dir, p, sweep.Span{To: p.Runs()}, f.jobs)
	if err != nil {
		return err
	}
	rows, err := merge(dir, p, f.output)
	if err != nil {
		return err
	}
	var notes string
	if done < p.Runs() {
		notes = fmt.Sprintf(", %d of which were done before", p.Runs()-done)
	}
	if bad := len(slices.DeleteFunc(rows, func(r sweep.Row) bool { return !p.Impossible(r) })); bad > 0 {
		notes += fmt.Sprintf("; %d could not be, see the column error", bad)
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: %s, %s in %v%s\n", f.output, units.Counted(p.Points(), "point"),
		units.Counted(p.Runs(), "run"), since(began), notes)
	return os.RemoveAll(dir)
}

// since is how long something took, as people say it.
func since(began time.Time) time.Duration {
	d := time.Since(began)
	return d.Round(max(d/100, time.Millisecond).Truncate(time.Millisecond))
}

// planFile is the name of the plan in a folder of parts.
const planFile = "plan.json"

// keepPlan makes the folder of a plan, or finds that it is there already.
func keepPlan(dir string, p *sweep.Plan) error {
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return plain(err)
	}
	file := filepath.Join(dir, planFile)
	switch old, err := os.ReadFile(file); {
	case err == nil && bytes.Equal(old, p.JSON()):
		return nil
	case err == nil:
		return fmt.Errorf("%s: there are parts of another sweep: remove the folder, or choose another name", dir)
	case !errors.Is(err, os.ErrNotExist):
		return plain(err)
	}
	return writeWith(file, func(o *output) error {
		_, err := o.Write(p.JSON())
		return err
	})
}

// writeWith writes a file that appears only when it is whole.
func writeWith(name string, write func(*output) error) error {
	o, err := create(name)
	if err != nil {
		return err
	}
	if err := write(o); err != nil {
		o.discard()
		return err
	}
	return o.commit()
}

// readPlan reads the plan of a folder. The program must be the one that made it:
// another one may find other results.
func readPlan(dir string) (*sweep.Plan, error) {
	file := filepath.Join(dir, planFile)
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, plain(err)
	}
	p, err := sweep.ReadPlan(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if p.Program != program() {
		return nil, fmt.Errorf("%s: made by %s, this is %s: expected the same program", file, p.Program, program())
	}
	return p, nil
}

// partName is the file of a part.
func partName(dir string, s sweep.Span) string {
	return filepath.Join(dir, fmt.Sprintf("runs-%08d-%08d.parquet", s.From, s.To))
}

// partSpans lists the parts of a folder. Files that were being written when somebody
// stopped have other names.
func partSpans(dir string) (spans []sweep.Span, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, plain(err)
	}
	for _, e := range entries {
		var s sweep.Span
		n, _ := fmt.Sscanf(e.Name(), "runs-%d-%d.parquet", &s.From, &s.To)
		if n == 2 && filepath.Base(partName(dir, s)) == e.Name() {
			spans = append(spans, s)
		}
	}
	return spans, nil
}

// readPart reads a part, which must hold what its name says.
func readPart(dir string, p *sweep.Plan, s sweep.Span) (sweep.Part, error) {
	name := partName(dir, s)
	f, err := os.Open(name)
	if err != nil {
		return sweep.Part{}, plain(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return sweep.Part{}, plain(err)
	}
	part, err := p.ReadParquet(f, info.Size())
	if err == nil && part.Span != s {
		err = fmt.Errorf("it holds runs %d to %d", part.From, part.To-1)
	}
	if err != nil {
		return part, fmt.Errorf("%s: %w", name, err)
	}
	return part, nil
}

// wholeParts returns what is done of a span. Parts that are not whole are removed, and
// told of: their runs are missing.
func wholeParts(c *cobra.Command, dir string, p *sweep.Plan, of sweep.Span) (done []sweep.Span, err error) {
	spans, err := partSpans(dir)
	if err != nil {
		return nil, err
	}
	for _, s := range spans {
		if s.To <= of.From || s.From >= of.To {
			continue
		}
		switch _, err := readPart(dir, p, s); {
		case err == nil:
			done = append(done, s)
		case !errors.Is(err, sweep.ErrNotWhole):
			return nil, err
		default:
			fmt.Fprintf(c.ErrOrStderr(), "%v; its runs are done again\n", err)
			if err := os.Remove(partName(dir, s)); err != nil {
				return nil, plain(err)
			}
		}
	}
	return done, nil
}

// doRuns does the runs of a span for which there is no part, and says how many there were.
func doRuns(c *cobra.Command, dir string, p *sweep.Plan, of sweep.Span, n int) (runs int, err error) {
	done, err := wholeParts(c, dir, p, of)
	if err != nil {
		return 0, err
	}
	missing := p.Missing(of, done)
	for _, s := range missing {
		runs += s.To - s.From
	}
	bar := newProgress(c.ErrOrStderr())
	defer bar.clear()
	defer onInterrupt(": what is done is kept in " + dir + ", and the same command goes on from there")()
	return runs, p.Run(missing, sweep.Options{Workers: jobs(n), Progress: bar.count,
		Keep: func(s sweep.Span, rows []sweep.Row) error {
			return writeWith(partName(dir, s), func(o *output) error { return p.WriteParquet(o, s, rows) })
		}})
}

// allRows reads the results of all runs.
func allRows(dir string, p *sweep.Plan) ([]sweep.Row, error) {
	spans, err := partSpans(dir)
	if err != nil {
		return nil, err
	}
	var have []sweep.Part
	for _, s := range spans {
		part, err := readPart(dir, p, s)
		if err != nil {
			return nil, err
		}
		have = append(have, part)
	}
	rows, err := p.Join(have)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return rows, nil
}

// merge writes the parts of a folder into one file, and returns the rows.
func merge(dir string, p *sweep.Plan, to string) ([]sweep.Row, error) {
	rows, err := allRows(dir, p)
	if err != nil {
		return nil, err
	}
	return rows, writeWith(to, func(o *output) error {
		if strings.EqualFold(filepath.Ext(to), ".csv") {
			return p.WriteCSV(o, rows)
		}
		return p.WriteParquet(o, sweep.Span{To: p.Runs()}, rows)
	})
}
