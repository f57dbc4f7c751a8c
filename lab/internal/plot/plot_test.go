package plot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/plot"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

func filmed(t *testing.T, name string) (*lab.Result, *film.Film) {
	t.Helper()
	file := "../../../testdata/scenarios/" + name + ".yaml"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return filmedText(t, file, string(text))
}

func filmedText(t *testing.T, file, text string) (*lab.Result, *film.Film) {
	t.Helper()
	s, err := lab.Load(file, []byte(text), lab.LoadOptions{})
	require.NoError(t, err)
	f := film.New()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{f}})
	require.NoError(t, err)
	return r, f
}

func drawn(t *testing.T, format string, r *lab.Result, f *film.Film, o plot.Options) []byte {
	t.Helper()
	if o.Width == 0 {
		o.Width = 20
	}
	var out bytes.Buffer
	require.NoError(t, plot.Write(&out, format, r, f, o))
	return out.Bytes()
}

// texts are the words of an SVG, which must be well-formed.
func texts(t *testing.T, svg []byte) (words []string) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return words
		}
		require.NoError(t, err)
		if text, ok := token.(xml.CharData); ok {
			if w := strings.TrimSpace(string(text)); w != "" {
				words = append(words, w)
			}
		}
	}
}

// Every kind is drawn in both formats, the same to the byte each time, with the
// names of what it shows.
func TestKinds(t *testing.T) {
	r, f := filmed(t, "wireless")
	for kind, want := range map[string][]string{
		"waterfall": {"slow start", "response", "loss (timeout)"},
		"timeseq":   {"data", "sent again", "acknowledged", "window", "bytes of server to phone"},
		"cwnd":      {"cwnd", "flight", "ssthresh"},
		"ladder":    {"phone", "server", "acknowledgement"},
		"queue":     {"packets in the queue"},
		"states":    {"ESTABLISHED", "TIME-WAIT", "#1 phone"},
	} {
		o := plot.Options{Kind: kind, Connection: 1}
		svg := drawn(t, "svg", r, f, o)
		words := texts(t, svg)
		for _, w := range want {
			require.Contains(t, words, w, kind)
		}
		require.Contains(t, words, r.Scenario.Title, kind)
		require.True(t, bytes.Equal(svg, drawn(t, "svg", r, f, o)), kind)
		image, err := png.Decode(bytes.NewReader(drawn(t, "png", r, f, o)))
		require.NoError(t, err, kind)
		require.Greater(t, image.Bounds().Dx(), 500, kind)
	}
	require.Len(t, plot.Kinds(), 6)
}

// A part of the time is drawn alone, and a height is kept to.
func TestOptions(t *testing.T) {
	r, f := filmed(t, "wireless")
	whole := drawn(t, "svg", r, f, plot.Options{Kind: "ladder", Connection: 1})
	part := drawn(t, "svg", r, f, plot.Options{Kind: "ladder", Connection: 1, Since: 0, Until: 100 * vtime.Millisecond})
	require.Less(t, len(part), len(whole)/2)
	tall := drawn(t, "png", r, f, plot.Options{Kind: "cwnd", Connection: 1, Height: 30})
	image, err := png.Decode(bytes.NewReader(tall))
	require.NoError(t, err)
	require.Greater(t, image.Bounds().Dy(), image.Bounds().Dx())
	other := texts(t, drawn(t, "svg", r, f, plot.Options{Kind: "timeseq", Connection: 1, Host: "phone"}))
	require.Contains(t, other, "bytes of phone to server")
}

// A ladder says what each packet is, begins with the first of its connection, and cuts
// short in what nothing is under way.
func TestLadder(t *testing.T) {
	r, f := filmedText(t, "ladder.yaml", `rttlab: 1
hosts: {client: {}, server: {}}
links: [{between: [client, server], delay: 10ms}]
names: {shop.example: server}
servers: [{host: server, resources: [{path: /, size: 2KB}]}]
workloads: [{type: requests, client: client, url: "http://shop.example/", count: 2, start: 3s, pause: 10s}]
`)
	words := texts(t, drawn(t, "svg", r, f, plot.Options{Kind: "ladder", Connection: 1}))
	for _, w := range []string{"SYN", "SYN ACK", "ACK, 58 bytes", "1448 bytes, 593 bytes", "FIN", "9950ms later", "3000", "13040"} {
		require.Contains(t, words, w)
	}
	require.NotContains(t, words, "0")
}

func TestMistakes(t *testing.T) {
	r, f := filmed(t, "textbook")
	for _, c := range []struct {
		o      plot.Options
		format string
		want   string
	}{
		{plot.Options{Kind: "waterfal"}, "svg", `no plot is of kind "waterfal"; did you mean "waterfall"?`},
		{plot.Options{Kind: "cwnd", Connection: 2}, "svg", "there is no connection 2, the run has 1"},
		{plot.Options{Kind: "waterfall"}, "gif", `"gif" is no format, expected svg or png`},
		{plot.Options{Kind: "waterfall", Since: vtime.Minute}, "svg", "nothing is left to draw from 60000ms to 360ms"},
		{plot.Options{Kind: "queue"}, "svg", "nothing ever stood in a queue"},
	} {
		c.o.Width = 10
		require.EqualError(t, plot.Write(io.Discard, c.format, r, f, c.o), c.want)
	}
}

func TestNothingToDraw(t *testing.T) {
	r, f := filmed(t, "bulk-both-ways")
	err := plot.Write(io.Discard, "svg", r, f, plot.Options{Kind: "waterfall", Width: 10})
	require.EqualError(t, err, "the run made no transactions")
}

// Every cause has a colour, and those of a family can be told apart.
func TestColours(t *testing.T) {
	seen := map[string]cause.Why{}
	for w := cause.NothingToSend + 1; int(w) < cause.NumWhy; w++ {
		c := plot.ColourOf(w)
		other, known := seen[c]
		require.False(t, known, "%v and %v", w, other)
		seen[c] = w
	}
}
