package plot

import (
	"image/color"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes on paper.
const (
	small    = 8 // points
	large    = 10
	margin   = vg.Centimeter * .35
	swatch   = vg.Centimeter * .3
	leading  = vg.Centimeter * .44
	gapToKey = vg.Centimeter * .4
)

// Styled is an empty plot in the style of all.
func Styled(title string) *plot.Plot {
	p := plot.New()
	sans := func(size font.Length) font.Font {
		return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	}
	p.Title.Text = title
	p.Title.TextStyle.Font = sans(large)
	p.Title.TextStyle.Color = ink
	p.Title.Padding = vg.Points(8)
	p.Legend.TextStyle.Font, p.Legend.TextStyle.Color = sans(small), ink
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font = sans(small)
		a.Tick.Label.Font = sans(small)
		a.Color, a.Tick.Color = quiet, quiet
		a.Tick.Label.Color, a.Label.TextStyle.Color = ink, ink
		a.LineStyle.Width, a.Tick.LineStyle.Width = vg.Points(.5), vg.Points(.5)
		a.Tick.Length = vg.Points(4)
		a.Tick.Marker = round{}
		a.Padding = vg.Points(4)
	}
	return p
}

// round are ticks at round values, about eight, each with its number.
type round struct{}

// Ticks satisfies plot.Ticker.
func (round) Ticks(low, high float64) (ticks []plot.Tick) {
	step := stepFor((high - low) / 8)
	for i := int(low/step) - 1; float64(i)*step <= high; i++ {
		if v := float64(i) * step; v >= low {
			ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'f', -1, 64)})
		}
	}
	return ticks
}

// stepFor is the next round number that is at least as large.
func stepFor(least float64) float64 {
	unit := 1.0
	for unit > least {
		unit /= 10
	}
	for unit*10 <= least {
		unit *= 10
	}
	for _, m := range []float64{1, 2, 5} {
		if m*unit >= least {
			return m * unit
		}
	}
	return 10 * unit
}

// Page is what is left of a canvas within its margins, on white.
func Page(c draw.Canvas) draw.Canvas {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	return draw.Crop(c, margin, -margin, margin, -margin)
}

// legend adds a name with its colour.
func (s *scene) legend(name string, c rgb) {
	s.names, s.colours = append(s.names, name), append(s.colours, c)
}

// compose draws a plot and, to the right of it, its legend.
func (s *scene) compose(c draw.Canvas, p *plot.Plot) {
	page := Page(c)
	style := p.X.Tick.Label
	style.XAlign, style.YAlign, style.Handler = text.XLeft, text.YCenter, plot.DefaultTextHandler
	width := vg.Length(0)
	for _, n := range s.names {
		width = max(width, style.Width(n))
	}
	key := vg.Length(0)
	if len(s.names) > 0 {
		key = width + swatch + gapToKey + vg.Points(6)
	}
	p.Draw(draw.Crop(page, 0, -key, 0, 0))
	x, y := page.Max.X-key+gapToKey, page.Max.Y-vg.Centimeter
	for i, n := range s.names {
		rectangle(c, s.colours[i], x, y-swatch/2, x+swatch, y+swatch/2)
		c.FillText(style, vg.Point{X: x + swatch + vg.Points(5), Y: y}, n)
		y -= leading
	}
}
