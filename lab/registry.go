package lab

import (
	"github.com/rttlab/rttlab/lab/scenario"
	"github.com/rttlab/rttlab/stack"
)

// Registry tells the scenario format of the profiles and knobs of hosts.
func Registry() scenario.Registry {
	var r scenario.Registry
	for _, p := range stack.Profiles() {
		r.Profiles = append(r.Profiles, p.Name)
	}
	for _, k := range stack.Table() {
		r.Options = append(r.Options, scenario.Option{
			Name: k.Name, Kind: k.Kind, Names: k.Names, Min: k.Min, Max: k.Max, Doc: k.Doc,
		})
	}
	return r
}
