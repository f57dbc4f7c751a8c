package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// maxInput bounds the size of a file, in bytes.
const maxInput = 256 << 20

// input is the flags that say how a file becomes a scenario.
type input struct {
	set         []string
	seed, until string
	wire        map[string]*string // the values of network by the names of their flags
	page        int
	setFlag     string // what --set is called
	given       func(flag string) bool

	network     lab.Network
	assignments []scenario.Assignment
}

// networkFlags are about recorded pages only.
func networkFlags() []string { return append(lab.NetworkNames(), "page") }

// flags adds the flags to a command.
func (in *input) flags(c *cobra.Command) {
	in.flagsBut(c, "set", "change a value of the scenario, such as links[0].delay=80ms (again and again)")
}

// flagsBut is flags with another name for the flag that changes the scenario.
func (in *input) flagsBut(c *cobra.Command, set, doc string) {
	n := lab.DefaultNetwork()
	f := c.Flags()
	in.setFlag = set
	f.StringArrayVar(&in.set, set, nil, doc)
	f.StringVar(&in.seed, "seed", "", "seed of all randomness")
	f.StringVar(&in.until, "until", "", "virtual time at which the run ends, such as 10s")
	in.wire = map[string]*string{
		"rtt":  f.String("rtt", units.FormatDuration(n.RTT), "HAR: round trip of the client's wire"),
		"rate": f.String("rate", units.FormatRate(n.Rate), "HAR: rate of the client's wire, or unlimited"),
		"loss": f.String("loss", "0%", "HAR: share of packets lost on the client's wire in each direction"),
		"queue": f.String("queue", "auto",
			"HAR: packets that may wait at each end of the client's wire; 0: any number; auto: a round trip's, at least 100"),
		"profile": f.String("profile", n.Profile, "HAR: profile of all hosts"),
	}
	f.IntVar(&in.page, "page", 0, "HAR: which page of the file, from 1; 0: the first with entries")
	in.given = f.Changed
}

// load reads a file; - is standard input.
func (in *input) load(c *cobra.Command, name string) (*scenario.Scenario, error) {
	load, err := in.loader(c, name)
	if err != nil {
		return nil, err
	}
	return load()
}

// loader makes a scenario of a file, with further changes.
type loader = func(...scenario.Assignment) (*scenario.Scenario, error)

// loader reads a file and returns what makes scenarios of it: as the flags say,
// and with further changes.
func (in *input) loader(c *cobra.Command, name string) (loader, error) {
	if err := in.parse(); err != nil {
		return nil, err
	}
	data, err := read(c, name)
	if err != nil {
		return nil, err
	}
	if name == "-" {
		name = "standard input"
	}
	if err := in.suits(name, data); err != nil {
		return nil, err
	}
	open := opener(c, name)
	return func(set ...scenario.Assignment) (*scenario.Scenario, error) {
		return lab.Load(name, data, lab.LoadOptions{
			Set: slices.Concat(in.assignments, set), Network: in.network, Page: in.page, Open: open,
		})
	}, nil
}

// opener reads files that a scenario names, seen from where it lies.
func opener(c *cobra.Command, name string) func(string) ([]byte, error) {
	near := filepath.Dir(name)
	return func(file string) ([]byte, error) {
		if !filepath.IsAbs(file) {
			file = filepath.Join(near, file)
		}
		return read(c, file)
	}
}

// suits reports flags that a file has no use for.
func (in *input) suits(name string, data []byte) error {
	if lab.IsHAR(name, data) {
		return nil
	}
	for _, flag := range networkFlags() {
		if in.given(flag) {
			return fmt.Errorf("--%s is for HAR files, %s is a scenario: use --%s", flag, name, in.setFlag)
		}
	}
	return nil
}

func read(c *cobra.Command, name string) ([]byte, error) {
	from := c.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, plain(err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s: is a folder, expected a scenario or HAR file", name)
		}
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	if err != nil {
		return nil, plain(err)
	}
	if len(data) > maxInput {
		return nil, fmt.Errorf("%s: larger than %s", name, units.FormatSize(maxInput))
	}
	return data, nil
}

// plain prints an error of a file as "name: what".
func plain(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return fmt.Errorf("%s: %w", e.Path, e.Err)
	}
	return err
}

// parse turns the flags into values.
func (in *input) parse() (err error) {
	for _, name := range lab.NetworkNames() {
		if err := in.network.Set(name, *in.wire[name]); err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
	}
	if in.page < 0 {
		return fmt.Errorf("--page: %d, expected 1 or more", in.page)
	}
	if in.assignments, err = assignments(in.setFlag, in.set); err != nil {
		return err
	}
	for _, f := range []struct{ path, value string }{{"seed", in.seed}, {"until", in.until}} {
		if f.value != "" {
			in.assign(f.path, f.value)
		}
	}
	return nil
}

// assignments reads the values of a flag.
func assignments(flag string, texts []string) (out []scenario.Assignment, err error) {
	for _, s := range texts {
		path, value, found := strings.Cut(s, "=")
		if !found {
			return nil, fmt.Errorf("--%s %s: expected PATH=VALUE, such as links[0].delay=80ms", flag, s)
		}
		out = append(out, scenario.Assignment{Path: path, Value: value})
	}
	return out, nil
}

func (in *input) assign(path, value string) {
	in.assignments = append(in.assignments, scenario.Assignment{Path: path, Value: value})
}
