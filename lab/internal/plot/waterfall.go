package plot

import (
	"errors"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/sim/cause"
)

// mostRows of a waterfall are drawn: more cannot be read.
const mostRows = 120

// waterfall draws a row for each transaction, the first on top.
func waterfall(s *scene, p *plot.Plot) (float64, error) {
	var seen [cause.NumWhy]bool
	var names []string
	rows := s.r.Transactions
	if len(rows) == 0 {
		return 0, errors.New("the run made no transactions")
	}
	if len(rows) > mostRows {
		rows = rows[:mostRows]
	}
	for i := range rows {
		x := &rows[i]
		names = append(names, strconv.Itoa(x.ID)+" "+shortened(x.URL))
		if x.Explanation == nil {
			continue
		}
		for _, span := range x.Explanation.Spans {
			seen[span.Why] = true
		}
	}
	p.Add(sketch(func(c draw.Canvas, x, y func(float64) vg.Length) {
		for i := range rows {
			if rows[i].Explanation == nil {
				continue
			}
			low, spans := float64(len(rows)-1-i), rows[i].Explanation.Spans
			for j := 0; j < len(spans); {
				first := spans[j]
				for j++; j < len(spans) && spans[j].Why == first.Why; j++ { // no seams where only the place changes
				}
				rectangle(c, colourOf(first.Why), x(at(first.From)), y(low-.38), x(at(spans[j-1].To)), y(low+.38))
			}
		}
	}))
	for why, there := range seen {
		if there {
			s.legend(cause.Why(why).String(), colourOf(cause.Why(why)))
		}
	}
	ticks := make(plot.ConstantTicks, len(names))
	for i, name := range names {
		ticks[i] = plot.Tick{Value: float64(len(names) - 1 - i), Label: name}
	}
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -.6, float64(len(names))-.4
	return 3 + .55*float64(max(len(names), 4)), nil
}

// shortened is a URL as it fits beside a plot.
func shortened(url string) string {
	const most = 40
	_, rest, found := strings.Cut(url, "://")
	if !found {
		rest = url
	}
	if len(rest) > most {
		rest = "..." + rest[len(rest)-most+3:]
	}
	return rest
}
