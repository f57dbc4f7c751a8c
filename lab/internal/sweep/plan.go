package sweep

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Format is the version of plans.
const Format = 1

// Plan is a sweep as data: all that its results depend on.
type Plan struct {
	Format  int    `json:"format"`
	Program string `json:"program"` // name and version of who made it
	File    string `json:"file"`    // the scenario or HAR file, one of Files
	// Files are the contents of it and of the files that it names, by name.
	Files   map[string][]byte     `json:"files"`
	Set     []scenario.Assignment `json:"set,omitempty"` // before anything varies
	Network lab.Network           `json:"network"`       // of a HAR file
	Page    int                   `json:"page,omitempty"`

	Axes    []Axis `json:"axes"`
	Samples int    `json:"samples,omitempty"` // of a Latin hypercube; 0: the grid
	Seeds   int    `json:"seeds"`             // runs at each point, with the seeds 1, 2, ...

	Hash string `json:"hash"` // of all of this

	// Read reads a file that the scenario names, while the plan is made, and what it read
	// belongs to the plan; nil afterwards.
	Read func(name string) ([]byte, error) `json:"-"`
}

// Seal gives a plan its hash, after all else has been set and is right.
func (p *Plan) Seal() error {
	p.Format = Format
	if err := p.check(); err != nil {
		return err
	}
	p.Hash = p.sum()
	return nil
}

func (p *Plan) check() error {
	ranges := slices.ContainsFunc(p.Axes, func(a Axis) bool { return len(a.Values) == 0 })
	seen := map[string]bool{}
	for _, a := range p.Axes {
		if seen[a.Path] {
			return fmt.Errorf("--vary %s: it is there twice", a.Path)
		}
		seen[a.Path] = true
	}
	switch {
	case p.Format != Format:
		return fmt.Errorf("the plan has format %d, expected %d", p.Format, Format)
	case len(p.Axes) == 0 && p.Seeds < 2:
		return errors.New("nothing varies: expected --vary NAME=VALUES, or --seeds of 2 or more")
	case ranges && p.Samples == 0:
		return errors.New("a range without a number of values is for a Latin hypercube: expected --samples N, or LOW..HIGH/N")
	case p.Seeds < 1 || p.Samples < 0 || p.Samples > MaxPoints:
		return fmt.Errorf("%d seeds and %d samples: expected 1 or more seeds, and at most %d samples", p.Seeds, p.Samples, MaxPoints)
	case p.Points() > MaxPoints || p.Points()*p.Seeds > MaxRuns:
		return fmt.Errorf("the axes have more than %d points, or %d runs", MaxPoints, MaxRuns)
	}
	return nil
}

// Points is how many points there are, no further than one beyond MaxPoints.
func (p *Plan) Points() int {
	if p.Samples > 0 {
		return p.Samples
	}
	n := 1
	for _, a := range p.Axes {
		if n *= len(a.Values); n > MaxPoints {
			return MaxPoints + 1
		}
	}
	return n
}

// Runs is how many runs the plan has.
func (p *Plan) Runs() int { return p.Points() * p.Seeds }

// sum is the hash of all but the hash.
func (p *Plan) sum() string {
	bare := *p
	bare.Hash = ""
	b, err := json.Marshal(&bare)
	if err != nil {
		panic("sweep: " + err.Error()) // a struct of our own
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// JSON is the plan as a file.
func (p *Plan) JSON() []byte {
	b, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		panic("sweep: " + err.Error()) // a struct of our own
	}
	return append(b, '\n')
}

// ReadPlan reads a plan, and checks its hash.
func ReadPlan(b []byte) (*Plan, error) {
	p := &Plan{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("not a plan of a sweep: %w", err)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.sum() != p.Hash {
		return nil, errors.New("the plan was changed after it was made: its hash is wrong")
	}
	return p, nil
}

// Values are the values of the axes at a point.
func (p *Plan) Values(point int) []string {
	if p.Samples > 0 {
		return p.sample(point)
	}
	out := make([]string, len(p.Axes))
	for i := len(p.Axes) - 1; i >= 0; i-- { // the last axis varies fastest
		v := p.Axes[i].Values
		out[i] = v[point%len(v)]
		point /= len(v)
	}
	return out
}

// steps is how finely the place within a piece of a range is drawn.
const steps = 1000

// sample is a point of a Latin hypercube: on each axis the pieces are in an order of
// their own, and the place within a piece is drawn.
func (p *Plan) sample(point int) []string {
	out := make([]string, len(p.Axes))
	for i := range p.Axes {
		a := &p.Axes[i]
		r := rand.New(rand.NewPCG(uint64(p.Samples), uint64(i)))
		piece := r.Perm(p.Samples)[point]
		if len(a.Values) > 0 {
			out[i] = a.Values[piece*len(a.Values)/p.Samples]
			continue
		}
		within := rand.New(rand.NewPCG(uint64(i), uint64(point))).Int64N(steps)
		out[i] = a.at(big.NewRat(int64(piece)*steps+within, int64(p.Samples)*steps))
	}
	return out
}

// Load makes the scenario of a run.
func (p *Plan) Load(run int) (*scenario.Scenario, error) {
	set, network := slices.Clone(p.Set), p.Network
	for i, v := range p.Values(run / p.Seeds) {
		switch mine, err := p.assign(&network, p.Axes[i].Path, v); {
		case err != nil:
			return nil, err
		case !mine:
			set = append(set, scenario.Assignment{Path: p.Axes[i].Path, Value: v})
		}
	}
	if p.Seeds > 1 {
		set = append(set, scenario.Assignment{Path: "seed", Value: fmt.Sprint(1 + run%p.Seeds)})
	}
	return lab.Load(p.File, p.Files[p.File], lab.LoadOptions{Set: set, Network: network, Page: p.Page, Open: p.open})
}

// assign sets a value of the network of a HAR file, and reports whether a name means one.
func (p *Plan) assign(n *lab.Network, name, value string) (mine bool, err error) {
	if !lab.IsHAR(p.File, p.Files[p.File]) || !slices.Contains(lab.NetworkNames(), name) {
		return false, nil
	}
	if err := n.Set(name, value); err != nil {
		return true, fmt.Errorf("--vary %s: %w", name, err)
	}
	return true, nil
}

// open returns a file that the scenario names.
func (p *Plan) open(name string) ([]byte, error) {
	b, ok := p.Files[name]
	switch {
	case ok:
		return b, nil
	case p.Read == nil:
		return nil, fmt.Errorf("%s: the plan does not have it", name)
	}
	b, err := p.Read(name)
	if err == nil {
		p.Files[name] = b
	}
	return b, err
}

// mostChecked bounds how many points are looked at before anything is run.
const mostChecked = 1000

// Try makes the scenarios of all points, of many the first of them, and reports what
// is wrong.
func (p *Plan) Try() error {
	for point := range min(p.Points(), mostChecked) {
		s, err := p.Load(point * p.Seeds)
		if err == nil {
			err = lab.Check(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
