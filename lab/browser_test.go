package lab_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/labtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

// measured is a page load of a real browser: milliseconds from the start of the
// navigation, and of each request when it was asked for and when it was done.
type measured struct {
	HTML, Last, Load float64
	Connections      int
	Requests         map[string][2]float64
}

const measuredPages = "../testdata/browser/"

// near says by how many thousandths a time is away from what was measured.
func near(got vtime.Time, want float64) int64 {
	w := int64(want * 1e6)
	return max(int64(got)-w, w-int64(got)) * 1000 / w
}

// Pages load as they did in Chromium from nginx over the same wires: the end of the
// document, the last request and the load event within 5 %, and so the requests in the
// median. Nothing here is set for one of the pages; other networks than these judge it.
func TestMeasuredPages(t *testing.T) {
	text, err := os.ReadFile(measuredPages + "measured.json")
	require.NoError(t, err)
	var all map[string]measured
	require.NoError(t, json.Unmarshal(text, &all))
	require.Len(t, all, 7)
	const tolerance = 50 // thousandths
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			want := all[name]
			file := measuredPages + name + ".yaml"
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			s, err := scenario.Parse(file, text, knobs.Registry())
			require.NoError(t, err)
			r, err := lab.Run(s, lab.Options{})
			require.NoError(t, err)
			require.Empty(t, r.Failed())
			load := r.Pages[0]
			var last vtime.Time
			var html int64
			var requests []int64
			for _, tx := range load.Transactions {
				path := tx.URL[strings.Index(tx.URL, "page.test")+len("page.test"):]
				ref := want.Requests[path]
				end := tx.Done.Now - load.Start.Now
				last = max(last, end)
				requests = append(requests, near(tx.Done.Now-tx.Asked.Now, ref[1]-ref[0]))
				if path == "/" {
					html = near(end, want.HTML)
				}
			}
			slices.Sort(requests)
			got := []int64{html, near(last, want.Last), near(load.Done.Now-load.Start.Now, want.Load), requests[len(requests)/2]}
			require.LessOrEqual(t, slices.Max(got), int64(tolerance), "html, last, load, requests: %v", got)
			require.Equal(t, want.Connections, len(r.Net.Connections()))
			t.Logf("html, last, load, requests: %v thousandths", got)
		})
	}
}

// Over a wire of a gigabit the browser's own computing is what a page waits for. Real loads
// of one page differ there by a fifth and more, so the load event has to be within a sixth
// of the median of five.
func TestMeasuredComputing(t *testing.T) {
	for name, want := range map[string]float64{
		"p1-h1tls-100ms-10M": 45.0, "p3-h1-100ms-1.5M": 184.4, "p3-h2-50ms-10M": 178.9, "p4-h1-100ms-10M": 282.2,
		"p4-h1close-50ms-10M": 356.7, "p5-h1-50ms-100M": 93.2, "p5-h2-300ms-10M": 98.3,
	} {
		t.Run(name, func(t *testing.T) {
			r := labtest.Load(t, measuredPages+name+".yaml").
				Set("links[0].delay", "100us").Set("links[0].queue_packets", "10000").
				Set("links[0].up.rate", "1Gbit/s").Set("links[0].down.rate", "1Gbit/s").Run()
			load := r.Pages[0]
			off := near(load.Done.Now-load.Start.Now, want)
			require.LessOrEqual(t, off, int64(1000/6), "thousandths")
		})
	}
}

// While style sheets and scripts of the head are under way a browser has at most two
// requests of low urgency under way; the others go within moments of their end.
func TestDelayableRequests(t *testing.T) {
	r, err := lab.Run(loadScenario(t, "browsers"), lab.Options{})
	require.NoError(t, err)
	load := r.Pages[2]
	var rendered vtime.Time
	for _, tx := range load.Transactions[1:3] {
		rendered = max(rendered, tx.Done.Now)
	}
	early, later := 0, 0
	for _, tx := range load.Transactions[3:] {
		taken := tx.Last().Taken.Now
		if taken < rendered && tx.Done.Now > rendered {
			early++
		}
		if taken >= rendered {
			later++
			require.GreaterOrEqual(t, taken, rendered+5*ms+4*ms, "evaluate, and layout")
		}
	}
	require.LessOrEqual(t, early, 2)
	require.Positive(t, later)
}

// browserLaws: of the six milliseconds of a head start the connection costs one, and the
// request another and the last piece of the document 10.6 us, less what the book's waits for
// the line.
var browserLaws = []law{
	{"browsers", "a head start", func(d *report.Document) vtime.Time { return total(10)(d) - total(19)(d) }, 4197421},
}
