package cause

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	check := func(name string) {
		require.NotEmpty(t, name)
		require.Equal(t, strings.ToLower(name), name)
		require.False(t, seen[name], "%q is the name of two", name)
		for _, excuse := range []string{"other", "unknown", "misc"} {
			require.NotContains(t, name, excuse)
		}
		seen[name] = true
	}
	for w := range NumWhy {
		check(Why(w).String())
	}
	for w := range NumWhere {
		check(Where(w).String())
	}
}

func TestSet(t *testing.T) {
	require.LessOrEqual(t, NumWhy, 64, "a set has a bit for each rule")
	require.LessOrEqual(t, NumWhere, 256, "a log record has a byte for the place")
	var s Set
	for w := range NumWhy {
		require.False(t, s.has(Why(w)))
		s = s.With(Why(w))
		require.True(t, s.has(Why(w)))
		require.Equal(t, s, s.With(Why(w)))
	}
	require.Empty(t, Set(0).Names())
	require.Equal(t, []string{"slow start", "nagle"}, Set(0).With(Nagle).With(SlowStart).Names())
	require.Len(t, s.Names(), NumWhy)
}
