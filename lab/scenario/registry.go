package scenario

import (
	"fmt"
	"strconv"

	"github.com/rttlab/rttlab/lab/units"
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Option describes a knob of a host.
type Option struct {
	Name     string
	Kind     knob.Kind
	Names    []string // of a choice
	Min, Max int64
	Doc      string
}

// Registry is what the format needs to know of hosts.
type Registry struct {
	Profiles []string // the first is the default
	Options  []Option
}

func (r Registry) option(name string) *Option {
	for i := range r.Options {
		if r.Options[i].Name == name {
			return &r.Options[i]
		}
	}
	return nil
}

func (r Registry) optionNames() []string {
	var names []string
	for _, o := range r.Options {
		names = append(names, o.Name)
	}
	return names
}

// Parse reads a value as people write it.
func (o *Option) Parse(s string) (int64, error) {
	v, err := o.parse(s)
	if err == nil && (v < o.Min || v > o.Max) {
		err = fmt.Errorf("%s is out of range, expected %s to %s", cut(s), o.Format(o.Min), o.Format(o.Max))
	}
	return v, err
}

func (o *Option) parse(s string) (int64, error) {
	switch o.Kind {
	case knob.Duration:
		v, err := units.ParseDuration(s)
		return int64(v), err
	case knob.Bytes:
		return units.ParseSize(s)
	case knob.Bool:
		v, err := parseFlag(s)
		if v {
			return 1, err
		}
		return 0, err
	case knob.Choice:
		for i, n := range o.Names {
			if n == s {
				return int64(i), nil
			}
		}
		return 0, fmt.Errorf("unknown value %q%s", cut(s), didYouMean(s, o.Names))
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", cut(s))
	}
	return v, nil
}

// Format prints a value as people write it.
func (o *Option) Format(v int64) string {
	switch o.Kind {
	case knob.Duration:
		return units.FormatDuration(vtime.Time(v))
	case knob.Bytes:
		return units.FormatSize(v)
	case knob.Bool:
		return strconv.FormatBool(v != 0)
	case knob.Choice:
		if v >= 0 && int(v) < len(o.Names) {
			return o.Names[v]
		}
	}
	return strconv.FormatInt(v, 10)
}

func (o *Option) schema() map[string]any {
	s := map[string]any{"description": o.Doc}
	switch o.Kind {
	case knob.Bool:
		s["type"] = "boolean"
	case knob.Choice:
		s["enum"] = o.Names
	case knob.Duration, knob.Bytes:
		s["type"] = []string{"string", "number"}
	default:
		s["type"], s["minimum"], s["maximum"] = "integer", o.Min, o.Max
	}
	return s
}
