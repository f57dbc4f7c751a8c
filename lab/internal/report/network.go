package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/stack"
)

// connections writes one line for each connection.
func (t *sheet) connections() {
	doc := &Document{}
	doc.connections(t.r)
	all := doc.Connections
	established, requests, resent := 0, 0, uint64(0)
	for _, c := range all {
		if c.EstablishedNS != nil {
			established++
		}
		requests += c.Requests
		resent += c.Resent
	}
	were := "were"
	if established == 1 {
		were = "was"
	}
	t.wrapped("connections: ", fmt.Sprintf("%d, of which %d %s established; %s, %s sent again", len(all), established,
		were, units.Counted(requests, "request"), units.Counted(resent, "segment")))
	shown := all
	if t.s.Connections > 0 && len(all) > t.s.Connections {
		shown = all[:t.s.Connections]
	}
	cells := [][]string{{"", "opened", "established", "closed", "requests", "sent", "got", "again"}}
	for i := range shown {
		cells = append(cells, t.connection(&shown[i]))
	}
	if len(shown) > 0 {
		t.grid(cells)
	}
	if len(shown) < len(all) {
		t.line("  and %d more", len(all)-len(shown))
	}
}

func (t *sheet) connection(c *Connection) []string {
	established, closed := "never", "open"
	if c.EstablishedNS != nil {
		established = millis(*c.EstablishedNS, 3)
	}
	if c.ClosedNS != nil {
		closed = millis(*c.ClosedNS, 3)
	}
	name := fmt.Sprintf("#%d %s -> %s", c.ID, endName(c.ClientHost, c.Client), endName(c.ServerHost, c.Server))
	if c.Error != "" {
		short, _, _ := strings.Cut(c.Error, ":")
		name += " (" + short + ")"
	}
	return []string{
		shorten(name, max(t.s.Width/2, 20)), millis(c.OpenedNS, 3), established, closed, fmt.Sprint(c.Requests),
		fmt.Sprint(c.Sent), fmt.Sprint(c.Received), fmt.Sprint(c.Resent),
	}
}

// endName is a host with its port; its whole address if the host is not known,
// because no connection came about there.
func endName(host, addr string) string {
	if host == "" {
		return addr
	}
	return host + addr[strings.LastIndexByte(addr, ':'):]
}

// fewBlocks is how many control blocks of a kind are not worth a line.
const fewBlocks = 10

// blocks writes where control blocks piled up.
func (t *sheet) blocks() {
	for _, c := range t.r.Censuses {
		n := c.Peak
		if max(n.All/4, n.TimeWait, n.CloseWait, n.FinWait2) <= fewBlocks {
			continue
		}
		text := fmt.Sprintf("%s held up to %d at once", c.Host.Name(), n.All)
		for _, kind := range []struct {
			name string
			n    int
		}{{"TIME-WAIT", n.TimeWait}, {"CLOSE-WAIT", n.CloseWait}, {"FIN-WAIT-2", n.FinWait2}} {
			if kind.n > 0 {
				text += fmt.Sprintf(", up to %d in %s", kind.n, kind.name)
			}
		}
		t.wrapped("control blocks: ", text)
	}
}

// network writes the packets, the wires that are not ideal, and the profiles.
func (t *sheet) network() {
	p := t.r.Packets()
	counts := fmt.Sprintf("%d sent over all wires, %d delivered, %d dropped", p.Sent, p.Delivered, p.Dropped)
	if p.Duplicated > 0 {
		counts += fmt.Sprintf(", %d duplicated", p.Duplicated)
	}
	if p.InFlight > 0 {
		counts += fmt.Sprintf(", %d still under way", p.InFlight)
	}
	t.wrapped("packets: ", counts+t.drops())
	t.wires()
	t.wrapped("profiles: ", t.profiles())
}

// mostWires bounds how many wires are shown.
const mostWires = 16

// wires writes the wires that are not ideal. Of many it shows those that dropped most, and
// then the busiest.
func (t *sheet) wires() {
	var all []*link.Wire
	ideal := 0
	for _, w := range t.r.Net.Wires() {
		stats := w.Stats()
		if c := w.Config(); c.Rate == 0 && c.Delay == 0 && stats.DroppedAll() == 0 {
			ideal++
			continue
		}
		all = append(all, w)
	}
	shown := map[*link.Wire]bool{}
	ranked := slices.Clone(all)
	slices.SortStableFunc(ranked, func(a, b *link.Wire) int {
		x, y := a.Stats(), b.Stats()
		return cmp.Or(cmp.Compare(y.DroppedAll(), x.DroppedAll()), cmp.Compare(y.Sent, x.Sent))
	})
	for _, w := range ranked[:min(len(ranked), mostWires)] {
		shown[w] = true
	}
	for _, w := range all {
		if shown[w] {
			t.wrapped("wire ", wireText(w))
		}
	}
	if more := len(all) - len(shown); more > 0 {
		t.line("and %d wires more", more)
	}
	if ideal > 0 {
		t.line("wires without delay and limit: %d", ideal)
	}
}

func (t *sheet) drops() string {
	var all [link.NumDrops]uint64
	for _, w := range t.r.Net.Wires() {
		for why, n := range w.Stats().Dropped {
			all[why] += n
		}
	}
	var s []string
	for why, n := range all {
		if n > 0 {
			s = append(s, fmt.Sprintf("%s %d", link.Drop(why), n))
		}
	}
	if len(s) == 0 {
		return ""
	}
	return " (" + strings.Join(s, ", ") + ")"
}

// wireText describes a wire and what happened on it.
func wireText(w *link.Wire) string {
	c, s := w.Config(), w.Stats()
	text := fmt.Sprintf("%s: %s, %v one way", c.Name, units.FormatRate(c.Rate), c.Delay)
	add := func(given bool, format string, args ...any) {
		if given {
			text += ", " + fmt.Sprintf(format, args...)
		}
	}
	share := func(v link.Share) string { return units.FormatRatio(units.Ratio(v)) }
	add(c.Trace != nil, "by a trace")
	add(len(c.Schedule.Steps) > 0, "changing with time")
	add(c.Jitter > 0, "jitter %v", c.Jitter)
	add(c.MTU > 0, "mtu %d", c.MTU)
	add(c.Queue.New != nil, "%s", c.Queue.Name)
	add(c.Queue.Packets > 0, "queue %d packets", c.Queue.Packets)
	add(c.Queue.Bytes > 0, "queue %s", units.FormatSize(c.Queue.Bytes))
	add(c.Loss > 0, "loss %s", share(c.Loss))
	add(c.Burst != (link.Burst{}), "bursty loss")
	add(len(c.LoseData)+len(c.LosePackets) > 0, "listed losses")
	add(c.Duplicate > 0, "duplicates %s", share(c.Duplicate))
	add(c.Reorder > 0, "reorders %s", share(c.Reorder))
	add(c.Corrupt > 0, "corrupts %s", share(c.Corrupt))
	text += fmt.Sprintf("; %d packets, %d dropped", s.Sent, s.DroppedAll())
	add(s.Marked > 0, "%d marked", s.Marked)
	add(s.Damaged > 0, "%d damaged", s.Damaged)
	if s.MaxWait > 0 {
		text += fmt.Sprintf(", longest wait %v", s.MaxWait)
		if c.Queue.New != nil {
			text += fmt.Sprintf(", mean %v", s.MeanWait())
		}
	}
	return text
}

// mostNamed bounds how many hosts of one kind are named.
const mostNamed = 4

// profiles groups the hosts by how they are set.
func (t *sheet) profiles() string {
	var kinds []string
	hosts := map[string][]string{}
	for _, h := range t.r.Scenario.Hosts {
		p := h.Profile
		switch {
		case h.Stack == scenario.GVisor:
			p = "gvisor"
		case p == "":
			p = t.r.Scenario.Profile
		}
		for _, options := range [][]scenario.OptionValue{t.r.Scenario.Options, h.Options} {
			for _, o := range options {
				p += " " + o.Name + "=" + o.Text
			}
		}
		if hosts[p] == nil {
			kinds = append(kinds, p)
		}
		hosts[p] = append(hosts[p], h.Name)
	}
	var s []string
	for _, p := range kinds {
		names := hosts[p]
		text := strings.Join(names[:min(len(names), mostNamed)], ", ")
		if more := len(names) - mostNamed; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		s = append(s, p+": "+text)
	}
	return strings.Join(s, "; ")
}

// hostName is the name of the host at one end of a connection.
func hostName(e *stack.End) string {
	if e == nil || e.Host == nil {
		return ""
	}
	return e.Host.Name()
}
