package cause

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
)

// forSeeds calls fn with a random stream for each of some seeds: RTTLAB_SEEDS
// says how many.
func forSeeds(t *testing.T, fn func(t *testing.T, r *rand.Rand)) {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("RTTLAB_SEEDS"), 10, 32)
	if err != nil {
		n = 50
	}
	for seed := range n {
		fn(t, rand.New(rand.NewPCG(seed, 1)))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// at is a stamp whose event belongs to its time.
func at(now vtime.Time) vtime.Stamp {
	return vtime.Stamp{Now: now, Event: vtime.EventID(now) + 1}
}
