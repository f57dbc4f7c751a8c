package plot

import (
	"errors"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
)

// queues draws what stood before each wire.
func queues(s *scene, p *plot.Plot) (float64, error) {
	p.Y.Label.Text = "packets in the queue"
	drawn := 0
	for i, w := range s.f.Wires {
		depth := s.f.QueueOf(i)
		if len(depth) == 0 {
			continue
		}
		err := stairs(s, p, w.Name(), palette[drawn%len(palette)], len(depth), func(i int) (vtime.Time, float64, bool) {
			return depth[i].At, float64(depth[i].Packets), true
		})
		if err != nil {
			return 0, err
		}
		drawn++
	}
	if drawn == 0 {
		return 0, errors.New("nothing ever stood in a queue")
	}
	p.Y.Min = 0
	return 9, nil
}

// stateColours are those of the states of TCP; all others are quiet.
var stateColours = []struct {
	name string
	c    rgb
}{
	{"SYN-SENT", hsl(26, .85, .6)}, {"SYN-RECEIVED", hsl(40, .85, .6)}, {"ESTABLISHED", hsl(145, .42, .55)},
	{"FIN-WAIT-1", hsl(205, .62, .45)}, {"FIN-WAIT-2", hsl(205, .62, .6)}, {"CLOSE-WAIT", hsl(4, .7, .6)},
	{"LAST-ACK", hsl(292, .4, .6)}, {"CLOSING", hsl(270, .42, .6)}, {"TIME-WAIT", hsl(215, .09, .7)},
}

// states draws a row for each end of a connection, the first on top.
func states(s *scene, p *plot.Plot) (float64, error) {
	ends := s.f.Ends
	if len(ends) > mostRows {
		ends = ends[:mostRows]
	}
	if len(ends) == 0 {
		return 0, errors.New("no connection was opened")
	}
	if s.Options.Until == s.r.Duration { // what follows the last response is of interest here
		s.Until = s.r.Outcome.At
		p.X.Max = at(s.Until)
	}
	seen := map[string]bool{}
	ticks := plot.ConstantTicks{}
	for i, e := range ends {
		name := "#" + strconv.Itoa(e.Connection.ID) + " " + e.Host.Name()
		ticks = append(ticks, plot.Tick{Value: float64(len(ends) - 1 - i), Label: name})
		for _, x := range e.States {
			seen[x.Name] = true
		}
	}
	p.Add(sketch(func(c draw.Canvas, x, y func(float64) vg.Length) {
		for i, e := range ends {
			low := float64(len(ends) - 1 - i)
			for j, one := range e.States {
				until := s.Until
				if j+1 < len(e.States) {
					until = e.States[j+1].At
				}
				if colour, ok := stateColour(one); ok {
					rectangle(c, colour, x(at(one.At)), y(low-.38), x(at(until)), y(low+.38))
				}
			}
		}
	}))
	for _, x := range stateColours {
		if seen[x.name] {
			s.legend(x.name, x.c)
		}
	}
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -.6, float64(len(ends))-.4
	return 3 + .6*float64(max(len(ends), 4)), nil
}

// stateColour is the colour of a state; a closed end has none.
func stateColour(s film.State) (rgb, bool) {
	for _, x := range stateColours {
		if x.name == s.Name {
			return x.c, true
		}
	}
	return rgb{}, false
}
