package cli

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // the simulation did not do what the scenario asked for
	exitInput  = 2 // bad flags or a bad file
)

// errFailed says that the simulation failed; what happened was printed already.
var errFailed = errors.New("the simulation failed")

// errInput says that a file is bad; what is wrong with it was printed already.
var errInput = errors.New("bad input")

// Main runs the command line, without the program's name, and returns the exit
// code: 0, or 1 if a simulation failed or was not as expected, or 2 for bad input,
// or 130 after Ctrl-C.
func Main(args []string, stdout, stderr io.Writer) int {
	defer interruptible(stderr)()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFailed):
		return exitFailed
	case errors.Is(err, errInput):
		return exitInput
	case errors.Is(err, syscall.EPIPE):
		return exitSignal + int(syscall.SIGPIPE)
	}
	fmt.Fprintln(stderr, err)
	return exitInput
}

// commandGroups are the commands as help lists them.
var commandGroups = []struct {
	title    string
	commands []func() *cobra.Command
}{
	{"Begin", []func() *cobra.Command{initCommand, runCommand, labCommand}},
	{"Ask why, and what if", []func() *cobra.Command{explainCommand, whatifCommand, compareCommand, sweepCommand, testCommand}},
	{"Show it to others", []func() *cobra.Command{reportCommand, plotCommand, exportCommand}},
	{"Write scenarios", []func() *cobra.Command{importCommand, validateCommand, fmtCommand, knobsCommand, schemaCommand}},
	{"Try the stack, and the program", []func() *cobra.Command{packetdrillCommand, manCommand, versionCommand}},
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "rttlab",
		Short: "Where did the time of this HTTP request go, and what would change it?",
		Long: "Rttlab simulates HTTP over TCP/IP in virtual time, packet by packet, and charges every\n" +
			"nanosecond of every transaction to a cause. Runs repeat to the byte.\n\n" +
			"Exit codes: 0 done, 1 the simulation failed or is not as the file expects, 2 bad input,\n" +
			"130 interrupted.",
		Example: "  rttlab init mine.yaml && rttlab run mine.yaml\n" +
			"  rttlab run page.har --rtt 150ms\n" +
			"  rttlab whatif mine.yaml",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArguments,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(explainFlagError)
	for _, g := range commandGroups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title + ":"})
		for _, command := range g.commands {
			c := command()
			c.GroupID = g.title
			root.AddCommand(c)
		}
	}
	completeFlags(root)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			refineCompletion(c)
		}
	}
	return root
}

// refineCompletion makes of the library's command one like the others: with examples, and
// no shells that do not exist.
func refineCompletion(c *cobra.Command) {
	c.Example = "  rttlab completion bash > /etc/bash_completion.d/rttlab"
	c.Args, c.RunE = noArguments, func(c *cobra.Command, _ []string) error { return c.Help() }
	for _, shell := range c.Commands() {
		shell.Example = "  rttlab completion " + shell.Name()
	}
}
