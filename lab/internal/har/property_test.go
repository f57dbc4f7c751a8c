package har

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// TestSeedPropertyMutatedHARs makes pages of entries that refer to each other at
// random, damages their values, and sometimes the bytes of the file.
func TestSeedPropertyMutatedHARs(t *testing.T) {
	for seed := range simtest.Seeds(t, 300) {
		r := rand.New(rand.NewPCG(seed, 1))
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			var entries []record
			for range 1 + r.IntN(20) {
				entries = append(entries, randomEntry(r))
			}
			pages := []any{record{"id": "p", "startedDateTime": moment(0)}, record{"id": "q", "startedDateTime": moment(300)}}
			data := []byte(withPages(pages[:r.IntN(3)], entries...))
			require.True(t, importAll(t, data, Limits{}))
			for range r.IntN(4) {
				data[r.IntN(len(data))] = `"{}[],:0e\`[r.IntN(10)]
			}
			importAll(t, data, Limits{})
		})
	}
}

// randomURL is one of few, so that entries meet.
func randomURL(r *rand.Rand) string {
	if r.IntN(20) == 0 {
		return []string{"", "data:,x", "x", "wss://a.example/", site + ":0/", "//b"}[r.IntN(6)]
	}
	paths := []string{"/", "/x", "/x/y.css", "/z.js?a&b", "/i.png"}
	return []string{site, "http://b.example:81"}[r.IntN(2)] + paths[r.IntN(len(paths))]
}

func randomEntry(r *rand.Rand) record {
	e := got(r.IntN(500), randomURL(r)).set("response.bodySize", r.IntN(3000))
	kinds := []string{"document", "stylesheet", "script", "image", "font", "fetch", "", "other"}
	e.kind(kinds[r.IntN(len(kinds))])
	e.set("timings", record{"connect": r.IntN(50) - 10, "ssl": r.IntN(50) - 10, "wait": r.IntN(100) - 10,
		"receive": r.IntN(100) - 10, "blocked": r.IntN(20) - 10})
	switch r.IntN(8) {
	case 0:
		e.leads(randomURL(r))
	case 1:
		e.set("_fromCache", "disk")
	case 2:
		e.set("response.status", []int{0, 101, 204, 304, 404, 301}[r.IntN(6)])
	}
	switch r.IntN(6) {
	case 0:
		e.parser(randomURL(r), r.IntN(5))
	case 1:
		e.script(randomURL(r), randomURL(r), randomURL(r))
	case 2:
		e.set("_initiator", randomURL(r)).set("_initiator_line", r.IntN(5)-1)
	case 3:
		e.header("request", "Referer", randomURL(r))
	}
	if r.IntN(2) == 0 {
		e.text(strings.Repeat("<a href=\""+randomURL(r)+"\">\n", 1+r.IntN(5)) + randomURL(r))
	}
	if r.IntN(3) == 0 {
		e.set("pageref", []any{"p", "q", "other", 7}[r.IntN(4)])
	}
	for range r.IntN(3) {
		damage(r, e)
	}
	return e
}

// damage replaces a value somewhere in a record, or takes it out.
func damage(r *rand.Rand, e record) {
	names := slices.Sorted(maps.Keys(e))
	if len(names) == 0 {
		return
	}
	name := names[r.IntN(len(names))]
	if inner, ok := e[name].(record); ok && r.IntN(8) > 0 {
		damage(r, inner)
		return
	}
	if r.IntN(4) == 0 {
		delete(e, name)
		return
	}
	odd := []any{nil, true, -1, 0, 1e308, 1e15, 0.25, "", "-1", "x\n", []any{}, record{}, "2026-01-02",
		json.Number("9e99")}
	e[name] = odd[r.IntN(len(odd))]
}
