package knobs

import (
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/stack"
)

// Knob is a knob of hosts with what the profiles set it to.
type Knob struct {
	scenario.Option
	Defaults []Default // in the order of the profiles
}

// Default is the value of a knob in a profile.
type Default struct {
	Profile string
	Value   string // as people write it
	Source  string // where the value is from
}

// Table lists the knobs of hosts in the order of the tables.
func Table() []Knob {
	var all []Knob
	for _, o := range Registry().Options {
		k := Knob{Option: o}
		for _, p := range stack.Profiles() {
			for _, s := range p.Settings {
				if s.Knob == o.Name {
					k.Defaults = append(k.Defaults, Default{p.Name, o.Format(s.Value), s.Source})
				}
			}
		}
		all = append(all, k)
	}
	return all
}
