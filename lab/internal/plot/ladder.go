package plot

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// flight is the way of a packet down the ladder.
type flight struct {
	*film.Packet
	begin, end vtime.Time // of the arrow: a packet that is lost ends on the way
	fromClient bool
}

// ladder draws the packets of a connection: the client left, the server right, time
// downwards.
func ladder(s *scene, p *plot.Plot) (float64, error) {
	flights := s.flights()
	t := newTimeline(flights)
	p.X.Label.Text, p.Y.Label.Text = "", "ms"
	p.X.Min, p.X.Max = -.05, 1.05
	p.Y.Min, p.Y.Max = -t.length(), 0
	p.Y.Tick.Marker = plot.ConstantTicks(t.ticks())
	p.X.Tick.Marker = plot.ConstantTicks{{Value: 0, Label: hostName(s, true)}, {Value: 1, Label: hostName(s, false)}}
	style := p.X.Tick.Label
	p.Add(sketch(func(c draw.Canvas, x, y func(float64) vg.Length) {
		down := func(at vtime.Time) vg.Length { return y(-t.at(at)) }
		t.rails(c, style, x, y)
		for i := range flights {
			flights[i].arrow(c, x, down)
		}
		for _, g := range grouped(flights, down) {
			g.label(c, style, x, down)
		}
	}))
	s.legend("data", data)
	s.legend("acknowledgement", acked)
	s.legend("sent again or lost", again)
	return 16, nil
}

// flights are the packets that are drawn, in the order in which they left.
func (s *scene) flights() (list []flight) {
	connection := s.end.Connection
	var mine []*film.Packet
	for _, p := range s.f.Packets {
		if p.Connection() == connection && s.shows(p.Left) && p.Ended() != vtime.Never {
			mine = append(mine, p)
		}
	}
	quickest := quickest(mine)
	for _, p := range mine {
		f := flight{Packet: p, end: p.Ended(), fromClient: p.End == connection.Client}
		if p.Lost != "" {
			f.end = max(f.end, p.Left+p.Queued()+quickest[p.End]*45/100)
		}
		f.begin = min(p.Left+p.Queued(), f.end)
		list = append(list, f)
	}
	slices.SortStableFunc(list, func(a, b flight) int { return int(min(max(a.Left-b.Left, -1), 1)) })
	return list
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

// colour is by what the packet does.
func (f *flight) colour() rgb {
	switch {
	case f.Lost != "" || f.Copy > 1:
		return again
	case f.Payload == 0 && !f.Segment.Flags.Has(tcp.SYN):
		return acked
	}
	return data
}

// ends are where the arrow begins and ends from left to right: one that was lost ends
// on the way.
func (f *flight) ends() (from, to float64) {
	from, to = 0, 1
	if !f.fromClient {
		from, to = 1, 0
	}
	if f.Lost != "" {
		to = from + (to-from)*.45
	}
	return from, to
}

// arrow draws the packet from where it left, once it was through its queues, to where
// it arrived, or to a cross if it was lost.
func (f *flight) arrow(c draw.Canvas, x func(float64) vg.Length, down func(vtime.Time) vg.Length) {
	colour := f.colour()
	style := draw.LineStyle{Color: colour, Width: vg.Points(.7)}
	from, to := f.ends()
	x0, x1, y0, y1 := x(from), x(to), down(f.begin), down(f.end)
	if f.begin > f.Left {
		wait := style
		wait.Dashes = []vg.Length{vg.Points(1), vg.Points(1)}
		c.StrokeLine2(wait, x0, down(f.Left), x0, y0)
	}
	c.StrokeLine2(style, x0, y0, x1, y1)
	size := vg.Points(2.5)
	if f.Lost != "" {
		c.StrokeLine2(style, x1-size, y1-size, x1+size, y1+size)
		c.StrokeLine2(style, x1-size, y1+size, x1+size, y1-size)
		return
	}
	back := size
	if f.fromClient {
		back = -size
	}
	x2 := x1 + back*1.6
	c.FillPolygon(colour, []vg.Point{{X: x1, Y: y1}, {X: x2, Y: y1 + size*.7}, {X: x2, Y: y1 - size*.7}})
}
