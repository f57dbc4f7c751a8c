package sweep

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"sort"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	labplot "github.com/rttlab/rttlab/lab/internal/plot"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// Figure is what a plot shows: a column over an axis, one curve for each value of
// another, or a map of two axes.
type Figure struct {
	X, Y string // columns of axes, and of what was measured; Y of a map is an axis too
	By   string // one curve for each of its values; empty: one curve
	Z    string // of a map: what was measured; empty: curves
}

// DefaultFigure is what is plotted if nobody says: the longest time over the first axis.
func (p *Plan) DefaultFigure() Figure {
	f := Figure{Y: "transactions_ns"}
	if len(p.Axes) > 0 {
		f.X = p.Axes[0].Path
	}
	if len(p.Axes) > 1 {
		f.By = p.Axes[1].Path
	}
	return f
}

// sample is the values at a place of a figure.
type sample struct {
	x, y   float64
	values []float64
}

// mean is the mean of the values, and half the width of its 95 % confidence interval.
func (s *sample) mean() (mean, half float64) {
	n := float64(len(s.values))
	for _, v := range s.values {
		mean += v / n
	}
	if n < 2 {
		return mean, 0
	}
	sum := 0.0
	for _, v := range s.values {
		sum += (v - mean) * (v - mean)
	}
	return mean, student(len(s.values)-1) * math.Sqrt(sum/(n-1)/n)
}

// quantiles of Student's t distribution at 97.5 %, by degrees of freedom from 1.
var quantiles = []float64{
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110,
	2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
}

// student is that quantile; beyond 30 it goes on to that of the normal distribution.
func student(freedom int) float64 {
	if freedom <= len(quantiles) {
		return quantiles[freedom-1]
	}
	return 1.960 + 2.5/float64(freedom)
}

// Plot draws a figure of results. The format is svg, png or pdf.
func (p *Plan) Plot(to io.Writer, rows []Row, f Figure, format string) error {
	pl := labplot.Styled(fmt.Sprintf("%s, %s", p.File, units.Counted(len(rows), "run")))
	rows = slices.DeleteFunc(slices.Clone(rows), p.Impossible)
	var err error
	if f.Z != "" {
		err = p.heat(pl, rows, f)
	} else {
		err = p.curves(pl, rows, f)
	}
	if err != nil {
		return err
	}
	c, err := draw.NewFormattedCanvas(16*vg.Centimeter, 11*vg.Centimeter, format)
	if err != nil {
		return err
	}
	pl.Draw(labplot.Page(draw.New(c)))
	_, err = c.WriteTo(to)
	return err
}

// curves draws means with bands of confidence.
func (p *Plan) curves(pl *plot.Plot, rows []Row, f Figure) error {
	x, err := p.scaleOf(f.X, rows)
	if err != nil {
		return err
	}
	y, err := p.measured(f.Y, rows)
	if err != nil {
		return err
	}
	groups, names := map[string][]Row{}, []string{""}
	if f.By == "" {
		groups[""] = rows
	} else {
		by, err := p.scaleOf(f.By, rows)
		if err != nil {
			return err
		}
		names = nil
		for _, r := range rows {
			name := r[by.column].text(by.kind)
			if groups[name] == nil {
				names = append(names, name)
			}
			groups[name] = append(groups[name], r)
		}
	}
	x.mark(&pl.X, rows)
	pl.Y.Label.Text = y.label
	pl.Legend.Top, pl.Legend.Left = true, true
	for i, name := range names {
		all := samples(groups[name], &x, nil, &y)
		if err := curve(pl, all, i, f.By, name); err != nil {
			return err
		}
		first, _ := all[0].mean()
		last, _ := all[len(all)-1].mean()
		pl.Legend.Left = first <= last // where the curves are not
	}
	return nil
}

// samples gathers the values of a column by place. Without a second axis it is 0.
func samples(rows []Row, x, y, z *scale) []sample {
	var all []sample
	at := map[[2]float64]int{}
	for _, r := range rows {
		if math.IsNaN(z.of(r)) {
			continue // not measured
		}
		place := [2]float64{x.of(r), 0}
		if y != nil {
			place[1] = y.of(r)
		}
		i, known := at[place]
		if !known {
			i = len(all)
			at[place], all = i, append(all, sample{x: place[0], y: place[1]})
		}
		all[i].values = append(all[i].values, z.of(r))
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].x < all[j].x })
	return all
}

// colours of curves, which also those tell apart who see no red or no green (Okabe and Ito).
var colours = []color.NRGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255}, {86, 180, 233, 255},
	{230, 159, 0, 255}, {60, 60, 60, 255},
}

// curve draws the i-th curve with its band.
func curve(pl *plot.Plot, all []sample, i int, by, name string) error {
	var line, upper, lower plotter.XYs
	for i := range all {
		mean, half := all[i].mean()
		line = append(line, plotter.XY{X: all[i].x, Y: mean})
		upper = append(upper, plotter.XY{X: all[i].x, Y: mean + half})
		lower = append(lower, plotter.XY{X: all[i].x, Y: mean - half})
	}
	if len(line) == 0 {
		return fmt.Errorf("there is nothing to plot")
	}
	slices.Reverse(lower)
	band, err := plotter.NewPolygon(append(upper, lower...))
	if err != nil {
		return err
	}
	c := colours[i%len(colours)]
	band.Color, band.LineStyle.Width = color.NRGBA{c.R, c.G, c.B, 50}, 0
	l, points, err := plotter.NewLinePoints(line)
	if err != nil {
		return err
	}
	l.Color, points.Color, l.Dashes = c, c, plotutil.Dashes(i)
	pl.Add(band, l, points)
	if by != "" {
		pl.Legend.Add(by+" "+name, l)
	}
	return nil
}

// heat draws a map of means over two axes.
func (p *Plan) heat(pl *plot.Plot, rows []Row, f Figure) error {
	x, err := p.scaleOf(f.X, rows)
	if err != nil {
		return err
	}
	y, err := p.scaleOf(f.Y, rows)
	if err != nil {
		return err
	}
	z, err := p.measured(f.Z, rows)
	if err != nil {
		return err
	}
	g := newGrid(samples(rows, &x, &y, &z))
	if len(g.xs) < 2 || len(g.ys) < 2 {
		return fmt.Errorf("a map needs two values or more on both axes, there are %d and %d", len(g.xs), len(g.ys))
	}
	x.cells(&pl.X, g.xs)
	y.cells(&pl.Y, g.ys)
	shades := moreland.SmoothBlueRed()
	shades.SetAlpha(.6) // that numbers can be read on the darkest
	h := plotter.NewHeatMap(g, shades.Palette(64))
	if !(h.Min < h.Max) {
		h.Max = h.Min + 1
	}
	pl.Title.Text += fmt.Sprintf(": %s, %.4g (blue) to %.4g (red)", z.label, h.Min, h.Max)
	pl.Add(h)
	return g.numbers(pl)
}

// grid is a map's values; those that are missing are NaN.
type grid struct {
	xs, ys []float64
	z      map[[2]float64]float64
}

func newGrid(all []sample) *grid {
	g := &grid{z: map[[2]float64]float64{}}
	for i := range all {
		s := &all[i]
		g.z[[2]float64{s.x, s.y}], _ = s.mean()
		g.xs, g.ys = append(g.xs, s.x), append(g.ys, s.y)
	}
	slices.Sort(g.xs)
	slices.Sort(g.ys)
	g.xs, g.ys = slices.Compact(g.xs), slices.Compact(g.ys)
	return g
}

// Dims, Z, X and Y satisfy plotter.GridXYZ.
func (g *grid) Dims() (c, r int) { return len(g.xs), len(g.ys) }

// Z is the value of a cell.
func (g *grid) Z(c, r int) float64 {
	if v, ok := g.z[[2]float64{g.xs[c], g.ys[r]}]; ok {
		return v
	}
	return math.NaN()
}

// X is the place of a column of cells: all are of one width, whatever their values.
func (g *grid) X(c int) float64 { return float64(c) }

// Y is the place of a row of cells.
func (g *grid) Y(r int) float64 { return float64(r) }

// Up to so many cells beside and above each other have their numbers written into them.
const columnsWithNumbers, rowsWithNumbers = 12, 20

// numbers writes the value of each cell into it, where there is room.
func (g *grid) numbers(pl *plot.Plot) error {
	if len(g.xs) > columnsWithNumbers || len(g.ys) > rowsWithNumbers {
		return nil
	}
	var all plotter.XYLabels
	for c := range g.xs {
		for r := range g.ys {
			if v := g.Z(c, r); !math.IsNaN(v) {
				all.XYs = append(all.XYs, plotter.XY{X: g.X(c), Y: g.Y(r)})
				all.Labels = append(all.Labels, strconv.FormatFloat(v, 'g', 4, 64))
			}
		}
	}
	labels, err := plotter.NewLabels(all)
	if err != nil {
		return err
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i] = pl.X.Tick.Label
		labels.TextStyle[i].XAlign, labels.TextStyle[i].YAlign = draw.XCenter, draw.YCenter
		labels.TextStyle[i].Handler = plot.DefaultTextHandler
	}
	pl.Add(labels)
	return nil
}
