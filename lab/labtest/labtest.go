package labtest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/expect"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// T is what a test gives; *testing.T satisfies it.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Scenario is a file, and how it is changed.
type Scenario struct {
	t    T
	name string
	data []byte
	set  []lab.Assignment
}

// Load reads a scenario or HAR file. The test ends if it cannot be read.
func Load(t T, file string) *Scenario {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return &Scenario{t: t, name: file, data: data}
}

// Set changes a value, as --set does, and returns the changed scenario.
func (s *Scenario) Set(path, value string) *Scenario {
	changed := *s
	changed.set = append(changed.set[:len(changed.set):len(changed.set)], lab.Assignment{Path: path, Value: value})
	return &changed
}

// Run runs the scenario. The test ends if there is something wrong with the file.
func (s *Scenario) Run() *Run {
	s.t.Helper()
	open := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(s.name), name)) }
	sc, err := lab.Load(s.name, s.data, lab.LoadOptions{Set: s.set, Network: lab.DefaultNetwork(), Open: open})
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	tally := expect.NewTally()
	r, err := lab.Run(sc, lab.Options{Watchers: []lab.Watcher{tally}, Waits: true})
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	return &Run{Result: r, t: s.t, tally: tally}
}

// Run is what happened.
type Run struct {
	*lab.Result
	t     T
	tally *expect.Tally
}

// Expect fails the test for each line that does not hold. Without lines it judges
// by those of the file. A run that fails, with no line about that, fails the test.
func (r *Run) Expect(lines ...string) *Run {
	r.t.Helper()
	all := r.Scenario.Expect
	if len(lines) > 0 {
		all = nil
	}
	for _, text := range lines {
		e, err := scenario.ParseExpectation(text)
		if err != nil {
			r.t.Fatalf("%s: %v", text, err)
		}
		all = append(all, e)
	}
	for _, v := range expect.Unmet(expect.Judge(r.Result, r.tally, all)) {
		r.t.Errorf("%s", strings.Join(append([]string{v.Text + ": " + v.Message}, v.Detail...), "\n    "))
	}
	return r
}
