package simtest

import (
	"iter"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// Seeds yields the seeds that a test tries: so many from 0 on, a quarter of them in a
// short run, or those that the environment names. It stops at the first that fails and
// says which it was.
func Seeds(t testing.TB, normal uint64) iter.Seq[uint64] { return Heavy(t, normal, 1) }

// Heavy is Seeds of cases that cost weight times as much as usual ones: of as many seeds
// as the environment wants, it tries one in weight.
func Heavy(t testing.TB, normal, weight uint64) iter.Seq[uint64] {
	t.Helper()
	if testing.Short() {
		normal = normal/4 + 1
	}
	n, first := number(t, "RTTLAB_SEEDS", normal*weight)/weight, number(t, "RTTLAB_FIRST_SEED", 0)
	return func(yield func(uint64) bool) {
		seed, ended := first, false
		defer func() {
			if !ended {
				t.Logf("seed %d fails", seed)
			}
		}()
		for ; seed < first+n; seed++ {
			more := yield(seed)
			if t.Failed() {
				t.FailNow()
			}
			if !more {
				break
			}
		}
		ended = true
	}
}

// Streams yields the seeds that a test tries, each with a stream of random numbers of
// its own.
func Streams(t testing.TB, normal uint64) iter.Seq2[uint64, *rand.Rand] {
	t.Helper()
	seeds := Seeds(t, normal)
	return func(yield func(uint64, *rand.Rand) bool) {
		for seed := range seeds {
			if !yield(seed, rand.New(rand.NewPCG(seed, 0))) {
				return
			}
		}
	}
}

// number is what a variable of the environment says, or else the usual number.
func number(t testing.TB, name string, usual uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.ParseUint(text, 10, 40)
	if err != nil {
		t.Fatalf("%s=%s: give a number such as 10000", name, text)
	}
	return n
}
