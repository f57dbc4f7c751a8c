package knobs

import (
	"fmt"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/stack/gvisor"
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
	for _, k := range gvisor.Table() {
		r.GVisor = append(r.GVisor, scenario.Option{
			Name: k.Name, Kind: k.Kind, Names: k.Names, Min: k.Min, Max: k.Max, Doc: k.Doc,
		})
	}
	return r
}

// GVisor is how a host is set that gVisor runs: by its own options, and by
// those of the scenario that gVisor has.
func GVisor(s *scenario.Scenario, h *scenario.Host) (gvisor.Config, error) {
	cfg, table, reg := gvisor.Default(), gvisor.Table(), Registry()
	for i, options := range [][]scenario.OptionValue{s.Options, h.Options} {
		for _, o := range options {
			option := reg.GVisorOption(o.Name)
			if option == nil && i == 0 {
				continue
			}
			if option == nil {
				return cfg, fmt.Errorf("host %s: gVisor has no knob that is named %q", h.Name, o.Name)
			}
			v, err := option.Parse(o.Text)
			if err != nil && i == 0 {
				continue
			}
			k, _ := table.Find(o.Name)
			if err == nil {
				err = k.Set(&cfg, v)
			}
			if err != nil {
				return cfg, fmt.Errorf("host %s: %s: %w", h.Name, o.Name, err)
			}
		}
	}
	if cfg.PortLow > cfg.PortHigh {
		return cfg, fmt.Errorf("host %s: host.port_low %d is above host.port_high %d", h.Name, cfg.PortLow, cfg.PortHigh)
	}
	return cfg, nil
}

// Of are the values of all knobs that a host of a scenario has, in the order in which
// they are documented. A gVisor host has its own; of others cfg is what they run with.
func Of(s *scenario.Scenario, h *scenario.Host, cfg *stack.Config) []scenario.OptionValue {
	var all []scenario.OptionValue
	reg := Registry()
	if h.Stack == scenario.GVisor {
		own, err := GVisor(s, h)
		if err != nil {
			return nil // it did not run
		}
		for i, k := range gvisor.Table() {
			v := k.Get(&own)
			all = append(all, scenario.OptionValue{Name: k.Name, Value: v, Text: reg.GVisor[i].Format(v)})
		}
		return all
	}
	for i, k := range stack.Table() {
		v := k.Get(cfg)
		all = append(all, scenario.OptionValue{Name: k.Name, Value: v, Text: reg.Options[i].Format(v)})
	}
	return all
}
