package knob

import (
	"testing"

	"github.com/stretchr/testify/require"
)

type rule uint8

type inner struct {
	Window int64
	Rule   rule
}

type outer struct {
	Delay  int64
	Eager  bool
	Limit  int32
	Nested inner
}

func innerTable() Table[inner] {
	return Table[inner]{
		Of("window", Segments, 1, 100, func(c *inner) *int64 { return &c.Window }, "The window."),
		Among("rule", []string{"slow", "fast"}, func(c *inner) *rule { return &c.Rule }, "The rule."),
	}
}

func table() Table[outer] {
	t := Table[outer]{
		Of("delay", Duration, 0, 2_000_000_000, func(c *outer) *int64 { return &c.Delay }, "The delay."),
		Switch("eager", func(c *outer) *bool { return &c.Eager }, "Whether it is eager."),
		Of("limit", Bytes, -1, 4096, func(c *outer) *int32 { return &c.Limit }, "The limit."),
	}
	return append(t, Embed("in.", innerTable(), func(c *outer) *inner { return &c.Nested })...)
}

func TestKnobsSetAndGet(t *testing.T) {
	var c outer
	for name, v := range map[string]int64{"delay": 7, "eager": 1, "limit": -1, "in.window": 10, "in.rule": 1} {
		k, ok := table().Find(name)
		require.True(t, ok, name)
		require.Equal(t, name, k.Name)
		require.NoError(t, k.Set(&c, v))
		require.Equal(t, v, k.Get(&c))
	}
	require.Equal(t, outer{Delay: 7, Eager: true, Limit: -1, Nested: inner{Window: 10, Rule: 1}}, c)
	eager, _ := table().Find("eager")
	require.NoError(t, eager.Set(&c, 0))
	require.Zero(t, eager.Get(&c))
}

func TestFindKnowsOnlyWholeNames(t *testing.T) {
	for _, name := range []string{"", "window", "in.", "Delay", "delay "} {
		_, ok := table().Find(name)
		require.False(t, ok, name)
	}
}

func TestSetRefusesWhatIsOutOfRange(t *testing.T) {
	for _, c := range []struct {
		name string
		v    int64
		want string
	}{
		{"delay", -1, "delay: -0.000001ms is not between 0ms and 2000ms"},
		{"delay", 2_000_000_001, "delay: 2000.000001ms is not between 0ms and 2000ms"},
		{"eager", 2, "eager: 2 is not between no and yes"},
		{"limit", 1 << 40, "limit: 1099511627776 bytes is not between -1 bytes and 4096 bytes"},
		{"in.window", 0, "in.window: 0 segments is not between 1 segments and 100 segments"},
		{"in.rule", 2, "in.rule: choice 2: expected 0 to 1 for slow, fast"},
		{"in.rule", -1, "in.rule: choice -1: expected 0 to 1 for slow, fast"},
	} {
		k, ok := table().Find(c.name)
		require.True(t, ok)
		before := outer{Delay: 3, Eager: true, Limit: 5, Nested: inner{7, 1}}
		got := before
		require.EqualError(t, k.Set(&got, c.v), c.want)
		require.Equal(t, before, got, "nothing is stored")
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		name string
		v    int64
		want string
	}{
		{"delay", 40_000_000, "40ms"}, {"eager", 0, "no"}, {"eager", 1, "yes"}, {"limit", 1460, "1460 bytes"},
		{"in.window", 10, "10 segments"}, {"in.rule", 0, "slow"}, {"in.rule", 1, "fast"}, {"in.rule", 9, "9"},
	} {
		k, _ := table().Find(c.name)
		require.Equal(t, c.want, k.Format(c.v))
	}
	count := Knob[outer]{Kind: Count}
	require.Equal(t, "3", count.Format(3))
}

func TestKindsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for k := Duration; k <= Choice; k++ {
		require.NotEmpty(t, k.String())
		require.False(t, seen[k.String()])
		seen[k.String()] = true
	}
}
