package plot

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/sim/vtime"
)

// timeline is the axis of a ladder, in milliseconds from its upper end. Long times in
// which nothing is under way are cut short: what is before and after can be seen.
type timeline struct {
	spans []span
	pause float64 // how long a time that is cut short is drawn
}

// span is a time that is drawn as long as it is.
type span struct {
	from, to vtime.Time
	at       float64 // where it begins
}

// tooLong is how many times as long as everything that is under way a pause is that is
// cut short, and pauses how many of it are then as long as that.
const tooLong, pauses = 4, 6

// newTimeline fits flights, which are in order.
func newTimeline(flights []flight) *timeline {
	busy := make([]span, 0, len(flights))
	for i := range flights {
		f := &flights[i]
		if n := len(busy); n > 0 && f.Left <= busy[n-1].to {
			busy[n-1].to = max(busy[n-1].to, f.end)
		} else {
			busy = append(busy, span{from: f.Left, to: f.end})
		}
	}
	sum := vtime.Time(0)
	for _, b := range busy {
		sum += b.to - b.from
	}
	t := &timeline{pause: at(sum) / pauses}
	for _, b := range busy {
		if n := len(t.spans); n > 0 && b.from-t.spans[n-1].to <= tooLong*sum {
			t.spans[n-1].to = b.to
			continue
		}
		if len(t.spans) > 0 {
			b.at = t.length() + t.pause
		}
		t.spans = append(t.spans, b)
	}
	return t
}

// length is that of the axis.
func (t *timeline) length() float64 {
	if len(t.spans) == 0 {
		return 1
	}
	last := t.spans[len(t.spans)-1]
	return max(last.at+at(last.to-last.from), 1e-6)
}

// at is where a time is drawn.
func (t *timeline) at(when vtime.Time) float64 {
	i, _ := slices.BinarySearchFunc(t.spans, when, func(s span, when vtime.Time) int { return cmp.Compare(s.to, when) })
	if i == len(t.spans) {
		return t.length()
	}
	return t.spans[i].at + max(0, at(when-t.spans[i].from))
}

// ticks are at round times, those of one span as far from each other as those of another,
// or where a span begins that has none.
func (t *timeline) ticks() (ticks []plot.Tick) {
	step := stepFor(t.length() / 8)
	for _, s := range t.spans {
		before := len(ticks)
		tick := func(v float64) {
			ticks = append(ticks, plot.Tick{Value: at(s.from) - s.at - v, Label: strconv.FormatFloat(v, 'f', -1, 64)})
		}
		for i := math.Ceil(at(s.from) / step); i*step <= at(s.to); i++ {
			tick(i * step)
		}
		if len(ticks) == before {
			tick(at(s.from))
		}
	}
	return ticks
}

// rails draws the lines of both hosts, and says how long the times are that are cut short.
func (t *timeline) rails(c draw.Canvas, words text.Style, x, y func(float64) vg.Length) {
	line := draw.LineStyle{Color: quiet, Width: vg.Points(.8)}
	cut := line
	cut.Dashes = []vg.Length{vg.Points(1), vg.Points(3)}
	words.Color, words.XAlign, words.YAlign = quiet, text.XCenter, text.YCenter
	for i, s := range t.spans {
		top, bottom := y(-s.at), y(-s.at-at(s.to-s.from))
		for _, host := range []float64{0, 1} {
			c.StrokeLine2(line, x(host), top, x(host), bottom)
			if i > 0 {
				c.StrokeLine2(cut, x(host), y(-s.at+t.pause), x(host), top)
			}
		}
		if i > 0 {
			c.FillText(words, vg.Point{X: x(.5), Y: y(-s.at + t.pause/2)}, (s.from-t.spans[i-1].to).String()+" later")
		}
	}
}
