package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/plot"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// plotFlags are the flags of plot besides those of the input.
type plotFlags struct {
	input       input
	options     plot.Options
	to, format  string
	since, last string
}

func plotCommand() *cobra.Command {
	var f plotFlags
	c := &cobra.Command{
		Use:   "plot FILE",
		Short: "Draw a run as SVG or PNG, for papers and slides",
		Example: "  rttlab plot testdata/pages/shop.har --kind waterfall -o shop.svg\n" +
			"  rttlab plot testdata/scenarios/wireless.yaml --kind timeseq --connection 1 -o sequence.png\n" +
			"  rttlab plot testdata/scenarios/tail-loss.yaml --kind ladder --until 900ms -o ladder.svg",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.input.flags(c)
	flags := c.Flags()
	flags.StringVar(&f.options.Kind, "kind", "waterfall", strings.Join(plot.Kinds(), ", "))
	flags.StringVarP(&f.to, "output", "o", "", "file to write, .svg or .png; - is standard output")
	flags.StringVar(&f.format, "format", "", "svg or png; without it what the file's name ends in, or svg")
	flags.IntVar(&f.options.Connection, "connection", 1, "which connection, where the kind is about one")
	flags.StringVar(&f.options.Host, "from", "", "the host that sends, where the kind is about one; without it the end that sent more")
	flags.StringVar(&f.since, "plot-from", "", "the time from which on it is drawn, such as 100ms")
	flags.StringVar(&f.last, "plot-until", "", "the time up to which it is drawn")
	flags.Float64Var(&f.options.Width, "width", 22, "centimetres")
	flags.Float64Var(&f.options.Height, "height", 0, "centimetres; 0: what fits the kind")
	return c
}

func (f *plotFlags) run(c *cobra.Command, name string) error {
	if err := f.check(); err != nil {
		return err
	}
	s, err := f.input.load(c, name)
	if err != nil {
		return err
	}
	r, reel, err := filmed(c, s)
	if err != nil {
		return err
	}
	var files outputs
	defer files.discard()
	var w io.Writer = c.OutOrStdout()
	if f.to != "-" {
		if w, err = files.create(f.to); err != nil {
			return err
		}
	}
	if err := plot.Write(w, f.format, r, reel, f.options); err != nil {
		return fmt.Errorf("--kind %s: %w", f.options.Kind, err)
	}
	return files.commit()
}

// check fills in the options.
func (f *plotFlags) check() error {
	if f.to == "" {
		return fmt.Errorf("where to? expected -o FILE, such as -o plot.svg; - is standard output")
	}
	if f.format == "" {
		if f.format = strings.TrimPrefix(strings.ToLower(filepath.Ext(f.to)), "."); f.format == "" {
			f.format = "svg"
		}
	}
	const least, most = 4, 200
	if o := &f.options; o.Width < least || o.Width > most || o.Height != 0 && (o.Height < least || o.Height > most) {
		return fmt.Errorf("--width and --height: expected %d to %d centimetres", least, most)
	}
	for _, x := range []struct {
		flag, text string
		until      bool
	}{{"plot-from", f.since, false}, {"plot-until", f.last, true}} {
		if x.text == "" {
			continue
		}
		t, err := units.ParseDuration(x.text)
		switch {
		case err != nil:
			return fmt.Errorf("--%s: %w", x.flag, err)
		case x.until:
			f.options.Until = t
		default:
			f.options.Since = t
		}
	}
	return nil
}
