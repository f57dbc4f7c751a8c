package page_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/report"
)

// modules is where "npm ci --prefix .tools/browser" puts playwright-core.
const modules = "../../../../.tools/browser/node_modules"

// view is what a browser shows of a page at a moment.
type view struct {
	Ready, Title, Total, Connection, Background string
	Rows, Unnamed, Overflow                     int
	Selected, Waits, Facts                      []string
	Whys                                        map[string]string
	Colours                                     []int
}

// seen is what a browser saw.
type seen struct {
	Problems, Requests, Audit      []string
	First, Home, Down, Phone, Dark view
	None                           int
	Filtered                       struct {
		Why  string
		Rows int
	}
	Link, Packet, Print string
	Zoomed              bool
	RedrawMS            int
}

// tools are what opens pages.
type tools struct{ node, chromium, modules string }

// browser finds them, or skips the test where they are not.
func browser(t *testing.T) tools {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	path, err := filepath.Abs(modules)
	require.NoError(t, err)
	for _, name := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join(path, name)); err != nil {
			t.Skip(name + " is not installed: npm ci --prefix .tools/browser")
		}
	}
	return tools{node, chromium, path}
}

// browse opens a page in Chromium.
func (x tools) browse(t *testing.T, html []byte) *seen {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(file, html, 0o600))
	cmd := exec.Command(x.node, "testdata/browser.cjs", file, x.chromium)
	cmd.Env = append(os.Environ(), "NODE_PATH="+x.modules)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	s := &seen{}
	require.NoError(t, json.Unmarshal(out, s), string(out))
	return s
}

// A page opens without an error and without the network, draws, filters, obeys keys,
// fits a phone, and its numbers are those of the JSON document.
func TestPageInABrowser(t *testing.T) {
	x := browser(t)
	for _, file := range []string{shop, scenarios + "tail-loss.yaml", scenarios + "bulk-both-ways.yaml"} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r, html := made(t, file)
			s := x.browse(t, html)
			d := report.NewDocument(r)
			require.Empty(t, s.Problems)
			require.Empty(t, s.Audit, "what axe objects to")
			for _, scheme := range s.Requests {
				require.Equal(t, "file", scheme)
			}
			for _, v := range []*view{&s.First, &s.Phone, &s.Dark} {
				require.Equal(t, "1", v.Ready)
				require.Zero(t, v.Unnamed, "who cannot see needs a name")
				require.LessOrEqual(t, v.Overflow, 0, "the page is wider than the window")
				require.Equal(t, len(d.Transactions), v.Rows)
				require.NotEmpty(t, v.Colours)
				for i, n := range v.Colours {
					require.Greater(t, n, 3, "canvas %d is blank", i)
				}
			}
			require.NotEqual(t, s.First.Background, s.Dark.Background)
			require.Equal(t, "none", s.Print, "what is for screens is not printed")
			require.True(t, s.Zoomed)
			require.Less(t, s.RedrawMS, 2000)
			if len(d.Transactions) > 0 {
				requireNumbers(t, s, d)
			}
		})
	}
}

// A hundred thousand packets are drawn, and drawn anew while somebody looks.
func TestManyPacketsInABrowser(t *testing.T) {
	x := browser(t)
	r, html := made(t, "testdata/large.yaml")
	require.Empty(t, r.Failed())
	s := x.browse(t, html)
	require.Empty(t, s.Problems)
	require.Equal(t, "1", s.First.Ready)
	for i, n := range s.First.Colours {
		require.Greater(t, n, 3, "canvas %d is blank", i)
	}
	require.True(t, s.Zoomed)
	require.Less(t, s.RedrawMS, 2000)
}

func requireNumbers(t *testing.T, s *seen, d *report.Document) {
	require.Zero(t, s.None)
	with := 0
	for _, x := range d.Transactions {
		if x.Why[s.Filtered.Why] > 0 {
			with++
		}
	}
	require.Equal(t, with, s.Filtered.Rows)
	require.Equal(t, []string{strconv.Itoa(d.Transactions[0].ID)}, s.Home.Selected)
	views := []*view{&s.First, &s.Home, &s.Down}
	for _, v := range views {
		require.Len(t, v.Selected, 1)
		id, err := strconv.Atoi(v.Selected[0])
		require.NoError(t, err)
		x := &d.Transactions[id-1]
		require.Equal(t, x.ID, id)
		require.Equal(t, (*x.EndNS - x.StartNS).Millis(), v.Total)
		require.Len(t, v.Whys, len(x.Why))
		for why, spent := range x.Why {
			require.Equal(t, spent.Millis(), v.Whys[why], why)
		}
		if x.Connection > 0 {
			require.Equal(t, strconv.Itoa(x.Connection), v.Connection)
			c := &d.Connections[x.Connection-1]
			require.Equal(t, c.OpenedNS.Millis()+" ms", v.Facts[0])
		}
	}
	require.NotEmpty(t, s.Link)
	require.NotEmpty(t, s.Packet, "a click on a packet shows it")
}
