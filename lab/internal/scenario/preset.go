package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
)

// LinkPreset is a kind of access link as people know it: what a link is like that
// names it, but for what the link says itself.
type LinkPreset struct {
	Name     string
	Up, Down uint64     // bits per second; up is from the first host to the second
	Delay    vtime.Time // one way
	Jitter   vtime.Time
	Queue    int64  // packets
	Source   string // of the values
}

const (
	kbit = 1000
	mbit = 1000 * kbit
	gbit = 1000 * mbit
	usec = vtime.Microsecond
	msec = vtime.Millisecond
)

// Queues without a source hold a few hundred milliseconds of the slower links and a
// few of the fast ones, as devices do.
var linkPresets = []LinkPreset{
	{"modem", 28_800, 28_800, 75 * msec, 0, 20,
		"V.34 at 28.8 kbit/s; round trip of Nielsen et al., Network Performance Effects of HTTP/1.1, 1997"},
	{"isdn", 128 * kbit, 128 * kbit, 15 * msec, 0, 20,
		"two B channels (ITU-T I.430); the round trip of 30 ms is usual, no standard"},
	{"adsl", 384 * kbit, 1500 * kbit, 25 * msec, 0, 50, "WebPageTest's profile DSL"},
	{"cable", 1 * mbit, 5 * mbit, 14 * msec, 0, 100, "WebPageTest's profile Cable"},
	{"fibre", 5 * mbit, 20 * mbit, 2 * msec, 0, 100, "WebPageTest's profile FIOS"},
	{"3g", 768 * kbit, 1600 * kbit, 150 * msec, 0, 100, "WebPageTest's profile 3G"},
	{"4g", 9 * mbit, 9 * mbit, 85 * msec, 0, 200, "WebPageTest's profile 4G"},
	{"5g", 50 * mbit, 100 * mbit, 4 * msec, 0, 1000,
		"ITU-R M.2410 sections 4.3 and 4.7.1: rates that users experience, one way through the network"},
	{"satellite", 3 * mbit, 20 * mbit, 279 * msec, 0, 500,
		"geostationary: one way to the edge of what it sees (RFC 2488 section 2); the rates are usual, no standard"},
	{"leo", 10 * mbit, 100 * mbit, 20 * msec, 5 * msec, 500,
		"low earth orbit: usual values of today's networks, no standard"},
	{"wifi", 50 * mbit, 50 * mbit, 1 * msec, 2 * msec, 250,
		"802.11n with 20 MHz and one antenna, 65 Mbit/s less its own headers; delay and jitter are usual, no standard"},
	{"datacentre", 10 * gbit, 10 * gbit, 25 * usec, 0, 100,
		"Alizadeh et al., Data Center TCP, 2010: 10 Gbit/s, round trips of some 100 us over two such links"},
}

// LinkPresets lists the kinds of links that files can name.
func LinkPresets() []LinkPreset { return linkPresets }

func presetNames() []string {
	var names []string
	for i := range linkPresets {
		names = append(names, linkPresets[i].Name)
	}
	return names
}

// presetField makes a link one of a kind. It is read before the other fields, which
// win, and never written: a scenario holds the values.
func presetField(name string) field[Link] {
	return field[Link]{
		name: name, kind: "kind of link, see [presets](#presets)",
		doc: "what the link is like unless it says otherwise; the first host is the customer",
		schema: func(Registry) map[string]any {
			return map[string]any{"enum": presetNames()}
		},
		put: func(d *decoder, n *yaml.Node, l *Link) {
			s, ok := readScalar(d, n, name, texts)
			if !ok {
				return
			}
			i := slices.Index(presetNames(), s)
			if i < 0 {
				d.fail(n, "%s: unknown kind of link %q%s", name, cut(s), d.didYouMean(s, presetNames()))
				return
			}
			p := &linkPresets[i]
			l.Up.Rate, l.Down.Rate = p.Up, p.Down
			for _, to := range []*Direction{&l.Up, &l.Down} {
				to.Delay, to.Jitter, to.QueuePackets = p.Delay, p.Jitter, p.Queue
			}
		},
		emit: func(*Link) *yaml.Node { return nil },
	}
}

// presets writes the table of the reference.
func presets(b *strings.Builder) {
	b.WriteString("## presets\n\nKinds of links. Rates from the first host, which is the customer, and to it.\n\n" +
		"| preset | up | down | delay, one way | jitter | queue_packets | source |\n|---|---|---|---|---|---|---|\n")
	for _, p := range linkPresets {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %d | %s |\n", p.Name, units.FormatRate(p.Up), units.FormatRate(p.Down),
			units.FormatDuration(p.Delay), units.FormatDuration(p.Jitter), p.Queue, p.Source)
	}
	b.WriteString("\n")
}
