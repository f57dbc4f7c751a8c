package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

func initCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:     "init FILE",
		Short:   "Write a scenario to start from: commented, and ready to run",
		Example: "  rttlab init mine.yaml && rttlab run mine.yaml",
		Args:    oneFile,
		RunE: func(c *cobra.Command, args []string) error {
			if args[0] == "-" {
				_, err := fmt.Fprint(c.OutOrStdout(), scenario.Starter)
				return err
			}
			if _, err := os.Stat(args[0]); err == nil && !force {
				return fmt.Errorf("%s: is there already; --force writes over it", args[0])
			}
			if err := rewrite(args[0], []byte(scenario.Starter)); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "%s is written; now: rttlab run %s\n", args[0], args[0])
			return err
		},
	}
	c.Flags().BoolVar(&force, "force", false, "write over a file that is there")
	return c
}

// rewrite writes a file, whole or not at all.
func rewrite(name string, text []byte) error {
	var files outputs
	defer files.discard()
	f, err := files.create(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return err
	}
	return files.commit()
}

func fmtCommand() *cobra.Command {
	var write, list bool
	c := &cobra.Command{
		Use:   "fmt FILE|DIR...",
		Short: "Lay scenario files out in the one way; comments, order and meaning stay",
		Example: "  rttlab fmt mine.yaml               # print it as it should be\n" +
			"  rttlab fmt -w scenarios/           # rewrite all files of a folder\n" +
			"  rttlab fmt -l scenarios/           # list those that are not as they should be; exit code 1 if any",
		ValidArgsFunction: completeFiles,
		RunE: func(c *cobra.Command, args []string) error {
			names, err := scenarioFiles(args)
			if err != nil {
				return err
			}
			return formatFiles(c, names, write, list)
		},
	}
	c.Flags().BoolVarP(&write, "write", "w", false, "write the files in place of printing them")
	c.Flags().BoolVarP(&list, "list", "l", false, "list the files that change")
	return c
}

// formatFiles formats all files, and says of each what is wrong with it.
func formatFiles(c *cobra.Command, names []string, write, list bool) error {
	var bad, changed error
	for _, name := range names {
		before, err := read(c, name)
		if err != nil {
			return err
		}
		reg := knobs.Registry()
		reg.Open = opener(c, name)
		after, err := scenario.Format(name, before, reg)
		if err != nil {
			fmt.Fprintln(c.ErrOrStderr(), err)
			bad = errInput
			continue
		}
		same := bytes.Equal(before, after)
		if list && !same {
			fmt.Fprintln(c.OutOrStdout(), name)
			changed = errFailed
		}
		switch {
		case write && !same && name != "-":
			if err := rewrite(name, after); err != nil {
				return err
			}
		case !write && !list:
			if _, err := c.OutOrStdout().Write(after); err != nil {
				return err
			}
		}
	}
	if write {
		changed = nil // it was put right
	}
	return errors.Join(bad, changed)
}

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages of all commands into a folder",
		Example: "  rttlab man /usr/local/share/man/man1",
		Args:    oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return plain(err)
			}
			return writeManual(args[0], c.Root())
		},
	}
}

// writeManual writes the page of a command, and those of the commands below it.
func writeManual(dir string, c *cobra.Command) error {
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := writeManual(dir, sub); err != nil {
			return err
		}
	}
	c.DisableAutoGenTag = true
	var page bytes.Buffer
	if err := doc.GenMan(c, &doc.GenManHeader{Section: "1", Source: program(), Manual: "rttlab"}, &page); err != nil {
		return err
	}
	name := strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
	return rewrite(filepath.Join(dir, name), listOptions(page.Bytes()))
}

// A flag of a manual page, as cobra sets it: a paragraph of which the second line begins
// with a tab, and behind the name a default that may be nothing.
var manualFlag = regexp.MustCompile(`(?m)^(?:\.PP\n)?(\\fB-[^\n]*?)(?:\[=false\]|=""|=\[\])?\n\t`)

// listOptions makes of the flags a list, whose texts stand below their names.
func listOptions(page []byte) []byte { return manualFlag.ReplaceAll(page, []byte(".TP\n$1\n")) }
