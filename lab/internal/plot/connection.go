package plot

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/lab/internal/export"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
)

// stairs adds values that hold until the next one, with a name in the legend.
func stairs(s *scene, p *plot.Plot, name string, c rgb, n int, value func(int) (vtime.Time, float64, bool)) error {
	var points plotter.XYs
	last := 0.0
	for i := range n {
		t, v, ok := value(i)
		switch {
		case !ok || t > s.Until:
			continue
		case t < s.Since:
			points = append(points[:0], plotter.XY{X: at(s.Since), Y: v})
		default:
			points = append(points, plotter.XY{X: at(t), Y: v})
		}
		last = v
	}
	if len(points) == 0 {
		return nil
	}
	line, err := plotter.NewLine(append(points, plotter.XY{X: at(s.Until), Y: last}))
	if err != nil {
		return err
	}
	line.StepStyle = plotter.PostStep
	line.Color, line.Width = c, vg.Points(1)
	p.Add(line)
	s.legend(name, c)
	return nil
}

// narrow makes the time what is left of the run for a connection, unless it was
// asked for.
func (s *scene) narrow(p *plot.Plot) {
	if s.Options.Until != 0 && s.Options.Until != s.r.Duration {
		return
	}
	last := vtime.Time(0)
	for _, x := range s.f.Packets {
		if x.End == s.end && x.Stop > x.Start {
			last = max(last, x.Ended())
		}
	}
	s.Until = max(s.Since+1, min(s.Until, last+last/50))
	p.X.Max = at(s.Until)
}

// beneath keeps a value within a quarter above top: a wide window would press all else
// down.
func beneath(v, top int64) float64 { return float64(min(v, top+top/4)) }

// sequence draws what an end sends, in the manner of tcptrace.
func sequence(s *scene, p *plot.Plot) (float64, error) {
	q := export.SequenceOf(s.f, s.end)
	s.narrow(p)
	p.Y.Label.Text = "bytes of " + q.From + " to " + q.To
	top := int64(1)
	for _, b := range q.Data {
		if s.shows(b.At) {
			top = max(top, b.Upto)
		}
	}
	for _, l := range []struct {
		name string
		c    rgb
		list []export.Step
	}{{"acknowledged", acked, q.Acks}, {"window", window, q.Windows}} {
		err := stairs(s, p, l.name, l.c, len(l.list), func(i int) (vtime.Time, float64, bool) {
			return l.list[i].At, beneath(l.list[i].To, top), true
		})
		if err != nil {
			return 0, err
		}
	}
	for _, l := range []struct {
		name  string
		c     rgb
		width float64
		list  []export.Bar
	}{{"data", data, 1, q.Data}, {"SACK", sacked, 1.5, q.Sacked}, {"sent again", again, 1.5, q.Again}} {
		if len(l.list) == 0 {
			continue
		}
		s.legend(l.name, l.c)
		p.Add(sketch(func(c draw.Canvas, x, y func(float64) vg.Length) {
			for _, b := range l.list {
				if s.shows(b.At) {
					width, low := vg.Points(l.width), y(float64(b.From))
					high := max(y(float64(b.Upto)), low+width) // a segment is seen however many there are
					c.StrokeLine2(draw.LineStyle{Color: l.c, Width: width}, x(at(b.At)), low, x(at(b.At)), high)
				}
			}
		}))
	}
	p.Y.Min, p.Y.Max = 0, max(p.Y.Max, float64(top))
	return 11, nil
}

// windows draws what limits an end, and what it has on the way.
func windows(s *scene, p *plot.Plot) (float64, error) {
	s.narrow(p)
	e := s.f.EndOf(s.end)
	if e == nil || len(e.Samples) == 0 {
		return 0, fmt.Errorf("nothing is known of the windows of %s: its stack cannot be looked into", s.end.Host.Name())
	}
	p.Y.Label.Text = "bytes, " + s.end.Host.Name()
	top := int64(1)
	for i := range e.Samples {
		top = max(top, e.Samples[i].Cwnd, e.Samples[i].Flight)
	}
	for i, name := range []string{"cwnd", "flight", "ssthresh", "rwnd"} {
		of := film.ColumnNamed(name).Of
		colour := []rgb{data, acked, sacked, window}[i]
		err := stairs(s, p, name, colour, len(e.Samples), func(i int) (vtime.Time, float64, bool) {
			v := of(&e.Samples[i])
			return e.Samples[i].At, beneath(v, top), v >= 0
		})
		if err != nil {
			return 0, err
		}
	}
	p.Y.Min = 0
	return 9, nil
}
