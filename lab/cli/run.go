package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/expect"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// runFlags are the flags of run besides those of the input.
type runFlags struct {
	input             input
	json, pcap, trace string
	pcapAt            []string
	worst, rows       int
}

func runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Simulate a scenario or a recorded page, and show where the time went",
		Example: "  rttlab run testdata/pages/shop.har\n" +
			"  rttlab run testdata/pages/shop.har --rtt 150ms --rate 1.6Mbit/s --loss 1%\n" +
			"  rttlab run scenario.yaml --set links[0].delay=80ms --pcap out.pcapng --json -",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.input.flags(c)
	c.Flags().StringVar(&f.json, "json", "", "write the result as JSON to a file; - is standard output")
	c.Flags().StringVar(&f.pcap, "pcap", "", "write every packet to a pcapng file; - is standard output")
	c.Flags().StringSliceVar(&f.pcapAt, "pcap-at", nil, "hosts to capture at, or all; without it each packet once, where its conversation was opened")
	c.Flags().StringVar(&f.trace, "trace", "", "write every packet and state change as text to a file; - is standard output")
	c.Flags().IntVar(&f.worst, "worst", 3, "transactions that are explained one by one")
	c.Flags().IntVar(&f.rows, "rows", 200, "rows of the waterfall; 0: all")
	return c
}

func (f *runFlags) run(c *cobra.Command, name string) error {
	if f.worst < 0 || f.rows < 0 {
		return fmt.Errorf("--worst and --rows: expected 0 or more")
	}
	s, err := f.input.load(c, name)
	if err != nil {
		return err
	}
	var files outputs
	defer files.discard()
	w := &writers{flags: f, files: &files, stdout: c.OutOrStdout()}
	if err := w.open(s); err != nil {
		return err
	}
	bar := newProgress(c.ErrOrStderr())
	tally := expect.NewTally()
	r, err := lab.Run(s, lab.Options{Watchers: append(w.watchers(), tally), Progress: bar.show})
	bar.clear()
	if err != nil {
		return err
	}
	if err := w.finish(r); err != nil {
		return err
	}
	if len(f.input.assignments) > 0 {
		s.Expect = nil // it is of the scenario as the file has it
	}
	return judge(c.ErrOrStderr(), r, tally)
}

// judge prints what of a run is not as its scenario expects.
func judge(to io.Writer, r *lab.Result, tally *expect.Tally) error {
	if len(r.Scenario.Expect) == 0 {
		if failed := r.Failed(); failed != "" {
			fmt.Fprintln(to, "the simulation failed: "+failed)
			return errFailed
		}
		return nil
	}
	unmet := expect.Unmet(expect.Judge(r, tally, r.Scenario.Expect))
	for _, v := range unmet {
		fmt.Fprintf(to, "not as expected: %s: %s\n", v.Text, v.Message)
		for _, d := range v.Detail {
			fmt.Fprintln(to, "  "+d)
		}
	}
	if len(unmet) > 0 {
		return errFailed
	}
	return nil
}

// writers is where the result of a run goes.
type writers struct {
	flags   *runFlags
	files   *outputs
	stdout  io.Writer
	piped   bool // standard output is taken by a file of the result
	json    io.Writer
	capture *lab.Capture
	trace   *lab.Trace
}

// open begins all files, before anything is run.
func (w *writers) open(s *scenario.Scenario) error {
	f := w.flags
	var err error
	if w.json, err = w.to(f.json); err != nil {
		return fmt.Errorf("--json %w", err)
	}
	points, err := pointsOf(f.pcapAt, s)
	if err != nil {
		return fmt.Errorf("--pcap-at: %w", err)
	}
	pcap, err := w.to(f.pcap)
	if err != nil {
		return fmt.Errorf("--pcap %w", err)
	}
	if pcap != nil {
		w.capture = lab.NewCapture(pcap, "rttlab", fmt.Sprintf("%s, seed %d", s.Title, s.Seed), points)
	}
	trace, err := w.to(f.trace)
	if err != nil {
		return fmt.Errorf("--trace %w", err)
	}
	if trace != nil {
		w.trace = lab.NewTrace(trace)
	}
	return nil
}

// pointsOf says where to capture.
func pointsOf(names []string, s *scenario.Scenario) (lab.Points, error) {
	var hosts []string
	for _, h := range s.Hosts {
		hosts = append(hosts, h.Name)
	}
	for _, n := range names {
		if n == "all" && len(names) == 1 {
			return lab.Points{All: true}, nil
		}
		if !slices.Contains(hosts, n) {
			return lab.Points{}, fmt.Errorf("no host is named %q%s", n, units.DidYouMean(n, hosts))
		}
	}
	return lab.Points{Hosts: names}, nil
}

// to begins the file of a flag; nil if the flag was not given.
func (w *writers) to(name string) (io.Writer, error) {
	switch {
	case name == "":
		return nil, nil
	case name != "-":
		return w.files.create(name)
	case w.piped:
		return nil, fmt.Errorf("-: standard output is taken by another flag")
	}
	w.piped = true
	return w.stdout, nil
}

func (w *writers) watchers() []lab.Watcher {
	var all []lab.Watcher
	if w.capture != nil {
		all = append(all, w.capture)
	}
	if w.trace != nil {
		all = append(all, w.trace)
	}
	return all
}

// finish writes what is only known at the end.
func (w *writers) finish(r *lab.Result) error {
	if w.capture != nil {
		if err := w.capture.Finish(); err != nil {
			return fmt.Errorf("--pcap: %w", err)
		}
	}
	if w.trace != nil && w.trace.Err() != nil {
		return fmt.Errorf("--trace: %w", w.trace.Err())
	}
	if w.json != nil {
		e := json.NewEncoder(w.json)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(report.NewDocument(r)); err != nil {
			return fmt.Errorf("--json: %w", err)
		}
	}
	if err := w.files.commit(); err != nil {
		return err
	}
	if w.piped {
		return nil
	}
	style := styleOf(w.stdout)
	style.Worst, style.Rows, style.Connections = w.flags.worst, w.flags.rows, 12
	return report.Text(w.stdout, r, style)
}
