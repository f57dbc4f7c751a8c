package plot

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// downwards turns an axis around: times are drawn below zero and shown above it.
type downwards struct{ round }

// Ticks satisfies plot.Ticker.
func (d downwards) Ticks(low, high float64) []plot.Tick {
	ticks := d.round.Ticks(-high, -low)
	for i := range ticks {
		ticks[i].Value = -ticks[i].Value
	}
	return ticks
}

// ladder draws the packets of a connection: the client left, the server right, time
// downwards.
func ladder(s *scene, p *plot.Plot) (float64, error) {
	connection := s.end.Connection
	var mine []*film.Packet
	last := s.Since + 1
	for _, x := range s.f.Packets {
		if x.Connection() == connection && s.shows(x.Left) {
			mine = append(mine, x)
			last = max(last, min(s.Until, x.Ended()))
		}
	}
	p.X.Label.Text, p.Y.Label.Text = "", "ms"
	p.X.Min, p.X.Max = -.05, 1.05
	p.Y.Min, p.Y.Max = -at(last), -at(s.Since)
	p.Y.Tick.Marker = downwards{}
	p.X.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: hostName(s, true)}, {Value: 1, Label: hostName(s, false)}}
	quickest := quickest(mine)
	p.Add(sketch(func(c draw.Canvas, x, y func(float64) vg.Length) {
		for _, line := range []float64{0, 1} {
			c.StrokeLine2(draw.LineStyle{Color: quiet, Width: vg.Points(.8)}, x(line), c.Min.Y, x(line), c.Max.Y)
		}
		for _, one := range mine {
			arrow(c, one, quickest[one.End], one.End == connection.Client, x, y)
		}
	}))
	s.legend("data", data)
	s.legend("acknowledgement", acked)
	s.legend("sent again or lost", again)
	return 16, nil
}

// hostName names the client's or the server's host.
func hostName(s *scene, client bool) string {
	e := s.end.Connection.Server
	if client {
		e = s.end.Connection.Client
	}
	if e == nil {
		return "?"
	}
	return e.Host.Name()
}

// quickest is the shortest flight in each direction: how steep the arrow of a packet
// is that did not arrive.
func quickest(list []*film.Packet) map[*stack.End]vtime.Time {
	least := map[*stack.End]vtime.Time{}
	for _, p := range list {
		if there, ok := p.Arrived(); ok {
			d := there - p.Left - p.Queued()
			if before, known := least[p.End]; !known || d < before {
				least[p.End] = d
			}
		}
	}
	return least
}

// arrow draws a packet from where it left, once it was through its queues, to where
// it arrived. One that was lost ends on the way with a cross.
func arrow(c draw.Canvas, p *film.Packet, flight vtime.Time, fromClient bool, x, y func(float64) vg.Length) {
	colour := data
	switch {
	case p.Lost != "" || p.Copy > 1:
		colour = again
	case p.Payload == 0 && !p.Segment.Flags.Has(tcp.SYN):
		colour = acked
	}
	style := draw.LineStyle{Color: colour, Width: vg.Points(.7)}
	queued, end := p.Queued(), p.Ended()
	if end == vtime.Never {
		return
	}
	from, to := 0., 1.
	if !fromClient {
		from, to = 1, 0
	}
	if p.Lost != "" {
		to = from + (to-from)*.45
		end = max(end, p.Left+queued+flight*45/100)
	}
	begin := min(p.Left+queued, end)
	x0, x1, y0, y1 := x(from), x(to), y(-at(begin)), y(-at(end))
	if queued > 0 {
		wait := style
		wait.Dashes = []vg.Length{vg.Points(1), vg.Points(1)}
		c.StrokeLine2(wait, x0, y(-at(p.Left)), x0, y0)
	}
	c.StrokeLine2(style, x0, y0, x1, y1)
	size := vg.Points(2.5)
	if p.Lost != "" {
		c.StrokeLine2(style, x1-size, y1-size, x1+size, y1+size)
		c.StrokeLine2(style, x1-size, y1+size, x1+size, y1-size)
		return
	}
	back := size
	if fromClient {
		back = -size
	}
	x2 := x1 + back*1.6
	c.FillPolygon(colour, []vg.Point{{X: x1, Y: y1}, {X: x2, Y: y1 + size*.7}, {X: x2, Y: y1 - size*.7}})
}
