package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/units"
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
	GVisor   []Option // the knobs of hosts that gVisor runs
	// Open reads a file that a scenario names; nil: none can be read.
	Open func(name string) ([]byte, error)
}

func (r Registry) option(name string) *Option {
	for i := range r.Options {
		if r.Options[i].Name == name {
			return &r.Options[i]
		}
	}
	return nil
}

func (r Registry) optionNames() []string { return namesOf(r.Options) }

// GVisorOption returns a knob of hosts that gVisor runs, nil if they have none of
// that name.
func (r Registry) GVisorOption(name string) *Option {
	for i := range r.GVisor {
		if r.GVisor[i].Name == name {
			return &r.GVisor[i]
		}
	}
	return nil
}

func namesOf(options []Option) []string {
	names := []string{}
	for _, o := range options {
		names = append(names, o.Name)
	}
	return names
}

// Parse reads a value as people write it.
func (o *Option) Parse(s string) (int64, error) {
	v, err := o.parse(s)
	if err == nil && (v < o.Min || v > o.Max) {
		err = fmt.Errorf("%q: it is out of range, expected %s to %s: %s", cut(s), o.Format(o.Min), o.Format(o.Max), o.Doc)
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
		return o.choose(s)
	}
	negative, n, err := whole(s)
	if err == nil && n > 1<<62 {
		err = fmt.Errorf("%q: it is out of range", cut(s))
	}
	if err != nil {
		return 0, fmt.Errorf("%w, expected %d to %d: %s", err, o.Min, o.Max, o.Doc)
	}
	if negative {
		return -int64(n), nil
	}
	return int64(n), nil
}

func (o *Option) choose(s string) (int64, error) {
	for i, n := range o.Names {
		if n == s {
			return int64(i), nil
		}
	}
	return 0, fmt.Errorf("unknown value %q, expected %s: %s", cut(s), choice(o.Names), o.Doc)
}

// kind is how the option is read.
func (o *Option) kind() kind[int64] {
	k := kind[int64]{parse: o.Parse, format: o.Format, want: "a value"}
	switch o.Kind {
	case knob.Duration:
		k.want = durations.want
	case knob.Bytes:
		k.want = sizes.want
	case knob.Bool:
		k.want, k.bare = flags.want, true
	case knob.Choice:
		k.want = choice(o.Names)
	default:
		k.want, k.bare = "a whole number", true
	}
	return k
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

// Range says which values there are.
func (o *Option) Range() string {
	switch o.Kind {
	case knob.Bool:
		return flags.name
	case knob.Choice:
		return strings.Join(o.Names, ", ")
	}
	return fmt.Sprintf("%s from %s to %s", o.Kind, o.Format(o.Min), o.Format(o.Max))
}

// Values are the values if all of them have names.
func (o *Option) Values() []string {
	if o.Kind == knob.Bool {
		return []string{"on", "off"}
	}
	return o.Names
}

func (o *Option) schema() map[string]any {
	s := map[string]any{"description": o.Doc}
	switch o.Kind {
	case knob.Bool:
		s["$ref"] = flags.schema["$ref"]
	case knob.Choice:
		s["enum"] = o.Names
	case knob.Duration:
		s["$ref"] = durations.schema["$ref"]
	case knob.Bytes:
		s["$ref"], s["minimum"], s["maximum"] = sizes.schema["$ref"], o.Min, o.Max
	default:
		s["type"], s["minimum"], s["maximum"] = "integer", o.Min, o.Max
	}
	return s
}
