package scenario

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/vtime"
)

// trafficFields are the fields of a load.
func trafficFields() []field[Workload] {
	all := append(lift([]field[Traffic]{
		scalar("every", durations, 0, func(t *Traffic) *span { return &t.Every },
			"mean time between arrivals, which come whether or not earlier ones have been answered and go to the users in turn; "+
				"0: each user asks when the answer before has come and a time to think has passed"),
		oneFrom("arrivals", ArrivalNames, FixedArrivals, func(t *Traffic) *Arrivals { return &t.Arrivals },
			"how arrivals follow each other: fixed or poisson (independent of each other)"),
		scalar("think", durations, 0, func(t *Traffic) *span { return &t.Think },
			"time that a user takes to think, also before the first request, in the mean"),
		scalar("warm_up", durations, 0, func(t *Traffic) *span { return &t.WarmUp },
			"what is asked for in this time from the start is not measured"),
		scalar("duration", durations, 60*vtime.Second, func(t *Traffic) *span { return &t.Duration },
			"how long, from the start, something is asked for"),
		scalar("interval", durations, 0, func(t *Traffic) *span { return &t.Interval },
			"of the results over time; 0: a tenth of what is measured"),
		sequence("mix", partTable, func(t *Traffic) *[]Part { return &t.Mix },
			"what is asked for"),
	}, func(w *Workload) *Traffic { return &w.Traffic }),
		variationTable("think", func(w *Workload) *httpx.Variation { return &w.Thinking })...)
	for i := range all {
		if all[i].name == "mix" {
			all[i] = neededIn(all[i], Load)
		} else {
			all[i] = onlyIn(all[i], Load)
		}
	}
	return all
}

func partTable() []field[Part] {
	return []field[Part]{
		scalar("class", texts, "", func(p *Part) *string { return &p.Class },
			"name in the results, which parts may share; without it the URL or the page"),
		scalar("weight", counts[i64](1, MaxCount), 1, func(p *Part) *i64 { return &p.Weight },
			"how often it is asked for, in proportion to the others"),
		scalar("url", urls, "", func(p *Part) *string { return &p.URL },
			"what is asked for"),
		scalar("page", ids.called("page"), "", func(p *Part) *string { return &p.Page },
			"the page that is loaded, in place of a request"),
		scalar("method", methods, "GET", func(p *Part) *string { return &p.Method },
			"method of the request"),
		scalar("request_header", headers, 0, func(p *Part) *i64 { return &p.RequestHeader },
			"bytes of the request's header; less than needed: as needed"),
		scalar("request_body", sizes, 0, func(p *Part) *i64 { return &p.RequestBody },
			"bytes of the request's body"),
	}
}
