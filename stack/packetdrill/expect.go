package packetdrill

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// expect takes the next packet of the stack and compares it with the script's.
func (r *runner) expect(e *event, from, to vtime.Time) *Failure {
	limit := to.Add(r.tolerance(to)).Add(patience)
	if to == vtime.Never {
		limit = r.now().Add(anyTimeLimit)
	}
	f := r.take(limit)
	if r.broken != nil {
		return r.broken
	}
	if f == nil {
		return &Failure{
			Pos: e.Pos, What: "no packet came", Expected: e.text,
			When: "waited until " + seconds(min(limit, r.now())), Why: r.whyNothing(),
		}
	}
	r.join(f, e.packet)
	w := r.flowFor(e.packet, f)
	c := &comparison{r: r, e: e, f: f, w: w}
	if diff := c.packet(e.packet); diff != "" {
		return r.differs(e, f, diff)
	}
	return r.timely(e, f, from, to)
}

// anyTimeLimit is how long a packet is waited for that may come at any time.
const anyTimeLimit = 300 * vtime.Second

// take returns the next packet that the stack sends up to a time.
func (r *runner) take(limit vtime.Time) *frame {
	if !r.until(limit, func() bool { return len(r.frames) > 0 || r.broken != nil }) || r.broken != nil {
		return nil
	}
	f := r.frames[0]
	r.frames = r.frames[1:]
	return f
}

func (r *runner) differs(e *event, f *frame, what string) *Failure {
	return &Failure{
		Pos: e.Pos, What: what, Expected: e.text, Got: r.describe(f), When: "it left at " + seconds(f.at), Why: r.why(f),
	}
}

// timely compares when a packet left.
func (r *runner) timely(e *event, f *frame, from, to vtime.Time) *Failure {
	if e.when.kind == anyTime {
		return nil
	}
	off := vtime.Time(0)
	switch {
	case f.at < from:
		off = f.at - from
	case f.at > to:
		off = f.at - to
	}
	r.result.Worst = max(r.result.Worst, off, -off)
	if tolerance := r.tolerance(to); off < -tolerance || off > tolerance {
		sign := "late"
		if off < 0 {
			sign, off = "early", -off
		}
		f := r.differs(e, f, fmt.Sprintf("the packet is %v too %s", off, sign))
		f.When = fmt.Sprintf("expected at %s, %s (tolerance %v)", spanString(from, to), f.When, tolerance)
		return f
	}
	return nil
}

func spanString(from, to vtime.Time) string {
	if from == to {
		return seconds(from)
	}
	return seconds(from) + " to " + seconds(to)
}

// join puts what the stack sent in several segments together until it is as long
// as the script's packet: Linux hands large segments to its network card.
func (r *runner) join(f *frame, k *packet) {
	if k.tcp == nil || f.hdr.Protocol != ip.TCP || r.set.strictSegments || f.size == 0 {
		return
	}
	for piece, more := f.size, true; more && f.size < k.tcp.size; {
		if len(r.frames) == 0 {
			r.instant()
			if len(r.frames) == 0 {
				return
			}
		}
		g := r.frames[0]
		if more = f.continues(g, piece); more {
			more = g.size == piece
			f.tcp.Flags = f.tcp.Flags&^(tcp.PSH|tcp.FIN) | g.tcp.Flags
			f.size += g.size
			f.out.End = g.out.End
			r.frames = r.frames[1:]
		}
	}
}

// continues reports whether g may be the next piece of a large segment, behind
// f. PSH does not end one: each burst carries it.
func (f *frame) continues(g *frame, piece int) bool {
	return g.hdr.Protocol == ip.TCP && !f.tcp.Flags.Has(tcp.FIN) && g.at == f.at &&
		g.tcp.SrcPort == f.tcp.SrcPort && g.tcp.DstPort == f.tcp.DstPort && g.hdr.TOS == f.hdr.TOS &&
		g.tcp.Seq == f.tcp.Seq.Add(int64(f.size)) && g.size > 0 && g.size <= piece && g.tcp.Ack == f.tcp.Ack
}

// flowFor finds or makes the connection of a packet that the stack sent.
func (r *runner) flowFor(k *packet, f *frame) *flow {
	local, remote := f.ports()
	w := r.flows.ofLive(local, remote)
	syn := f.hdr.Protocol == ip.TCP && f.tcp.Flags&(tcp.SYN|tcp.ACK) == tcp.SYN
	if w == nil || syn && w.active && w.synced && w.liveISN != uint32(f.tcp.Seq) {
		w = r.flows.add(&flow{local: local, remote: remote, active: syn})
	}
	if k.srcPort != 0 && w.scriptLocal == 0 {
		w.scriptLocal, w.scriptRemote = k.srcPort, k.dstPort
	}
	if k.tcp != nil && f.hdr.Protocol == ip.TCP && f.tcp.Flags.Has(tcp.SYN) && k.tcp.flags.Has(tcp.SYN) &&
		(!w.synced || w.again) {
		w.again = false
		w.sync(k.tcp.seq, uint32(f.tcp.Seq))
	}
	return w
}

// comparison compares a packet with the script's. Its methods return what
// differs, or nothing.
type comparison struct {
	r *runner
	e *event
	f *frame
	w *flow
}

func (c *comparison) packet(k *packet) string {
	f := c.f
	if k.srcPort != 0 && (c.w.scriptLocal != k.srcPort || c.w.scriptRemote != k.dstPort) {
		return fmt.Sprintf("the packet belongs to another connection, %s", portsString(c.w))
	}
	switch {
	case k.tcp != nil && f.hdr.Protocol != ip.TCP,
		k.udp != nil && f.hdr.Protocol != ip.UDP,
		k.icmp != nil && f.hdr.Protocol != ip.ICMPFor(f.hdr.Dst):
		return "another kind of packet came"
	case k.udp != nil && f.size != k.udp.size:
		return fmt.Sprintf("the datagram carries %d bytes, not %d", f.size, k.udp.size)
	case k.icmp != nil:
		typ, code := k.icmp.wire(f.hdr.Src)
		if f.icmp.Type != typ || f.icmp.Code != code {
			return "another ICMP message came"
		}
	}
	if diff := c.header(k.ip); diff != "" || k.tcp == nil {
		return diff
	}
	return c.segment(k.tcp)
}

// header compares what the script says of the IP header.
func (c *comparison) header(i ipInfo) string {
	h := c.f.hdr
	bits := h.TOS & 3
	switch {
	case i.tos >= 0 && i.ecn == "" && int(h.TOS) != i.tos:
		return fmt.Sprintf("tos is 0x%02x, not 0x%02x", h.TOS, i.tos)
	case i.ttl >= 0 && int(h.TTL) != i.ttl:
		return fmt.Sprintf("ttl is %d, not %d", h.TTL, i.ttl)
	}
	ok := true
	switch i.ecn {
	case "noecn":
		ok = bits == 0
	case "ect1":
		ok = bits == 1
	case "ect0":
		ok = bits == 2
	case "ect01":
		ok = bits == 1 || bits == 2
	case "ce":
		ok = bits == 3
	}
	if !ok {
		return fmt.Sprintf("the ECN field is %s, not %s", [...]string{"noecn", "ect1", "ect0", "ce"}[bits], i.ecn)
	}
	return ""
}

func (c *comparison) segment(g *segment) string {
	f := c.f
	seq := c.w.seqToScript(&f.tcp)
	ack := c.w.remoteToScript(uint32(f.tcp.Ack))
	switch {
	case f.tcp.Flags != g.flags:
		return fmt.Sprintf("the flags are %v, not %v", f.tcp.Flags, g.flags)
	case f.tcp.AE != g.ae:
		return fmt.Sprintf("the flag AE is %v, not %v", f.tcp.AE, g.ae)
	case seq != g.seq:
		return fmt.Sprintf("the sequence number is %d, not %d", seq, g.seq)
	case f.size != g.size:
		return fmt.Sprintf("the segment carries %d bytes, not %d", f.size, g.size)
	case g.hasAck && ack != g.ack:
		return fmt.Sprintf("the acknowledgement number is %d, not %d", ack, g.ack)
	case g.window >= 0 && int(f.tcp.Window) != g.window && !c.r.opts.Relaxed:
		return fmt.Sprintf("the window is %d, not %d", f.tcp.Window, g.window)
	case g.urgent >= 0 && int(f.tcp.Urgent) != g.urgent:
		return fmt.Sprintf("the urgent pointer is %d, not %d", f.tcp.Urgent, g.urgent)
	case g.any:
		c.learn(g.options)
		return ""
	}
	return c.options(g)
}

// options compares the options in their order, or in a relaxed run of a SYN as a
// set without paddings.
func (c *comparison) options(g *segment) string {
	got, want := trimmed(c.f.options), trimmed(g.options)
	if c.r.opts.Relaxed && g.flags.Has(tcp.SYN) {
		got, want = sorted(got), sorted(want)
	}
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		same = got[i].kind == want[i].kind
	}
	if !same {
		return fmt.Sprintf("the options are%s, not%s", orNone(got), orNone(want))
	}
	for i := range got {
		if diff := c.option(got[i], want[i]); diff != "" {
			return diff
		}
	}
	c.learn(want)
	return ""
}

func orNone(all []tcpOption) string {
	if len(all) == 0 {
		return " none"
	}
	return optionsString(all)
}

// trimmed leaves out what ends the list.
func trimmed(all []tcpOption) []tcpOption {
	for len(all) > 0 && all[len(all)-1].kind == kindEOL {
		all = all[:len(all)-1]
	}
	return all
}

func sorted(all []tcpOption) []tcpOption {
	all = slices.DeleteFunc(slices.Clone(all), func(o tcpOption) bool { return o.kind == kindNOP })
	slices.SortStableFunc(all, func(a, b tcpOption) int { return int(a.kind) - int(b.kind) })
	return all
}

// option compares one option with the script's of the same kind.
func (c *comparison) option(got, want tcpOption) string {
	switch got.kind {
	case kindTimestamp:
		return c.timestamp(got, want)
	case kindFastOpen, kindExp:
		if want.cookie != "" && len(got.data) == len(want.data) && c.cookie(got, want) {
			return ""
		}
	case kindMD5:
		return ""
	}
	if !bytes.Equal(got.data, want.data) {
		return fmt.Sprintf("an option is %v, not %v", got, want)
	}
	return ""
}

// cookie compares a Fast Open cookie: the first that leaves says what the
// script's stands for.
func (c *comparison) cookie(got, want tcpOption) bool {
	known, ok := c.r.cookies[want.cookie]
	if !ok {
		c.r.cookies[want.cookie] = got.data
		return true
	}
	return bytes.Equal(known, got.data)
}

// timestamp compares what the script asks for: with --tcp_ts_tick_usecs how far
// the clock has gone since the first, in a strict run what is echoed.
func (c *comparison) timestamp(got, want tcpOption) string {
	live, script := binary.BigEndian.Uint32(got.data), binary.BigEndian.Uint32(want.data)
	if tick := c.r.set.tick; tick > 0 && c.w.stamped {
		off := int64(int32((live - c.w.first[1]) - (script - c.w.first[0])))
		if allowed := int64(c.r.tolerance(c.f.at)/tick) + 1; off > allowed || off < -allowed {
			return fmt.Sprintf("the timestamp is %d ticks off: %s", off, strings.TrimSpace(got.String()))
		}
	}
	echo, wanted := binary.BigEndian.Uint32(got.data[4:]), binary.BigEndian.Uint32(want.data[4:])
	if c.r.opts.Strict && echo != wanted {
		return fmt.Sprintf("the echoed timestamp is %d, not %d", echo, wanted)
	}
	return ""
}

// learn notes the timestamp that left.
func (c *comparison) learn(want []tcpOption) {
	i := slices.IndexFunc(want, func(o tcpOption) bool { return o.kind == kindTimestamp })
	j := slices.IndexFunc(c.f.options, func(o tcpOption) bool { return o.kind == kindTimestamp })
	if i >= 0 && j >= 0 {
		c.w.stamp(binary.BigEndian.Uint32(want[i].data), binary.BigEndian.Uint32(c.f.options[j].data))
	}
}
