package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

func validateCommand() *cobra.Command {
	var in input
	c := &cobra.Command{
		Use:               "validate FILE",
		Short:             "Say what is wrong with a scenario or a recorded page, if anything is",
		Example:           "  rttlab validate scenario.yaml",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := in.load(c, args[0])
			if err == nil {
				err = lab.Check(s)
			}
			if err != nil {
				return err
			}
			objects := 0
			for _, p := range s.Pages {
				objects += len(p.Objects)
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: ok; hosts %d, links %d, servers %d, objects of pages %d, workloads %d\n",
				args[0], len(s.Hosts), len(s.Links), len(s.Servers), objects, len(s.Workloads))
			return nil
		},
	}
	in.flags(c)
	return c
}

func importCommand() *cobra.Command {
	var in input
	var to string
	c := &cobra.Command{
		Use:               "import FILE",
		Short:             "Turn a recorded page into a scenario file",
		Example:           "  rttlab import testdata/pages/shop.har --rtt 150ms -o shop.yaml",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := in.load(c, args[0])
			if err != nil {
				return err
			}
			text := lab.YAML(s)
			if to == "-" {
				_, err := c.OutOrStdout().Write(text)
				return err
			}
			var files outputs
			defer files.discard()
			f, err := files.create(to)
			if err != nil {
				return err
			}
			if _, err := f.Write(text); err != nil {
				return err
			}
			return files.commit()
		},
	}
	in.flags(c)
	c.Flags().StringVarP(&to, "output", "o", "-", "file to write; - is standard output")
	return c
}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, for editors",
		Example: "  rttlab schema > scenario.schema.json   # and in the first line of a scenario:\n" +
			"                                         # yaml-language-server: $schema=scenario.schema.json",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(scenario.Schema(knobs.Registry()))
			return err
		},
	}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  rttlab version",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			fmt.Fprintln(c.OutOrStdout(), program())
			return nil
		},
	}
}

// program is the name and version of the program.
func program() string {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	return "rttlab " + version
}
