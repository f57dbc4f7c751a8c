package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// A profile says the value of every knob, once, and where it comes from.
func TestProfilesAreComplete(t *testing.T) {
	names := []string{}
	for _, p := range Profiles() {
		names = append(names, p.Name)
		require.NotEmpty(t, p.Doc)
		said := map[string]tcp.Setting{}
		for _, s := range p.Settings {
			require.NotContains(t, said, s.Knob, p.Name)
			require.NotEmpty(t, s.Source, "%s of %s", s.Knob, p.Name)
			said[s.Knob] = s
		}
		cfg, ok := ProfileConfig(p.Name)
		require.True(t, ok)
		for _, k := range Table() {
			require.Contains(t, said, k.Name, p.Name)
			require.Equal(t, said[k.Name].Value, k.Get(&cfg), "%s of %s", k.Name, p.Name)
		}
		require.Len(t, said, len(Table()), p.Name)
		require.LessOrEqual(t, cfg.PortLow, cfg.PortHigh)
	}
	require.Equal(t, []string{"rfc", "classic", "linux", "freebsd"}, names)
	_, ok := ProfileConfig("plan9")
	require.False(t, ok)
}

// A setting that no knob has, or that is out of range, is a mistake of ours.
func TestProfilesWithMistakes(t *testing.T) {
	for _, c := range []struct {
		s    tcp.Setting
		want string
	}{
		{tcp.Setting{Knob: "host.colour"}, "stack: profile odd sets host.colour, which does not exist"},
		{tcp.Setting{Knob: "host.ttl", Value: 256}, "stack: profile odd: host.ttl: "},
	} {
		p := Profile{Name: "odd", Settings: []tcp.Setting{c.s}}
		func() {
			defer func() { require.Contains(t, recover(), c.want) }()
			p.config(Table())
		}()
	}
}

// A knob set to a value has it, and no other knob has changed.
func TestKnobsAreIndependent(t *testing.T) {
	table := Table()
	base, _ := ProfileConfig("rfc")
	for _, k := range table {
		for _, v := range []int64{k.Min, k.Max} {
			cfg := base
			require.NoError(t, k.Set(&cfg, v), k.Name)
			for _, o := range table {
				want := o.Get(&base)
				if o.Name == k.Name {
					want = v
				}
				require.Equal(t, want, o.Get(&cfg), "%s after %s", o.Name, k.Name)
			}
		}
	}
}

func TestHostsOfOneNetHaveTheirOwnConfiguration(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{})
	w.cfg.TTL = 7
	c := w.host("c")
	require.EqualValues(t, 64, w.a.Config().TTL)
	require.EqualValues(t, 7, c.Config().TTL)
	require.Equal(t, "c", c.Name())
}
