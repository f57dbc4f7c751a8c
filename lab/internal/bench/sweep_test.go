package bench

import (
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// load reads a scenario or a recorded page.
func load(b *testing.B, name string) *scenario.Scenario {
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	s, err := lab.Load(name, data, lab.LoadOptions{Network: lab.DefaultNetwork()})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

const (
	pageFile     = "../../../testdata/pages/article.har"
	scenarioFile = "../../../testdata/scenarios/textbook.yaml"
)

// BenchmarkStart is a run with all that it takes from the file on. An operation
// is one run.
func BenchmarkStart(b *testing.B) {
	for _, c := range []struct{ name, file string }{{"har", pageFile}, {"scenario", scenarioFile}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if _, err := lab.Run(load(b, c.file), lab.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// sweep runs a scenario with as many seeds, on all cores.
func sweep(b *testing.B, s *scenario.Scenario, runs int) {
	var wait sync.WaitGroup
	seeds := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for seed := range seeds {
				one := *s
				one.Seed = uint64(seed)
				if _, err := lab.Run(&one, lab.Options{}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for seed := range runs {
		seeds <- seed
	}
	close(seeds)
	wait.Wait()
}

// cores returns how much time the cores had so far, and how much of it they idled.
func cores() (all, idle float64) {
	runtime.GC() // brings the figures up to date
	m := []metrics.Sample{{Name: "/cpu/classes/total:cpu-seconds"}, {Name: "/cpu/classes/idle:cpu-seconds"}}
	metrics.Read(m)
	return m[0].Value.Float64(), m[1].Value.Float64()
}

// BenchmarkSweep is 1,000 small runs of a recorded page with other seeds, on
// all cores. busy% is how much of the cores' time was used.
func BenchmarkSweep(b *testing.B) {
	const runs = 1000
	s := load(b, pageFile)
	b.ReportAllocs()
	all, idle := cores()
	b.ResetTimer()
	for range b.N {
		sweep(b, s, runs)
	}
	b.StopTimer()
	allThen, idleThen := cores()
	b.ReportMetric(100*(1-(idleThen-idle)/(allThen-all)), "busy%")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/runs, "ns/run")
}
