package simtest_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// witness is a test that notes what is said instead of failing.
type witness struct {
	testing.TB
	failed bool
	said   []string
}

func (w *witness) Helper()      {}
func (w *witness) Failed() bool { return w.failed }
func (w *witness) Logf(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

func (w *witness) Fatalf(format string, args ...any) {
	w.Logf(format, args...)
	w.FailNow()
}

func (w *witness) FailNow() {
	w.failed = true
	runtime.Goexit()
}

// watch runs a test to its end, as package testing does.
func watch(test func(w *witness)) *witness {
	w, done := &witness{}, make(chan bool)
	go func() {
		defer close(done)
		test(w)
	}()
	<-done
	return w
}

func TestSeedsAreThoseThatTheEnvironmentNames(t *testing.T) {
	usual := uint64(4)
	if testing.Short() {
		usual = 12
	}
	t.Setenv("RTTLAB_SEEDS", "")
	t.Setenv("RTTLAB_FIRST_SEED", "")
	require.Equal(t, []uint64{0, 1, 2, 3}, slices.Collect(simtest.Seeds(t, usual)))
	require.Equal(t, []uint64{0, 1, 2, 3}, slices.Collect(simtest.Heavy(t, usual, 10)))
	t.Setenv("RTTLAB_FIRST_SEED", "30")
	require.Equal(t, []uint64{30, 31, 32, 33}, slices.Collect(simtest.Seeds(t, usual)))
	t.Setenv("RTTLAB_SEEDS", "20")
	require.Len(t, slices.Collect(simtest.Seeds(t, usual)), 20)
	require.Equal(t, []uint64{30, 31}, slices.Collect(simtest.Heavy(t, usual, 10)))
	t.Setenv("RTTLAB_SEEDS", "many")
	w := watch(func(w *witness) { simtest.Seeds(w, usual) })
	require.Equal(t, []string{"RTTLAB_SEEDS=many: give a number such as 10000"}, w.said)
}

func TestTheSeedThatFailsIsNamed(t *testing.T) {
	t.Setenv("RTTLAB_SEEDS", "9")
	t.Setenv("RTTLAB_FIRST_SEED", "100")
	tried := func(fail func(*witness)) (seeds []uint64, w *witness) {
		return seeds, watch(func(w *witness) {
			for seed := range simtest.Streams(w, 1) {
				seeds = append(seeds, seed)
				if seed == 102 {
					fail(w)
				}
			}
		})
	}
	for name, fail := range map[string]func(*witness){
		"at once": (*witness).FailNow, "in the end": func(w *witness) { w.failed = true },
	} {
		_, w := tried(fail)
		require.Equal(t, []string{"seed 102 fails"}, w.said, name)
	}
	_, w := tried(func(*witness) {})
	require.Empty(t, w.said)
}

func TestEachSeedHasItsStream(t *testing.T) {
	seen := map[uint64]bool{}
	for range 2 {
		for _, r := range simtest.Streams(t, 10) {
			seen[r.Uint64()] = true
		}
	}
	n := len(slices.Collect(simtest.Seeds(t, 10)))
	require.Len(t, seen, n, "the same numbers for the same seed")
}
