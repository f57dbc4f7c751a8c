package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/export"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// exportFlags are the flags of export besides those of the input.
type exportFlags struct {
	input                       input
	har, perfetto, xpl, csv, ss string
	connection                  int
	from, at                    string
	files                       outputs
	stdout                      io.Writer
	piped                       bool
}

func exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Write a run for other tools: HAR, Perfetto, xplot, ss, CSV",
		Example: "  rttlab export testdata/pages/shop.har --har out.har --perfetto out.json --csv out.csv\n" +
			"  rttlab export testdata/scenarios/tail-loss.yaml --xpl out.xpl --connection 1\n" +
			"  rttlab export testdata/scenarios/textbook.yaml --ss - --at 150ms",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.input.flags(c)
	flags := c.Flags()
	flags.StringVar(&f.har, "har", "", "write transactions as HAR 1.2, for developer tools; - is standard output, here as below")
	flags.StringVar(&f.perfetto, "perfetto", "", "write hosts, connections, packets and causes as trace events, for Perfetto")
	flags.StringVar(&f.xpl, "xpl", "", "write a time-sequence graph of one connection, for xplot")
	flags.StringVar(&f.csv, "csv", "", "write all series: windows, round trips, queues, states")
	flags.StringVar(&f.ss, "ss", "", "write the sockets of all hosts as ss -ti does; see --at")
	flags.IntVar(&f.connection, "connection", 1, "--xpl: of which connection")
	flags.StringVar(&f.from, "from", "", "--xpl: the host that sends; without it the end that sent more")
	flags.StringVar(&f.at, "at", "", "--ss: at which time, such as 1.5s; without it when the run ends")
	return c
}

func (f *exportFlags) run(c *cobra.Command, name string) error {
	f.stdout = c.OutOrStdout()
	if f.har+f.perfetto+f.xpl+f.csv+f.ss == "" {
		return fmt.Errorf("nothing to write: expected --har, --perfetto, --xpl, --csv or --ss, each with a file")
	}
	if f.at != "" && f.ss == "" {
		return fmt.Errorf("--at is for --ss: what is written otherwise is the whole run")
	}
	s, err := f.input.load(c, name)
	if err != nil {
		return err
	}
	defer f.files.discard()
	r, reel, err := filmed(c, s)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		flag, file string
		write      func(io.Writer) error
	}{
		{"har", f.har, func(w io.Writer) error { return export.HAR(w, r, program()) }},
		{"perfetto", f.perfetto, func(w io.Writer) error { return export.Perfetto(w, r, reel) }},
		{"xpl", f.xpl, func(w io.Writer) error { return f.sequence(w, r, reel) }},
		{"csv", f.csv, func(w io.Writer) error { return export.CSV(w, r, reel) }},
		{"ss", f.ss, func(w io.Writer) error { return f.sockets(c, w, name, r, reel) }},
	} {
		if x.file == "" {
			continue
		}
		if err := f.write(x.file, x.write); err != nil {
			return fmt.Errorf("--%s: %w", x.flag, err)
		}
	}
	return f.files.commit()
}

// write writes one file.
func (f *exportFlags) write(name string, write func(io.Writer) error) error {
	if name != "-" {
		w, err := f.files.create(name)
		if err != nil {
			return err
		}
		return write(w)
	}
	if f.piped {
		return fmt.Errorf("-: standard output is taken by another flag")
	}
	f.piped = true
	return write(f.stdout)
}

// sequence writes the graph of the end that is asked for.
func (f *exportFlags) sequence(w io.Writer, r *lab.Result, reel *film.Film) error {
	e, err := export.EndOf(r, f.connection, f.from)
	if err != nil {
		return err
	}
	return export.XPL(w, export.SequenceOf(reel, e))
}

// sockets writes the sockets when the run ends, or of a run that ends at --at.
func (f *exportFlags) sockets(c *cobra.Command, w io.Writer, name string, r *lab.Result, reel *film.Film) error {
	if f.at == "" {
		return export.SS(w, r, reel)
	}
	at, err := units.ParseDuration(f.at)
	if err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	s, err := f.input.load(c, name)
	if err != nil {
		return err
	}
	if s.Until == 0 || at < s.Until {
		s.Until = at
	}
	r, reel, err = filmed(c, s)
	if err != nil {
		return err
	}
	return export.SS(w, r, reel)
}
