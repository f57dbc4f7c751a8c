package film_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
)

const dir = "../../../testdata/scenarios/"

// filmed runs a scenario file and films it.
func filmed(t require.TestingT, file string) (*lab.Result, *film.Film) {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s, err := lab.Load(file, data, lab.LoadOptions{Open: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(file), name))
	}})
	require.NoError(t, err)
	f := film.New()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{f}})
	require.NoError(t, err)
	return r, f
}

// What a comment says of each packet where Nagle's algorithm meets delayed
// acknowledgements.
func TestComments(t *testing.T) {
	_, f := filmed(t, dir+"nagle-meets-delayed-ack.yaml")
	var got []string
	for _, p := range f.Packets[:9] {
		got = append(got, fmt.Sprintf("%d %s %s", p.Number, p.From, f.Comment(p)))
	}
	require.Equal(t, []string{
		"1 client not held; at the start",
		"2 server not held; released by packet 1",
		"3 client released by packet 2",
		"4 client not held; released by packet 2",
		"5 server not held; released by packet 4",
		"6 client ack owed for 200ms; after delayed-ack timer 200ms since packet 5",
		"7 server nagle 240ms; released by packet 6",
		"8 client not held; released by packet 7",
		"9 server released by packet 8",
	}, got[:9])
}

// An answer over UDP is let go by its own question, also where others came with it.
func TestAnswersFollowTheirQuestions(t *testing.T) {
	_, f := filmed(t, dir+"broken-ipv6.yaml")
	for number := 5; number <= 8; number++ {
		i := slices.IndexFunc(f.Packets, func(p *film.Packet) bool { return p.Number == number })
		require.Equal(t, "dns", f.Packets[i].From)
		require.Equal(t, fmt.Sprintf("released by packet %d", number-4), f.Comment(f.Packets[i]))
	}
}

// Every packet of every scenario has a whole way, hop by hop without a gap, and
// all that the wires count.
func TestFilmIsWhole(t *testing.T) {
	files, err := filepath.Glob(dir + "*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		r, f := filmed(t, file)
		c := r.Packets()
		hops, arrived, lost := uint64(0), uint64(0), uint64(0)
		for i, p := range f.Packets {
			require.Equal(t, i+1, p.ID)
			require.NotEmpty(t, p.Hops, "%s: packet %d", file, p.ID)
			at := p.Left
			for j, h := range p.Hops {
				where := fmt.Sprintf("%s: packet %d, hop %d", file, p.ID, j+1)
				require.GreaterOrEqual(t, h.In, at, where)
				require.GreaterOrEqual(t, h.Out, h.In+h.Queue+h.Serial, where)
				at = h.Out
				hops++
				if h.Arrival > 0 {
					arrived++
				}
			}
			if p.Lost != "" && p.Hops[len(p.Hops)-1].Arrival == 0 { // on a wire, not by a router
				lost++
			}
			if by := p.Reason.By; by.Packet > 0 {
				require.Less(t, by.Packet, p.ID, "%s: set off by a later packet", file)
				require.LessOrEqual(t, f.Packets[by.Packet-1].Hops[0].In, p.Left, file)
			}
			held := vtime.Time(0)
			for _, h := range p.Reason.Held {
				held += h.For
			}
			require.LessOrEqual(t, held, p.Left, file)
		}
		require.Equal(t, c.Sent+c.Duplicated, hops, file)
		require.Equal(t, c.Delivered, arrived, file)
		require.Equal(t, c.Dropped, lost, file)
		for _, e := range f.Ends {
			for i := 1; i < len(e.Samples); i++ {
				require.Less(t, e.Samples[i-1].At, e.Samples[i].At, file)
			}
		}
	}
}

// Numbers are those of the capture of the same run.
func TestNumbersAreThoseOfTheCapture(t *testing.T) {
	for _, name := range []string{"tail-loss", "wireless", "static-routes", "fragments", "disorder", "broken-ipv6"} {
		file := dir + name + ".yaml"
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		s, err := lab.Load(file, data, lab.LoadOptions{})
		require.NoError(t, err)
		f, seen := film.New(), &numbers{}
		var out bytes.Buffer
		c := lab.NewCapture(&out, "", "", lab.Points{})
		_, err = lab.Run(s, lab.Options{Watchers: []lab.Watcher{f, c}})
		require.NoError(t, err)
		require.NoError(t, c.Finish())
		seen.read(out.Bytes())
		n := 0
		for _, p := range f.Packets {
			if p.Number > 0 {
				n++
				require.Contains(t, seen.comments[p.Number-1], f.Comment(p), "%s: packet %d", name, p.Number)
			}
		}
		require.Equal(t, len(seen.comments), n, name)
	}
}

// numbers reads the comments of a capture in order.
type numbers struct{ comments []string }

func (n *numbers) read(file []byte) {
	for len(file) > 0 {
		kind, size := le(file), le(file[4:])
		if kind == 6 {
			body := file[8 : size-4]
			n.comments = append(n.comments, string(body[20+(le(body[12:])+3)/4*4:]))
		}
		file = file[size:]
	}
}

func le(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24 }
