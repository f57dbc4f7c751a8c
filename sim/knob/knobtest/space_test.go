package knobtest_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/knob/knobtest"
)

type config struct {
	number, other int64
	on            bool
	way           uint8
}

func space() knobtest.Space[config] {
	return knobtest.Space[config]{
		Table: knob.Table[config]{
			knob.Of("number", knob.Count, 0, 9, func(c *config) *int64 { return &c.number }, ""),
			knob.Of("other", knob.Count, 0, 9, func(c *config) *int64 { return &c.other }, ""),
			knob.Switch("on", func(c *config) *bool { return &c.on }, ""),
			knob.Among("way", []string{"a", "b", "c"}, func(c *config) *uint8 { return &c.way }, ""),
		},
		Ranges: map[string][2]int64{"number": {2, 5}}, Left: map[string]string{"other": "it is another test's"},
	}
}

func TestSpaceDrawsAll(t *testing.T) {
	s, r := space(), rand.New(rand.NewPCG(1, 1))
	seen := map[config]bool{}
	for range 2000 {
		var c config
		s.Draw(r, &c)
		seen[c] = true
	}
	require.Len(t, seen, 5*2*3, "0 and 2 to 5, both, and all three")
}

// complaints keeps what a test complains of.
type complaints struct {
	testing.TB
	said []string
}

func (c *complaints) Helper() {}
func (c *complaints) Errorf(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

func TestSpaceForgetsNoKnob(t *testing.T) {
	said := func(change func(*knobtest.Space[config])) []string {
		s, c := space(), &complaints{}
		change(&s)
		s.Check(c)
		slices.Sort(c.said)
		return c.said
	}
	require.Empty(t, said(func(*knobtest.Space[config]) {}))
	require.Equal(t, []string{
		"gone is left, and is no knob",
		"number: [2 10] is not within 0 to 9",
		"other is never drawn: give it a range in Ranges, or a reason in Left",
		"the range of lost is of no use",
	}, said(func(s *knobtest.Space[config]) {
		s.Left = map[string]string{"gone": "since"}
		s.Ranges["number"], s.Ranges["lost"] = [2]int64{2, 10}, [2]int64{1, 2}
	}))
}
