package bench

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// lines counts the lines that are written.
type lines struct{ n int }

// Write satisfies io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.n += bytes.Count(p, []byte{'\n'})
	return len(p), nil
}

// BenchmarkTrace is a bulk flow with what can be written of it: nothing but the
// digest, which every run makes, the text, and captures. An operation is one
// segment; lines/s is of the text.
func BenchmarkTrace(b *testing.B) {
	var text lines
	capture := func(p lab.Points) []lab.Watcher {
		return []lab.Watcher{lab.NewCapture(io.Discard, "rttlab", "", p)}
	}
	for _, c := range []struct {
		name     string
		watchers func() []lab.Watcher
	}{
		{"digest", func() []lab.Watcher { return nil }},
		{"text", func() []lab.Watcher { return []lab.Watcher{lab.NewTrace(&text)} }},
		{"pcapng", func() []lab.Watcher { return capture(lab.Points{}) }},
		{"pcapng-all", func() []lab.Watcher { return capture(lab.Points{All: true}) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			sc, err := scenario.Parse("trace.yaml", fmt.Appendf(nil,
				"%sworkloads: [{type: bulk, client: a, server: b, bytes: %d}]\n", memoryHosts, b.N*mss), knobs.Registry())
			if err != nil {
				b.Fatal(err)
			}
			text.n = 0
			b.ReportAllocs()
			b.ResetTimer()
			r, err := lab.Run(sc, lab.Options{Watchers: c.watchers()})
			b.StopTimer()
			if failed := r.Failed(); err != nil || failed != "" {
				b.Fatal(err, failed)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(r.Net.Links()[0].BA.Stats().SentData), "ns/segment")
			if text.n > 0 {
				b.ReportMetric(float64(text.n)/b.Elapsed().Seconds(), "lines/s")
			}
		})
	}
}
