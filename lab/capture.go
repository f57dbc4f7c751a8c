package lab

import (
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/pcapng"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Points say where packets are captured. With captures at both ends of a way a
// reader of the file sees every packet twice and takes the second for a
// retransmission, so the zero value, which sees each once, is the one to take
// unless the way itself is of interest.
type Points struct {
	All   bool     // at every end of every link, as they leave and as they arrive
	Hosts []string // at these hosts, as they leave and as they arrive there
	// Neither: each packet once, where the conversation was opened: as it leaves
	// there, or as it arrives there.
}

// everywhere reports whether all that passes at a host is captured.
func (p *Points) everywhere(host string) bool { return p.All || slices.Contains(p.Hosts, host) }

// once reports whether each packet is to be captured at one place.
func (p *Points) once() bool { return !p.All && len(p.Hosts) == 0 }

// Capture writes a pcapng file with one interface for each end of a link. Each
// packet carries a comment that says why it left its first host when it did: what
// had held it, and what let it go. Packets that a comment names have the numbers
// that they have in the file.
type Capture struct {
	w       *pcapng.Writer
	points  Points
	ends    map[*link.Wire]*ends
	counts  []pcapng.Statistics // by interface
	names   map[string]int      // uses of an interface name
	owners  map[ip.Addr]string  // hosts by address
	notes   film.Notes
	written int32 // packets
	last    vtime.Time
}

// ends are the interfaces that a wire joins.
type ends struct{ from, to end }

type end struct {
	host string
	num  int
	all  bool // all that passes is captured
}

// NewCapture returns a capture that writes to w. Application names the program.
func NewCapture(w io.Writer, application, comment string, points Points) *Capture {
	return &Capture{
		w:      pcapng.NewWriter(w, pcapng.Header{Application: application, Comment: comment}),
		points: points, ends: map[*link.Wire]*ends{}, names: map[string]int{},
		owners: map[ip.Addr]string{},
	}
}

// forget drops what no later comment is made from.
func (c *Capture) forget(n *stack.Net) int { return c.notes.Forget(n) }

// Begin writes the interfaces and the names of the hosts.
func (c *Capture) Begin(n *stack.Net) {
	c.notes.Begin(n)
	var names []pcapng.Name
	for _, h := range n.Hosts() {
		for _, a := range h.Addrs() {
			c.owners[a] = h.Name()
			names = append(names, pcapng.Name{Addr: netip.AddrFrom16(a.As16()), Names: []string{h.Name()}})
		}
	}
	c.w.Names(names)
	for _, l := range n.Links() {
		a, b := c.add(l.A, l.B, l.AB.Config().Rate), c.add(l.B, l.A, l.BA.Config().Rate)
		c.ends[l.AB], c.ends[l.BA] = &ends{a, b}, &ends{b, a}
	}
}

// add writes the interface of host h on a link to peer. Parallel links get a number.
func (c *Capture) add(h, peer *stack.Host, rate uint64) end {
	name := h.Name() + ":" + peer.Name()
	c.names[name]++
	if n := c.names[name]; n > 1 {
		name += "#" + strconv.Itoa(n)
	}
	c.counts = append(c.counts, pcapng.Statistics{})
	return end{h.Name(), c.w.AddInterface(pcapng.Interface{
		Name: name, Description: "end at " + h.Name() + " of the link to " + peer.Name(), Speed: rate,
	}), c.points.everywhere(h.Name())}
}

// endsOf returns the interfaces of a wire. A loopback, which is made when it is
// first used, is one interface.
func (c *Capture) endsOf(w *link.Wire) *ends {
	e := c.ends[w]
	if e == nil {
		c.counts = append(c.counts, pcapng.Statistics{})
		host, _, _ := strings.Cut(w.Name(), "->")
		num := c.w.AddInterface(pcapng.Interface{Name: host + ":" + host, Description: "loopback of " + host})
		one := end{host, num, c.points.everywhere(host)}
		e = &ends{one, one}
		c.ends[w] = e
	}
	return e
}

// Sent writes the packet as it leaves.
func (c *Capture) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	note := c.notes.Sent(at, f)
	from := &c.endsOf(w).from
	if from.all || c.points.once() && f.Origin == at.Event && note.Out {
		c.packet(at, from.num, false, f, note)
	}
}

// Dropped counts the packet.
func (c *Capture) Dropped(_ vtime.Stamp, w *link.Wire, _ *link.Frame, _ link.Drop) {
	c.counts[c.endsOf(w).from.num].Dropped++
}

// Delivered writes the packet as it arrives. On a loopback it was seen already.
func (c *Capture) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	note := c.notes.Delivered(f)
	e := c.endsOf(w)
	c.counts[e.to.num].Received++
	home := c.points.once() && note.Home && c.owners[note.Dst] == e.to.host
	if e.from.num != e.to.num && (e.to.all || home) {
		c.packet(at, e.to.num, true, f, note)
	}
	c.notes.Arrived(at, w, f, note)
}

func (c *Capture) packet(at vtime.Stamp, iface int, inbound bool, f *link.Frame, note *film.Note) {
	c.last = at.Now
	c.written++
	note.Number = c.written
	c.w.Packet(pcapng.Packet{Interface: iface, At: at.Now, Inbound: inbound, Body: f.Body, Comment: note.Text})
}

// HostDrop satisfies Watcher.
func (c *Capture) HostDrop(vtime.Stamp, *stack.Host, *link.Frame, string) {}

// StateChange satisfies Watcher.
func (c *Capture) StateChange(vtime.Stamp, *stack.End, string, string) {}

// Finish writes the statistics and returns the first error.
func (c *Capture) Finish() error {
	for i, s := range c.counts {
		c.w.Statistics(i, c.last, s)
	}
	return c.w.Err()
}
