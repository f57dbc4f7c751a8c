package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// The profiles that tests begin with.
func rfc() Config     { return ProfileConfig("rfc") }
func classic() Config { return ProfileConfig("classic") }
func linux() Config   { return ProfileConfig("linux") }

func TestProfilesSetEveryKnobOnce(t *testing.T) {
	table := Table()
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			require.NotEmpty(t, p.Doc)
			require.Len(t, p.Settings, len(table))
			for i, s := range p.Settings {
				require.Equal(t, table[i].Name, s.Knob, "settings follow the order of the table")
				require.NotEmpty(t, s.Source, s.Knob)
			}
			c := ProfileConfig(p.Name)
			for i, s := range p.Settings {
				require.Equal(t, s.Value, table[i].Get(&c), s.Knob)
			}
		})
	}
}

func TestProfilesDifferWhereTheDesignSaysSo(t *testing.T) {
	rfc, classic, linux := rfc(), classic(), linux()
	require.Equal(t, int64(3*1460), initialWindow(&rfc, 1460))
	require.Equal(t, int64(1460), initialWindow(&classic, 1460))
	require.Equal(t, int64(14600), initialWindow(&linux, 1460))
	require.Equal(t, 2*60*vtime.Second, classic.TimeWait)
	require.Equal(t, 60*vtime.Second, linux.TimeWait)
	require.Equal(t, 40*vtime.Millisecond, linux.DelayedAck)
	require.Nil(t, ProfileSettings("solaris"))
}

// A knob that no field backs, or two knobs on one field, would make an
// override silently vanish.
func TestKnobsAreIndependent(t *testing.T) {
	table := Table()
	for i := range table {
		c := rfc()
		k := &table[i]
		v := k.Min
		if k.Get(&c) == v {
			v = k.Max
		}
		require.NoError(t, k.Set(&c, v))
		require.Equal(t, v, k.Get(&c), k.Name)
		base := rfc()
		for j := range table {
			if j != i {
				require.Equal(t, table[j].Get(&base), table[j].Get(&c), "%s changed %s", k.Name, table[j].Name)
			}
		}
		require.Error(t, k.Set(&c, k.Max+1), k.Name)
		require.NotEmpty(t, k.Doc, k.Name)
	}
}

// The knobs that tests and reports rely on keep their meaning: a name is lower
// case with underscores, unique, and choices have names.
func TestKnobsAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Table() {
		require.Regexp(t, "^[a-z][a-z0-9_]*$", k.Name)
		require.False(t, seen[k.Name], k.Name)
		seen[k.Name] = true
		require.NotContains(t, k.Doc, "\n", k.Name)
		require.LessOrEqual(t, k.Min, k.Max, k.Name)
		require.Equal(t, k.Kind == knob.Choice, len(k.Names) > 0, k.Name)
	}
}

// Each profile keeps to its ranges of RFC 9293 where that sets limits.
func TestProfilesKeepTheLimits(t *testing.T) {
	for _, p := range Profiles() {
		c := ProfileConfig(p.Name)
		require.Less(t, c.DelayedAck, 500*vtime.Millisecond, "RFC 9293 section 3.8.6.3: %s", p.Name)
		require.LessOrEqual(t, c.AckEvery, int64(2), "RFC 5681 section 4.2: %s", p.Name)
		require.GreaterOrEqual(t, c.RTOMax, vtime.Minute, "RFC 6298 section 2.5: %s", p.Name)
		require.GreaterOrEqual(t, c.Retries, int64(3), "R2 of RFC 9293 section 3.8.3: %s", p.Name)
		require.True(t, c.MTUProbing == ProbeOff || c.BlackHoleRetries >= 3, "R1 of RFC 9293 section 3.8.3: %s", p.Name)
		require.GreaterOrEqual(t, c.KeepAliveIdle, 7200*vtime.Second, "RFC 9293 section 3.8.4: %s", p.Name)
		require.GreaterOrEqual(t, c.TimeWait, vtime.Minute, "%s", p.Name)
	}
}
