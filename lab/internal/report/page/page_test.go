package page_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/report/page"
)

const (
	scenarios = "../../../../testdata/scenarios/"
	shop      = "../../../../testdata/pages/shop.har"
)

// made runs a file and returns its page.
func made(t *testing.T, file string) (*lab.Result, []byte) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s, err := lab.Load(file, data, lab.LoadOptions{
		Network: lab.DefaultNetwork(),
		Open:    func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) },
	})
	require.NoError(t, err)
	f := film.New()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{f}, Waits: true})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, page.Write(&out, r, f))
	return r, out.Bytes()
}

// embedded is the data of a page.
func embedded(t *testing.T, html []byte) []byte {
	_, rest, found := bytes.Cut(html, []byte(`<script type="application/json" id="data">`))
	require.True(t, found)
	text, _, found := bytes.Cut(rest, []byte("</script>"))
	require.True(t, found)
	return text
}

// The data in a page is the JSON document of the run, and columns are of one length.
func TestDataIsTheDocument(t *testing.T) {
	for _, file := range []string{shop, scenarios + "tail-loss.yaml", scenarios + "bulk-both-ways.yaml", scenarios + "unreachable.yaml"} {
		r, html := made(t, file)
		var d page.Data
		require.NoError(t, json.Unmarshal(embedded(t, html), &d), file)
		want, err := json.Marshal(report.NewDocument(r))
		require.NoError(t, err)
		got, err := json.Marshal(d.Document)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got), file)
		n := len(d.Packets.Number)
		require.Positive(t, n)
		require.Len(t, d.Packets.Left, n)
		require.Len(t, d.Packets.Why, n)
		require.IsNonDecreasing(t, d.Packets.Left)
		require.Len(t, d.Stories, len(r.Transactions))
		for _, e := range d.Ends {
			require.Len(t, e.Columns, len(d.Series))
			for _, c := range e.Columns {
				require.Len(t, c, len(e.At))
			}
			require.Len(t, e.Why, len(e.At))
			require.Len(t, e.State, len(e.StateAt))
		}
	}
}

// A page needs nothing but itself: whatever is named in it is in it.
func TestPageIsSelfContained(t *testing.T) {
	_, html := made(t, scenarios+"textbook.yaml")
	text := string(bytes.Replace(html, embedded(t, html), nil, 1))
	require.True(t, strings.HasPrefix(text, "<!doctype html>"))
	require.NotRegexp(t, regexp.MustCompile(`(?i)<(link|img|iframe|script)[^>]*(src|href)=|@import|url\(|fetch\(|XMLHttpRequest|import\(`), text)
	require.Contains(t, text, "default-src 'none'")
	for _, w := range regexp.MustCompile(`https?://[^'" )]+`).FindAllString(text, -1) {
		require.Equal(t, "http://www.w3.org/2000/svg", w, "a name, not an address")
	}
	// Every part that the page links to is there.
	for _, id := range regexp.MustCompile(`href="#([a-z]+)"`).FindAllStringSubmatch(text, -1) {
		require.Contains(t, text, `id="`+id[1]+`"`)
	}
}

// The same run gives the same page to the byte.
func TestPageRepeats(t *testing.T) {
	_, a := made(t, scenarios+"wireless.yaml")
	_, b := made(t, scenarios+"wireless.yaml")
	require.True(t, bytes.Equal(a, b))
}
