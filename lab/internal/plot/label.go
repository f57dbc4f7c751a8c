package plot

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// group is what leaves one host so close together that one label has to do for all.
type group []*flight

// grouped puts flights into groups.
func grouped(flights []flight, down func(vtime.Time) vg.Length) (all []group) {
	last := map[bool]int{} // the group, by whether the client sent it
	for i := range flights {
		f := &flights[i]
		n, known := last[f.fromClient]
		if known && down(all[n][0].begin)-down(f.begin) < vg.Points(small+2) {
			all[n] = append(all[n], f)
			continue
		}
		last[f.fromClient] = len(all)
		all = append(all, group{f})
	}
	return all
}

// label writes what the packets are along the first of them, near where it left, and
// below it: what has arrived there came from above, and the labels of the other direction
// are at the other side.
func (g group) label(c draw.Canvas, style text.Style, x func(float64) vg.Length, down func(vtime.Time) vg.Length) {
	const inward = .04
	f := g[0]
	from, to := f.ends()
	a, b := vg.Point{X: x(from), Y: down(f.begin)}, vg.Point{X: x(to), Y: down(f.end)}
	slope := (b.Y - a.Y) / (b.X - a.X)
	start := vg.Point{X: x(from + math.Copysign(inward, to-from))}
	start.Y = a.Y + slope*(start.X-a.X) - vg.Points(1)
	style.Rotation = math.Atan(float64(slope))
	style.Color, style.YAlign, style.XAlign = g.colour(), text.YTop, text.XLeft
	if !f.fromClient {
		style.XAlign = text.XRight
	}
	c.FillText(style, start, g.text())
}

// colour is that of the first that is more than an acknowledgement.
func (g group) colour() rgb {
	for _, f := range g {
		if c := f.colour(); c != acked {
			return c
		}
	}
	return acked
}

// longest is how many characters of a label there is room for.
const longest = 48

// text tells packets that are alike with their number, and only the number of all if that
// becomes too long.
func (g group) text() string {
	var kinds []string
	count := map[string]int{}
	for _, f := range g {
		kind := f.text()
		if count[kind]++; count[kind] == 1 {
			kinds = append(kinds, kind)
		}
	}
	for i, kind := range kinds {
		if n := count[kind]; n > 1 {
			kinds[i] = fmt.Sprintf("%d × %s", n, kind)
		}
	}
	if all := strings.Join(kinds, ", "); len(all) <= longest {
		return all
	}
	return fmt.Sprintf("%d segments", len(g))
}

// text is what a packet is: its flags, and how many bytes it carries.
func (f *flight) text() string {
	var words []string
	flags := f.Segment.Flags
	for _, n := range []struct {
		flag tcp.Flags
		name string
	}{{tcp.SYN, "SYN"}, {tcp.FIN, "FIN"}, {tcp.RST, "RST"}} {
		if flags.Has(n.flag) {
			words = append(words, n.name)
		}
	}
	switch {
	case f.Payload > 0:
		words = append(words, fmt.Sprintf("%d bytes", f.Payload))
	case flags.Has(tcp.ACK) && (len(words) == 0 || flags.Has(tcp.SYN)):
		words = append(words, "ACK")
	}
	return strings.Join(words, " ")
}
