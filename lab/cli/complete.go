package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rttlab/rttlab/docs/labs"
	"github.com/rttlab/rttlab/lab/internal/course"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/plot"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/whatif"
)

// flagValues are what shells offer for the values of flags, whatever command has them.
var flagValues = map[string]func() []string{
	"profile": profileNames,
	"kind":    plot.Kinds,
	"format":  func() []string { return []string{"svg", "png"} },
	"lift":    liftNames,
	"lang":    func() []string { return course.Languages },
	"engine":  func() []string { return []string{"slurm", "kubernetes"} },
}

// changeFlags have values PATH=VALUE, columnFlags columns of results.
var (
	changeFlags = []string{"set", "then", "base", "vary"}
	columnFlags = []string{"x", "y", "z", "by"}
)

// completeFlags makes shells offer values of the flags of a command and of all below it.
func completeFlags(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		var offer cobra.CompletionFunc
		values, named := flagValues[f.Name]
		switch {
		case named:
			offer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return values(), cobra.ShellCompDirectiveNoFileComp
			}
		case slices.Contains(changeFlags, f.Name):
			offer = completeChange
		case slices.Contains(columnFlags, f.Name):
			offer = completeColumn
		default:
			return
		}
		if err := c.RegisterFlagCompletionFunc(f.Name, offer); err != nil {
			panic(err) // a flag of our own
		}
	})
	for _, sub := range c.Commands() {
		completeFlags(sub)
	}
}

// completeChange offers paths of values that can be changed, those of the file's own
// parameters first, and behind the = the values that there are names for.
func completeChange(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	path, _, valued := strings.Cut(begun, "=")
	if !valued {
		return changePaths(c, args), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	var out []string
	for _, v := range namedValues(path) {
		out = append(out, path+"="+v)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func changePaths(c *cobra.Command, args []string) (out []string) {
	if len(args) > 0 {
		if data, err := read(c, args[0]); err == nil {
			for _, name := range scenario.ParamNames(data) {
				out = append(out, name+"=")
			}
		}
	}
	for _, name := range []string{"profile", "seed", "until", "links[0].delay", "links[0].rate", "links[0].loss", "links[0].preset"} {
		out = append(out, name+"=")
	}
	for _, name := range knobNames(knobs.Table()) {
		out = append(out, "options."+name+"=")
	}
	return out
}

// namedValues are the values of a path that have names.
func namedValues(path string) (out []string) {
	switch {
	case path == "profile" || strings.HasSuffix(path, ".profile"):
		return profileNames()
	case strings.HasSuffix(path, ".preset"):
		for _, p := range scenario.LinkPresets() {
			out = append(out, p.Name)
		}
		return out
	}
	_, name, _ := strings.Cut(path, "options.")
	for _, k := range knobs.Table() {
		if k.Name == name {
			return k.Values()
		}
	}
	return nil
}

func profileNames() []string { return knobs.Registry().Profiles }

func liftNames() (out []string) {
	for _, l := range whatif.Lifts() {
		out = append(out, l.Name+"\t"+l.Doc)
	}
	return out
}

// completeColumn offers the columns of the results that are drawn.
func completeColumn(_ *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		if p, _, err := results(args[0]); err == nil {
			for _, c := range p.Columns() {
				out = append(out, c.Name)
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeResults makes shells offer files of results, and folders of plans.
func completeResults(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"parquet"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeLab offers the labs, then files.
func completeLab(_ *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	all, err := course.All(labs.Files)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	for _, l := range all {
		out = append(out, l.Number+"\t"+l.Name)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeFiles makes shells offer scenario and HAR files.
func completeFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml", "har"}, cobra.ShellCompDirectiveFilterFileExt
}
