package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/units"
)

func knobsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "knobs [NAME...]",
		Short: "List what can be set on hosts: meaning, range, and what each profile sets it to",
		Example: "  rttlab knobs                       # all, with the values of the profiles\n" +
			"  rttlab knobs tcp.nagle             # one, with its meaning and where the values are from\n" +
			"  rttlab knobs tcp.rto               # those whose names begin so",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return knobNames(knobs.Table()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			all, err := chosenKnobs(knobs.Table(), args)
			switch out := c.OutOrStdout(); {
			case err != nil:
				return err
			case asJSON:
				return knobsJSON(out, all)
			case len(args) > 0:
				return explainKnobs(out, all)
			default:
				return listKnobs(out, all)
			}
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print them as JSON")
	return c
}

func knobNames(all []knobs.Knob) []string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = k.Name
	}
	return names
}

// chosenKnobs returns those that have one of the names, or begin with it.
func chosenKnobs(all []knobs.Knob, names []string) ([]knobs.Knob, error) {
	if len(names) == 0 {
		return all, nil
	}
	var out []knobs.Knob
	for _, name := range names {
		before := len(out)
		for _, k := range all {
			if k.Name == name || strings.HasPrefix(k.Name, name) && !slices.Contains(knobNames(all), name) {
				out = append(out, k)
			}
		}
		if len(out) > before {
			continue
		}
		if near := units.Suggest(name, knobNames(all)); near != "" {
			return nil, fmt.Errorf("unknown knob %q; did you mean %q?", name, near)
		}
		return nil, fmt.Errorf("unknown knob %q; rttlab knobs lists them", name)
	}
	return out, nil
}

// listKnobs prints a line for each.
func listKnobs(w io.Writer, all []knobs.Knob) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "knob\tunit")
	for _, p := range knobs.Registry().Profiles {
		fmt.Fprintf(t, "\t%s", p)
	}
	fmt.Fprintln(t)
	for i := range all {
		fmt.Fprintf(t, "%s\t%s", all[i].Name, all[i].Kind)
		for _, d := range all[i].Defaults {
			fmt.Fprintf(t, "\t%s", d.Value)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// explainKnobs prints all that is known of each.
func explainKnobs(w io.Writer, all []knobs.Knob) error {
	for i := range all {
		k := &all[i]
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s: %s\n  %s\n", k.Name, k.Doc, k.Range())
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, d := range k.Defaults {
			fmt.Fprintf(t, "  %s\t%s\t%s\n", d.Profile, d.Value, d.Source)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// knobsJSON prints them for machines.
func knobsJSON(w io.Writer, all []knobs.Knob) error {
	type value struct {
		Profile string `json:"profile"`
		Value   string `json:"value"`
		Source  string `json:"source"`
	}
	type entry struct {
		Name     string  `json:"name"`
		Kind     string  `json:"kind"`
		Range    string  `json:"range"`
		Doc      string  `json:"doc"`
		Defaults []value `json:"defaults"`
	}
	var out []entry
	for i := range all {
		k := &all[i]
		e := entry{Name: k.Name, Kind: k.Kind.String(), Range: k.Range(), Doc: k.Doc}
		for _, d := range k.Defaults {
			e.Defaults = append(e.Defaults, value(d))
		}
		out = append(out, e)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
