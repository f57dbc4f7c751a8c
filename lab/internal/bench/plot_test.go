package bench

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"image/color"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

var update = flag.Bool("update", false, "measure how runs grow, up to RTTLAB_GROWTH segments, and draw it")

const (
	growthTable = "testdata/growth.csv"
	growthPlot  = "../../../docs/growth.svg"
)

// point is a measured run.
type point struct {
	name               string
	segments, cpu, mem float64 // ns, bytes
}

// fills is how many segments it takes until as many records of one transaction are in
// memory as stay there.
const fills = 1_000_000

// What docs/performance.md shows is as it says: time grows with the work and no
// faster, and memory does not grow, that of one transaction once it is full of records.
// With -update it is measured anew.
func TestGrowth(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(growthTable, measureGrowth(t), 0o644))
	}
	points := readGrowth(t)
	svg := drawGrowth(t, points)
	if *update {
		require.NoError(t, os.WriteFile(growthPlot, svg, 0o644))
	}
	first, full := map[string]point{}, map[string]point{}
	for _, p := range points {
		f, ok := first[p.name]
		if !ok {
			first[p.name] = p
			continue
		}
		require.Less(t, p.cpu/p.segments, 1.3*f.cpu/f.segments, "%s: time at %v segments", p.name, p.segments)
		if g, ok := full[p.name]; ok {
			require.Less(t, p.mem, 1.3*g.mem, "%s: memory at %v segments", p.name, p.segments)
		} else if p.segments >= fills {
			full[p.name] = p
		}
	}
	require.Len(t, first, len(growths))
	require.Len(t, full, len(growths))
}

// measureGrowth returns the table of all growths.
func measureGrowth(t *testing.T) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "run,segments,events,cpu ns,live heap bytes")
	for _, g := range growths {
		for n := 100_000; n <= longest(t); n *= 10 {
			r := grow(t, g.text, n)
			fmt.Fprintf(&b, "%s,%d,%d,%d,%d\n", g.name, n, r.events, r.cpu.Nanoseconds(), r.heap)
		}
	}
	return b.Bytes()
}

func readGrowth(t *testing.T) (points []point) {
	data, err := os.ReadFile(growthTable)
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		number := func(i int) float64 {
			v, err := strconv.ParseFloat(row[i], 64)
			require.NoError(t, err)
			return v
		}
		points = append(points, point{row[0], number(1), number(3), number(4)})
	}
	return points
}

// drawGrowth draws processor time and memory over the number of segments, one
// beside the other, both axes logarithmic.
func drawGrowth(t *testing.T, points []point) []byte {
	const width, height = 20 * vg.Centimeter, 8 * vg.Centimeter
	time := chart(t, points, "processor time", "s", func(p point) float64 { return p.cpu / 1e9 })
	memory := chart(t, points, "live heap", "MB", func(p point) float64 { return p.mem / 1e6 })
	canvas := vgsvg.New(width, height)
	both := draw.Crop(draw.New(canvas), 0, -vg.Centimeter/2, 0, 0)
	time.Draw(draw.Crop(both, 0, -width/2, 0, 0))
	memory.Draw(draw.Crop(both, width/2, 0, 0, 0))
	var b bytes.Buffer
	_, err := canvas.WriteTo(&b)
	require.NoError(t, err)
	return b.Bytes()
}

// chart is one quantity of each run over its number of segments.
func chart(t *testing.T, points []point, title, unit string, of func(point) float64) *plot.Plot {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text, p.Y.Label.Text = "segments", unit
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Scale, a.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	p.Add(plotter.NewGrid())
	p.Legend.Top, p.Legend.Left = true, true
	for i, g := range growths {
		var line plotter.XYs
		for _, q := range points {
			if q.name == g.name {
				line = append(line, plotter.XY{X: q.segments, Y: of(q)})
			}
		}
		l, s, err := plotter.NewLinePoints(line)
		require.NoError(t, err)
		l.Color = []color.Color{color.RGBA{R: 31, G: 119, B: 180, A: 255}, color.RGBA{R: 214, G: 39, B: 40, A: 255}}[i]
		s.Color, s.Shape = l.Color, draw.CircleGlyph{}
		p.Add(l, s)
		p.Legend.Add(g.name, l, s)
	}
	for _, a := range []*plot.Axis{&p.X, &p.Y} { // whole decades
		a.Min, a.Max = math.Pow10(int(math.Floor(math.Log10(a.Min)))), math.Pow10(int(math.Ceil(math.Log10(a.Max))))
	}
	return p
}
