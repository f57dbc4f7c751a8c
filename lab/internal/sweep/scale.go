package sweep

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"

	"github.com/rttlab/rttlab/lab/internal/units"
)

// scale is how the values of a column are drawn.
type scale struct {
	column int
	kind   Kind
	label  string
	unit   float64  // what values are divided by
	names  []string // of an axis whose values are no numbers, in the order in which they came
}

// scaleOf chooses the unit of a column: milliseconds for what was measured, for an axis the
// one in which its values are written.
func (p *Plan) scaleOf(name string, rows []Row) (scale, error) {
	cols := p.Columns()
	i := slices.IndexFunc(cols, func(c Column) bool { return c.Name == name })
	if i < 0 || name == "" {
		names := make([]string, len(cols))
		for i, c := range cols {
			names[i] = c.Name
		}
		return scale{}, fmt.Errorf("no column is named %q%s", name, units.DidYouMean(name, names))
	}
	s := scale{column: i, kind: cols[i].Kind, label: name, unit: 1}
	if measured, ok := strings.CutSuffix(name, "_ns"); ok {
		s.label, s.unit = measured+", ms", 1e6
	}
	if s.kind != Text {
		return s, nil
	}
	for _, r := range rows {
		text := r[i].Text
		if math.IsNaN(Number(text)) {
			return s.named(rows), nil
		}
		if unit := strings.TrimLeft(text, "0123456789.-"); unit != "" && s.unit == 1 {
			s.label, s.unit = name+", "+unit, Number("1"+unit)
		}
	}
	return s, nil
}

// measured is the scale of a column whose means are drawn.
func (p *Plan) measured(name string, rows []Row) (scale, error) {
	s, err := p.scaleOf(name, rows)
	if err == nil && s.kind == Text {
		return s, fmt.Errorf("%s is text, expected a column of numbers such as transactions_ns", name)
	}
	return s, err
}

// named makes of an axis one of names, side by side.
func (s scale) named(rows []Row) scale {
	for _, r := range rows {
		if name := r[s.column].Text; !slices.Contains(s.names, name) {
			s.names = append(s.names, name)
		}
	}
	s.unit = 1
	return s
}

// of is where the value of a row is drawn.
func (s *scale) of(row Row) float64 {
	switch {
	case s.names != nil:
		return float64(slices.Index(s.names, row[s.column].Text))
	case s.kind == Text:
		return row[s.column+1].Float / s.unit // the column behind it has its number
	}
	return row[s.column].number(s.kind) / s.unit
}

// wide is from which ratio of its ends on an axis is drawn in equal ratios.
const wide = 50

// mark names an axis and its ticks.
func (s *scale) mark(a *plot.Axis, rows []Row) {
	a.Label.Text = s.label
	if s.names != nil {
		var ticks plot.ConstantTicks
		for i, name := range s.names {
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: name})
		}
		a.Tick.Marker = ticks
		return
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		least, most = min(least, s.of(r)), max(most, s.of(r))
	}
	if least > 0 && most/least >= wide {
		a.Scale, a.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
}

// atMost is how many cells of a map are named on an axis.
const atMost = 12

// cells names an axis of a map, and its cells, of which there is one for each value.
func (s *scale) cells(a *plot.Axis, values []float64) {
	a.Label.Text = s.label
	var ticks plot.ConstantTicks
	every := (len(values) + atMost - 1) / atMost
	for i := 0; i < len(values); i += every {
		name := strconv.FormatFloat(values[i], 'g', 4, 64)
		if s.names != nil {
			name = s.names[int(values[i])]
		}
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: name})
	}
	a.Tick.Marker = ticks
}
