package bench

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/rttlab/rttlab/lab"
)

// BenchmarkSweep is 1,000 small runs of a recorded page with other seeds, on
// all cores. cpu% is how much of them was used by goroutines that ran.
func BenchmarkSweep(b *testing.B) {
	data, err := os.ReadFile("../../testdata/pages/article.har")
	if err != nil {
		b.Fatal(err)
	}
	const runs = 1000
	one := func(seed int) {
		o := lab.LoadOptions{Network: lab.DefaultNetwork()}
		s, err := lab.Load("article.har", data, o)
		if err != nil {
			b.Error(err)
			return
		}
		s.Seed = uint64(seed)
		if _, err := lab.Run(s, lab.Options{}); err != nil {
			b.Error(err)
		}
	}
	for range b.N {
		var busy time.Duration
		var mu sync.Mutex
		var wait sync.WaitGroup
		next := make(chan int)
		began := time.Now()
		for range runtime.GOMAXPROCS(0) {
			wait.Go(func() {
				var mine time.Duration
				for seed := range next {
					t := time.Now()
					one(seed)
					mine += time.Since(t)
				}
				mu.Lock()
				busy += mine
				mu.Unlock()
			})
		}
		for i := range runs {
			next <- i
		}
		close(next)
		wait.Wait()
		share := float64(busy) / float64(time.Since(began)) / float64(runtime.GOMAXPROCS(0))
		b.ReportMetric(100*share, "cpu%")
		b.ReportMetric(float64(time.Since(began).Nanoseconds())/runs, "ns/run")
	}
}
