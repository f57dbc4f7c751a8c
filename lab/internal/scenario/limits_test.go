package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

const small = `rttlab: 1
hosts: {a: {}, b: {}}
links: [{between: [a, b]}]
`

// What is no text gets the place of the first byte that shows it.
func TestBytesThatAreNoText(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"NUL", "rttlab: 1\ntitle: a\x00b\n", "f.yaml:2:9: control character 0x00, expected a text file"},
		{"bell", "rttlab: 1\n\a", "f.yaml:2:1: control character 0x07, expected a text file"},
		{"delete", "a\x7f", "f.yaml:1:2: control character 0x7f, expected a text file"},
		{"Latin-1", "rttlab: 1\ntitle: caf\xe9\n", "f.yaml:2:11: byte 0xe9 is no UTF-8, expected a text file"},
		{"cut character", "title: \xe2\x82", "f.yaml:1:8: byte 0xe2 is no UTF-8, expected a text file"},
		{"UTF-16", "\xff\xfer\x00t\x00", "f.yaml:1:1: byte 0xff is no UTF-8, expected a text file"},
		{"columns count characters", "title: \"€€€\" x\n",
			`f.yaml:1:14: not YAML: the line fits no map above it, expected "name: value", indented as far as the other names of its map`},
		{"gzip", "\x1f\x8b\x08\x00", "f.yaml:1:1: control character 0x1f, expected a text file"},
		{"a quoted value on several lines", "rttlab: 1\nhosts: {a: {}}\nseed: \"1\n\n2\"\n",
			`f.yaml:3:7: seed: "1\n2" is a text, expected a whole number without quotes`},
		{"a line end in a key", "rttlab: 1\nhosts: {a: {}}\n\"a\\nb\": 1\n",
			`f.yaml:3:1: unknown field "a\nb", expected one of rttlab, include, params, topology, profiles, title, seed, until, max_events, profile, family, options, ` +
				`hosts, links, routes, names, dns, servers, proxies, pages, workloads, expect, notes`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse(c.text)
			require.EqualError(t, err, c.want)
		})
	}
}

func TestByteOrderMarkAndLineEnds(t *testing.T) {
	s := mustParse(t, "\ufeff"+strings.ReplaceAll(small, "\n", "\r\n"))
	require.Equal(t, mustParse(t, small), s)
}

func TestFilesThatAreTooMuch(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"bytes", strings.Repeat(" ", scenario.MaxFile+1), "f.yaml: 16777217 bytes are too many, expected at most 16777216"},
		{"values", "a: [" + strings.Repeat(",", 2<<20), "f.yaml: about 2097154 values, expected at most 2097152"},
		{"depth", "a: " + strings.Repeat("[", 1_000_000),
			"f.yaml:1:68: not YAML: while increasing flow level: maps and lists within each other, expected at most 32"},
		{"blocks", strings.Repeat("- ", 1_000_000),
			"f.yaml:1:129: not YAML: while increasing indent level: maps and lists within each other, expected at most 32"},
		{"one word", strings.Repeat("x", 1_000_000), `f.yaml:1:1: scenario: there is "` + strings.Repeat("x", 57) + `...", expected a map of fields`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse(c.text)
			require.EqualError(t, err, c.want)
		})
	}
}

// Of very many errors the first hundred are printed, in order of place.
func TestManyErrors(t *testing.T) {
	var b strings.Builder
	b.WriteString("rttlab: 1\nhosts: {a: {}}\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "wrong-%d: 1\n", i)
	}
	_, err := parse(b.String())
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 101)
	require.Contains(t, lines[0], `f.yaml:3:1: unknown field "wrong-0"`)
	require.Contains(t, lines[99], `f.yaml:102:1: unknown field "wrong-99"`)
	require.Equal(t, "f.yaml: 19900 more errors", lines[100])
}

// Names are looked up, and suggestions searched, in a time that large files allow.
func TestLargeFile(t *testing.T) {
	const n = 20_000
	var b strings.Builder
	b.WriteString("rttlab: 1\nhosts:\n")
	for i := range n {
		fmt.Fprintf(&b, "  a-host-with-a-rather-long-name-%d: {}\n", i)
	}
	b.WriteString("links:\n")
	for i := range n - 1 {
		fmt.Fprintf(&b, "  - {between: [a-host-with-a-rather-long-name-%d, a-host-with-a-rather-long-name-%d]}\n", i, i+1)
	}
	s := mustParse(t, b.String())
	require.Len(t, s.Links, n-1)
	subnets, err := s.Subnets()
	require.NoError(t, err)
	require.Equal(t, "10.78.30.1", subnets[n-2].A.String())
	b.WriteString("servers:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {host: a-host-with-another-long-name-%d}\n", i)
	}
	_, err = parse(b.String())
	require.Len(t, strings.Split(err.Error(), "\n"), 101)
}

// A link that names its addresses needs no block of 10.0.0.0/8.
func TestMoreLinksThanSubnets(t *testing.T) {
	text := "rttlab: 1\nhosts: {a: {}, b: {}, c: {}}\nlinks:\n  - {between: [a, b], subnet: 10.0.0.0/8}\n" +
		"  - {between: [b, c], addresses: [192.168.0.1, 192.168.0.2]}\n"
	mustParse(t, text)
	_, err := parse(strings.Replace(text, "addresses: [192.168.0.1, 192.168.0.2]", "delay: 1ms", 1))
	require.EqualError(t, err,
		"f.yaml:5:5: link: no block 10.x.y.0/24 is left for the link, expected subnets that leave some")
}

// A value of 0 bytes of text is no value of any kind but text.
func TestEmptyTexts(t *testing.T) {
	s := mustParse(t, small+"title: \"\"\nnotes: [\"\", 'null', null-ish]\n")
	require.Empty(t, s.Title)
	require.Equal(t, []string{"", "null", "null-ish"}, s.Notes)
}

// Texts are taken as they are written, whatever YAML would make of them.
func TestTextsThatLookLikeSomethingElse(t *testing.T) {
	s := mustParse(t, small+"notes: [010, 1_000, 1e3, yes, No, 2001-01-01, 0x10, .inf, true, 12:30:45, \"~\"]\n")
	require.Equal(t, []string{"010", "1_000", "1e3", "yes", "No", "2001-01-01", "0x10", ".inf", "true", "12:30:45", "~"}, s.Notes)
	s = mustParse(t, "rttlab: 1\nhosts: {1: {}, no: {}, 0x10: {}, true: {}}\nlinks: [{between: [1, no]}, {between: [0x10, true]}]\n")
	require.Equal(t, "1 no 0x10 true", fmt.Sprint(s.Links[0].A, " ", s.Links[0].B, " ", s.Links[1].A, " ", s.Links[1].B))
}

func TestAliases(t *testing.T) {
	s := mustParse(t, `rttlab: 1
hosts: {a: &host {options: {tcp.nagle: off}}, b: *host, c: {}}
links:
  - &wire {between: [a, b], delay: &d 5ms, jitter: *d}
  - {between: [b, c], delay: *d, up: {delay: 1ms}}
`)
	require.Equal(t, s.Hosts[0].Options, s.Hosts[1].Options)
	require.Equal(t, s.Links[0].Up.Delay, s.Links[1].Down.Delay)
	require.Equal(t, s.Links[0].Up.Delay, s.Links[0].Up.Jitter)
}
