package lab_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// entry is a request of a HAR file.
func entry(page, started, url string, size int) string {
	return fmt.Sprintf(`{"pageref": %q, "startedDateTime": "2024-01-01T00:00:%s.000Z", "time": 30,
  "request": {"method": "GET", "url": %q, "httpVersion": "HTTP/1.1", "headers": [], "headersSize": 100, "bodySize": 0},
  "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [], "headersSize": 200,
    "bodySize": %d, "content": {"size": %[4]d, "mimeType": "text/plain"}, "redirectURL": ""},
  "timings": {"blocked": 0, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 20, "receive": 10}}`,
		page, started, url, size)
}

// harFile is one with the given pages and entries.
func harFile(pages []string, entries ...string) []byte {
	var list []string
	for i, id := range pages {
		list = append(list, fmt.Sprintf(`{"id": %q, "title": "Page %[1]s", "startedDateTime": "2024-01-01T00:00:%02d.000Z",
  "pageTimings": {}}`, id, 10*i))
	}
	return fmt.Appendf(nil, `{"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "pages": [%s], "entries": [%s]}}`,
		strings.Join(list, ","), strings.Join(entries, ","))
}

func load(t *testing.T, name string, data []byte, o lab.LoadOptions) *scenario.Scenario {
	t.Helper()
	sc, err := lab.Load(name, data, o)
	require.NoError(t, err)
	return sc
}

func TestIsHAR(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       bool
	}{
		{"a.har", "", true},
		{"a.HAR", "rttlab: 1", true},
		{"a.yaml", `{"log": {}}`, true},
		{"standard input", "\xef\xbb\xbf \r\n{\n \"log\": {}}", true},
		{"a.json", `{"rttlab": 1}`, false},
		{"a.yaml", "rttlab: 1\ntitle: \"log\"", false},
		{"a.har.yaml", "rttlab: 1", false},
		{"", "", false},
	} {
		require.Equal(t, c.want, lab.IsHAR(c.name, []byte(c.data)), "%s: %q", c.name, c.data)
	}
}

// A recorded page is told by its name or by its content; both give the same.
func TestLoadByNameAndByContent(t *testing.T) {
	data := harFile([]string{"p"}, entry("p", "00", "http://a.example/", 1000))
	byName := load(t, "a.har", data, lab.LoadOptions{Network: lab.DefaultNetwork()})
	byContent := load(t, "standard input", data, lab.LoadOptions{Network: lab.DefaultNetwork()})
	require.Equal(t, []string{"a.har", "standard input"}, []string{byName.File, byContent.File})
	byContent.File = byName.File
	require.Equal(t, byName, byContent)
	yaml := byName.YAML(knobs.Registry())
	again := load(t, "a.yaml", yaml, lab.LoadOptions{})
	again.File = byName.File
	require.Equal(t, byName, again, "what is imported can be written and read")
}

func TestLoadOneOfSeveralPages(t *testing.T) {
	data := harFile([]string{"none", "first", "second"},
		entry("first", "10", "http://first.example/", 1000), entry("second", "20", "http://second.example/", 2000))
	for page, want := range []string{"first.example", "", "first.example", "second.example"} {
		sc, err := lab.Load("a.har", data, lab.LoadOptions{Page: page})
		if want == "" {
			require.ErrorContains(t, err, "a.har: ")
			require.ErrorContains(t, err, "none of its 0 entries", "page %d", page)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want, sc.Pages[0].Name, "page %d", page)
		noted := strings.Contains(strings.Join(sc.Notes, "\n"), "the file holds 3 pages")
		require.Equal(t, page == 0, noted, "page %d", page)
	}
	_, err := lab.Load("a.har", data, lab.LoadOptions{Page: 4})
	require.ErrorContains(t, err, "a.har: ")
	require.ErrorContains(t, err, "page")
}

// What is assigned is checked as if the file said so, for both kinds of file.
func TestLoadAssigns(t *testing.T) {
	set := func(pairs ...string) (list []scenario.Assignment) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, scenario.Assignment{Path: pairs[i], Value: pairs[i+1]})
		}
		return list
	}
	data, err := os.ReadFile(filepath.Join(pageDir, "shop.har"))
	require.NoError(t, err)
	sc := load(t, "shop.har", data, lab.LoadOptions{Network: lab.DefaultNetwork(), Set: set(
		"links[0].delay", "80ms", "seed", "7", "dns.think", "5ms", "options.tcp.initial_window", "4")})
	require.EqualValues(t, 80*ms, sc.Links[0].Down.Delay)
	require.EqualValues(t, 80*ms, sc.Links[0].Up.Delay)
	require.EqualValues(t, 7, sc.Seed)
	require.EqualValues(t, 5*ms, sc.DNS.Think)
	require.Equal(t, []scenario.OptionValue{{Name: "tcp.initial_window", Value: 4, Text: "4"}}, sc.Options)
	_, err = lab.Load("shop.har", data, lab.LoadOptions{Set: set("links[0].dalay", "80ms")})
	require.ErrorContains(t, err, `"dalay"`)
	require.ErrorContains(t, err, "delay", "did you mean ...?")
	sc = loadScenario(t, "textbook", set("links[0].delay", "1ms", "links[0].delay", "2ms")...)
	require.EqualValues(t, 2*ms, sc.Links[0].Up.Delay, "the last one counts")
}

// Errors say where they are.
func TestLoadErrorsHavePlaces(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"a.yaml", "rttlab: 1\nhosts:\n  a: {}\nworkloads:\n  - {type: bulk, client: a, server: b}\n", "a.yaml:5:"},
		{"a.yaml", "rttlab: 1\nhosts: {a: {}}\nlinks:\n  - between: [a, c]\n", "a.yaml:4:"},
		{"a.yaml", "rttlab: 1\nhosts: [\n", "a.yaml:"},
		{"a.yaml", "", "a.yaml: "},
		{"a.har", "", "a.har:"},
		{"a.har", "rttlab: 1", "a.har:1:1"},
		{"a.har", "{\"log\": {\n  \"entries\": [}", "a.har:2:"},
		{"a.har", `{"log": {"entries": []}}`, "a.har: "},
		{"a.har", string(harFile([]string{"p"}, entry("p", "00", "data:,x", 1))), "a.har: "},
	} {
		_, err := lab.Load(c.name, []byte(c.data), lab.LoadOptions{})
		require.Error(t, err, c.data)
		for line := range strings.SplitSeq(err.Error(), "\n") {
			require.True(t, strings.HasPrefix(line, c.want), "%q gives %q", c.data, line)
		}
	}
	two := "rttlab: 1\nhosts: {a: {}}\nlinks:\n  - {between: [a, b]}\n  - {between: [a, c]}\n"
	_, err := lab.Load("two.yaml", []byte(two), lab.LoadOptions{})
	require.Len(t, strings.Split(err.Error(), "\n"), 2, "all errors at once: %v", err)
}

// What only the building of the world finds out is an error about the scenario,
// for Check as for Run.
func TestCheckSaysWhatRunWould(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"rttlab: 1\nhosts: {a: {options: {host.port_low: 5000, host.port_high: 4000}}}\n",
			"a.yaml: host a: host.port_low 5000 is above host.port_high 4000"},
	} {
		sc, err := scenario.Parse("a.yaml", []byte(c.text), knobs.Registry())
		require.NoError(t, err)
		require.EqualError(t, lab.Check(sc), c.want)
		_, err = lab.Run(sc, lab.Options{})
		require.EqualError(t, err, c.want)
	}
	for _, name := range scenarioNames(t) {
		require.NoError(t, lab.Check(loadScenario(t, name)), name)
	}
}
