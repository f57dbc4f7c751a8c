package cli

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/compare"
	"github.com/rttlab/rttlab/lab/internal/report"
)

// compareFlags are the flags of compare besides those of the input.
type compareFlags struct {
	input input
	then  []string
	json  bool
	rows  int
}

func compareCommand() *cobra.Command {
	var f compareFlags
	c := &cobra.Command{
		Use:   "compare A [B]",
		Short: "Tell two scenarios or two results apart",
		Long: "Compare tells what differs in two scenarios, where their traces part, and by how much transactions and causes\n" +
			"differ. A and B are scenarios, recorded pages, or what run --json wrote; without B it is A, changed by --then.",
		Example: "  rttlab compare old.yaml new.yaml\n  rttlab compare shop.yaml --then options.tcp.nagle=off\n" +
			"  rttlab compare monday.json tuesday.json",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 && (len(args) != 1 || len(f.then) == 0) {
				return fmt.Errorf("two files were expected, or one and --then: %s", c.UseLine())
			}
			return nil
		},
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args[0], args[len(args)-1]) },
	}
	f.input.flags(c)
	c.Flags().StringArrayVar(&f.then, "then", nil, "change a value of B only, such as links[0].delay=80ms (again and again)")
	c.Flags().BoolVar(&f.json, "json", false, "print the comparison as JSON")
	c.Flags().IntVar(&f.rows, "rows", 10, "rows of each list; 0: all")
	return c
}

func (f *compareFlags) run(c *cobra.Command, a, b string) error {
	if f.rows < 0 {
		return fmt.Errorf("--rows: expected 0 or more")
	}
	r, err := f.compare(c, a, b)
	switch {
	case err != nil:
		return err
	case f.json:
		return writeJSON(c.OutOrStdout(), r)
	}
	return r.Text(c.OutOrStdout(), styleOf(c.OutOrStdout()).Width, f.rows)
}

func (f *compareFlags) compare(c *cobra.Command, a, b string) (*compare.Report, error) {
	x, err := document(c, a)
	if err != nil {
		return nil, err
	}
	y, err := document(c, b)
	switch {
	case err != nil:
		return nil, err
	case (x == nil) != (y == nil):
		return nil, fmt.Errorf("%s and %s: one is a result and one is not, expected two of a kind", a, b)
	case x != nil && (len(f.then) > 0 || f.input.given("set")):
		return nil, fmt.Errorf("%s: a result cannot be changed, expected scenarios with --set and --then", a)
	case x != nil:
		return compare.Documents(x, y), nil
	}
	return f.runs(c, a, b)
}

// runs compares two scenarios.
func (f *compareFlags) runs(c *cobra.Command, a, b string) (*compare.Report, error) {
	load, err := f.input.loader(c, a)
	if err != nil {
		return nil, err
	}
	first, err := load()
	if err != nil {
		return nil, err
	}
	if a != b {
		if load, err = f.input.loader(c, b); err != nil {
			return nil, err
		}
	}
	then, err := assignments("then", f.then)
	if err != nil {
		return nil, err
	}
	second, err := load(then...)
	if err != nil {
		return nil, err
	}
	return compare.Runs(first, second)
}

// document reads a result; nil if the file is none.
func document(c *cobra.Command, name string) (*report.Document, error) {
	if name == "-" {
		return nil, nil // read once only, as a scenario
	}
	data, err := read(c, name)
	if err != nil {
		return nil, err
	}
	const key = `"trace_sha256"`
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || !bytes.Contains(data, []byte(key)) || lab.IsHAR(name, data) {
		return nil, nil
	}
	d := &report.Document{}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, fmt.Errorf("%s: not a result of run --json: %w", name, err)
	}
	if d.Format != 1 {
		return nil, fmt.Errorf("%s: format %d of results is unknown, expected 1", name, d.Format)
	}
	return d, nil
}
