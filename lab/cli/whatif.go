package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/sweep"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/lab/internal/whatif"
)

// whatifFlags are the flags of whatif besides those of the input.
type whatifFlags struct {
	input      input
	set, lifts []string
	vary       string
	json, list bool
	pairs      int
	rows, jobs int
}

func whatifCommand() *cobra.Command {
	var f whatifFlags
	c := &cobra.Command{
		Use:   "whatif FILE",
		Short: "Take causes away one by one, and measure what that saves",
		Long: "Whatif runs a scenario or a recorded page again with each cause taken away, alone and in pairs,\n" +
			"with the same seed, and ranks what that saves beside what explanations charge to the cause.\n" +
			"--set asks about changes of your own in place of that, --vary about several values.",
		Example: "  rttlab whatif testdata/pages/shop.har\n" +
			"  rttlab whatif testdata/pages/shop.har --lift no-dns,half-delay\n" +
			"  rttlab whatif scenario.yaml --set links[0].delay=10ms\n" +
			"  rttlab whatif scenario.yaml --vary options.tcp.initial_window=2,4,10,32",
		Args: func(c *cobra.Command, args []string) error {
			if f.list {
				return noArguments(c, args)
			}
			return oneFile(c, args)
		},
		ValidArgsFunction: completeFiles,
		RunE: func(c *cobra.Command, args []string) error {
			if f.list {
				return listLifts(c.OutOrStdout())
			}
			return f.run(c, args[0])
		},
	}
	f.input.flagsBut(c, "base", "change a value of the scenario as it is, before anything is asked (again and again)")
	flags := c.Flags()
	flags.StringArrayVar(&f.set, "set", nil, "ask about a change of your own, such as links[0].delay=80ms; several are one change")
	flags.StringVar(&f.vary, "vary", "", "ask about several values: PATH=VALUE,VALUE,...")
	flags.StringSliceVar(&f.lifts, "lift", nil, "ask about these only; see --list")
	flags.BoolVar(&f.list, "list", false, "list what can be taken away")
	flags.BoolVar(&f.json, "json", false, "print the answers as JSON")
	flags.IntVar(&f.pairs, "pairs", 8, "of how many, those that matter most, each pair is measured; 0: none")
	flags.IntVar(&f.rows, "rows", 8, "answers that are explained, and pairs that are told; 0: all")
	flags.IntVar(&f.jobs, "jobs", 0, "runs at once; 0: as many as there are processors")
	c.MarkFlagsMutuallyExclusive("set", "vary", "lift")
	return c
}

// listLifts prints what can be taken away.
func listLifts(to io.Writer) error {
	for _, l := range whatif.Lifts() {
		if _, err := fmt.Fprintf(to, "%-22s %s\n", l.Name, l.Doc); err != nil {
			return err
		}
	}
	return nil
}

func (f *whatifFlags) run(c *cobra.Command, name string) error {
	if f.pairs < 0 || f.rows < 0 || f.jobs < 0 {
		return fmt.Errorf("--pairs, --rows and --jobs: expected 0 or more")
	}
	lifts, err := f.questions()
	if err != nil {
		return err
	}
	load, err := f.input.loader(c, name)
	if err != nil {
		return err
	}
	if len(f.set) > 0 {
		if _, err := load(lifts[0].Set(nil)...); err != nil {
			return err
		}
	}
	bar := newProgress(c.ErrOrStderr())
	o := whatif.Options{Workers: jobs(f.jobs), Pairs: f.pairs, Progress: bar.count}
	answer, err := f.ask(load, lifts, o)
	bar.clear()
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(c.OutOrStdout(), answer)
	}
	return answer.Text(c.OutOrStdout(), whatif.Style{Width: styleOf(c.OutOrStdout()).Width, Rows: f.rows})
}

// jobs is how many runs there are at once; 0 stands for as many as there are
// processors.
func jobs(n int) int {
	if n == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// answer is what can be printed for people.
type answer interface {
	Text(io.Writer, whatif.Style) error
}

func (f *whatifFlags) ask(load whatif.Load, lifts []whatif.Lift, o whatif.Options) (answer, error) {
	if f.vary == "" {
		return whatif.Ask(load, lifts, o)
	}
	path, list, found := strings.Cut(f.vary, "=")
	if !found {
		return nil, fmt.Errorf("--vary %s: expected PATH=VALUE,VALUE,... such as links[0].delay=10ms,80ms", f.vary)
	}
	return whatif.Vary(load, path, sweep.Split(list), o)
}

// questions are the lifts that are asked about.
func (f *whatifFlags) questions() ([]whatif.Lift, error) {
	all := whatif.Lifts()
	switch {
	case len(f.set) > 0:
		set, err := assignments("set", f.set)
		return []whatif.Lift{whatif.Own(set)}, err
	case len(f.lifts) == 0:
		return all, nil
	}
	known, names := map[string]whatif.Lift{}, []string{}
	for _, l := range all {
		known[l.Name], names = l, append(names, l.Name)
	}
	var out []whatif.Lift
	for _, name := range f.lifts {
		l, ok := known[name]
		if !ok {
			return nil, fmt.Errorf("--lift: nothing is named %q%s; --list lists all", name, units.DidYouMean(name, names))
		}
		out = append(out, l)
	}
	return out, nil
}

// writeJSON prints a value for programs.
func writeJSON(to io.Writer, v any) error {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}
