package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rttlab/rttlab/lab/internal/units"
)

// explainFlagError adds the nearest valid name to the error of an unknown flag, and what
// was expected to that of a value that is none.
func explainFlagError(c *cobra.Command, err error) error {
	text := err.Error()
	var bad *pflag.InvalidValueError
	var number *strconv.NumError
	if errors.As(err, &bad) && errors.As(err, &number) {
		want := "a whole number"
		switch {
		case bad.GetFlag().Value.Type() == "bool":
			want = "true or false"
		case errors.Is(err, strconv.ErrRange):
			want = "a smaller number"
		}
		return fmt.Errorf("--%s: %q, expected %s; see %s --help", bad.GetFlag().Name, bad.GetValue(), want, c.CommandPath())
	}
	unknown, found := strings.CutPrefix(text, "unknown flag: --")
	if !found {
		return fmt.Errorf("%s; see %s --help", text, c.CommandPath())
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := units.Suggest(unknown, names); near != "" {
		return fmt.Errorf("unknown flag --%s; did you mean --%s?", unknown, near)
	}
	return fmt.Errorf("unknown flag --%s; see %s --help", unknown, c.CommandPath())
}

// noArguments refuses arguments; on the root they are commands that do not exist.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !c.HasSubCommands() {
		return fmt.Errorf("%s takes no arguments, but got %q", c.CommandPath(), args[0])
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	if near := units.Suggest(args[0], names); near != "" {
		return fmt.Errorf("unknown command %q; did you mean %q?", args[0], near)
	}
	return fmt.Errorf("unknown command %q; see %s --help", args[0], c.CommandPath())
}

// oneLab wants a lab, and whatever follows it.
func oneLab(more ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1+len(more) {
			want := strings.Join(append([]string{"a lab such as 05"}, more...), " and ")
			return fmt.Errorf("%s expects %s; rttlab lab list lists the labs", c.CommandPath(), want)
		}
		return nil
	}
}

// oneFolder wants the name of one folder: that of a plan, or one to write into.
func oneFolder(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one folder was expected, not %d: %s", len(args), c.UseLine())
	}
	return nil
}

// oneFile wants the name of one file.
func oneFile(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one file was expected, not %d: %s", len(args), c.UseLine())
	}
	return nil
}
