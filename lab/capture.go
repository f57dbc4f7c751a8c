package lab

import (
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/lab/pcapng"
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
	// Neither: each packet once, as it leaves the host that made it.
}

// sees reports whether a packet is captured where it passes at a host.
func (p *Points) sees(host string, made bool) bool {
	if p.All || len(p.Hosts) > 0 {
		return p.All || slices.Contains(p.Hosts, host)
	}
	return made
}

// Capture writes a pcapng file with one interface for each end of a link. A
// packet that had to wait before it left its first host carries a comment that
// says for what and how long.
type Capture struct {
	w      *pcapng.Writer
	points Points
	ends   map[*link.Wire]ends
	counts []pcapng.Statistics // by interface
	names  map[string]int      // uses of an interface name
	last   vtime.Time
	buf    []byte
}

// ends are the interfaces that a wire joins.
type ends struct{ from, to end }

type end struct {
	host string
	num  int
}

// NewCapture returns a capture that writes to w. Application names the program.
func NewCapture(w io.Writer, application, comment string, points Points) *Capture {
	return &Capture{
		w:      pcapng.NewWriter(w, pcapng.Header{Application: application, Comment: comment}),
		points: points, ends: map[*link.Wire]ends{}, names: map[string]int{},
	}
}

// Begin writes the interfaces and the names of the hosts.
func (c *Capture) Begin(n *stack.Net) {
	var names []pcapng.Name
	for _, h := range n.Hosts() {
		for _, a := range h.Addrs() {
			names = append(names, pcapng.Name{Addr: netip.AddrFrom4(a.As4()), Names: []string{h.Name()}})
		}
	}
	c.w.Names(names)
	for _, l := range n.Links() {
		a, b := c.add(l.A, l.B, l.AB.Config().Rate), c.add(l.B, l.A, l.BA.Config().Rate)
		c.ends[l.AB], c.ends[l.BA] = ends{a, b}, ends{b, a}
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
	})}
}

// endsOf returns the interfaces of a wire. A loopback, which is made when it is
// first used, is one interface.
func (c *Capture) endsOf(w *link.Wire) ends {
	e, ok := c.ends[w]
	if !ok {
		c.counts = append(c.counts, pcapng.Statistics{})
		host, _, _ := strings.Cut(w.Name(), "->")
		one := end{host, c.w.AddInterface(pcapng.Interface{Name: host + ":" + host, Description: "loopback of " + host})}
		e = ends{one, one}
		c.ends[w] = e
	}
	return e
}

// Sent writes the packet as it leaves.
func (c *Capture) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	from := c.endsOf(w).from
	if c.points.sees(from.host, f.Origin == at.Event) {
		c.packet(at, from.num, false, f)
	}
}

// Dropped counts the packet.
func (c *Capture) Dropped(_ vtime.Stamp, w *link.Wire, _ *link.Frame, _ link.Drop) {
	c.counts[c.endsOf(w).from.num].Dropped++
}

// Delivered writes the packet as it arrives. On a loopback it was seen already.
func (c *Capture) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	e := c.endsOf(w)
	c.counts[e.to.num].Received++
	if e.from != e.to && c.points.sees(e.to.host, false) {
		c.packet(at, e.to.num, true, f)
	}
}

func (c *Capture) packet(at vtime.Stamp, iface int, inbound bool, f *link.Frame) {
	p := stack.Inspect(f)
	c.last = at.Now
	c.buf = f.Body.AppendWire(c.buf[:0])
	c.w.Packet(pcapng.Packet{Interface: iface, At: at.Now, Inbound: inbound, Data: c.buf, Comment: Reason(&p)})
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
