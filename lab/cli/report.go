package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/report/page"
)

func reportCommand() *cobra.Command {
	var in input
	var to string
	c := &cobra.Command{
		Use:   "report FILE",
		Short: "Write a run as one HTML page to explore in a browser",
		Long: "Report writes a page that needs nothing else: a waterfall with causes as colours, what each transaction waited\n" +
			"for, packets as a ladder, time-sequence graphs, windows, queues and states over time, and the configuration.",
		Example: "  rttlab report testdata/pages/shop.har -o shop.html\n" +
			"  rttlab report testdata/scenarios/tail-loss.yaml -o tail-loss.html",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE: func(c *cobra.Command, args []string) error {
			if to == "" {
				return fmt.Errorf("where to? expected -o FILE, such as -o report.html; - is standard output")
			}
			s, err := in.load(c, args[0])
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
			if to != "-" {
				if w, err = files.create(to); err != nil {
					return err
				}
			}
			if err := page.Write(w, r, reel); err != nil {
				return err
			}
			return files.commit()
		},
	}
	in.flags(c)
	c.Flags().StringVarP(&to, "output", "o", "", "file to write; - is standard output")
	return c
}
