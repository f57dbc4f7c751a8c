package plot

import (
	"fmt"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/export"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Options say what is drawn.
type Options struct {
	Kind       string // see Kinds
	Connection int    // of those kinds that are about one
	Host       string // that sends; empty: the end that sent more
	Since      vtime.Time
	Until      vtime.Time // 0: the end
	Width      float64    // centimetres
	Height     float64    // 0: what fits the kind
}

// scene is a run to be drawn.
type scene struct {
	Options
	r   *lab.Result
	f   *film.Film
	end *stack.End // whose sending is drawn

	names   []string // of the legend
	colours []rgb
}

// kind is a way to draw a run. It returns the height that fits, in centimetres.
type kind struct {
	name string
	draw func(s *scene, p *plot.Plot) (height float64, err error)
	one  bool // it is about one connection
}

var kinds = []kind{
	{"waterfall", waterfall, false},
	{"timeseq", sequence, true},
	{"cwnd", windows, true},
	{"ladder", ladder, true},
	{"queue", queues, false},
	{"states", states, false},
}

// Kinds lists what can be drawn.
func Kinds() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Write draws a run in a format, svg or png.
func Write(w io.Writer, format string, r *lab.Result, f *film.Film, o Options) error {
	for _, k := range kinds {
		if k.name == o.Kind {
			return k.write(w, format, &scene{Options: o, r: r, f: f})
		}
	}
	return fmt.Errorf("no plot is of kind %q%s", o.Kind, units.DidYouMean(o.Kind, Kinds()))
}

func (k *kind) write(w io.Writer, format string, s *scene) (err error) {
	if format != "svg" && format != "png" {
		return fmt.Errorf("%q is no format, expected svg or png", format)
	}
	if k.one {
		if s.end, err = export.EndOf(s.r, s.Connection, s.Host); err != nil {
			return err
		}
	}
	if s.Until == 0 {
		s.Until = s.r.Duration
	}
	if s.Until <= s.Since {
		return fmt.Errorf("nothing is left to draw from %v to %v", s.Since, s.Until)
	}
	p := Styled(s.r.Scenario.Title)
	p.X.Label.Text = "ms"
	p.X.Min, p.X.Max = at(s.Since), at(s.Until)
	height, err := k.draw(s, p)
	if err != nil {
		return err
	}
	if s.Height > 0 {
		height = s.Height
	}
	c, err := draw.NewFormattedCanvas(font.Length(s.Width)*vg.Centimeter, font.Length(height)*vg.Centimeter, format)
	if err != nil {
		return err
	}
	s.compose(draw.New(c), p)
	_, err = c.WriteTo(w)
	return err
}

// at is a time as a coordinate: milliseconds.
func at(t vtime.Time) float64 { return float64(t) / float64(vtime.Millisecond) }

// shows reports whether a time is drawn.
func (s *scene) shows(t vtime.Time) bool { return s.Since <= t && t <= s.Until }

// sketch draws itself on a plot.
type sketch func(c draw.Canvas, x, y func(float64) vg.Length)

// Plot satisfies plot.Plotter.
func (k sketch) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	k(c, x, y)
}

// rectangle fills a part of the plot, as far as it is in view.
func rectangle(c draw.Canvas, colour rgb, x0, y0, x1, y1 vg.Length) {
	x0, x1 = max(x0, c.Min.X), min(x1, c.Max.X)
	y0, y1 = max(y0, c.Min.Y), min(y1, c.Max.Y)
	if x1 <= x0 || y1 <= y0 {
		return
	}
	c.FillPolygon(colour, []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
}
