package packetdrill

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// frame is a datagram that left the stack, as read from its wire form.
type frame struct {
	at      vtime.Time
	hdr     ip.Header
	tcp     tcp.Segment
	options []tcpOption
	udp     ip.UDPHeader
	icmp    ip.ICMPMessage
	size    int // payload of TCP or UDP

	// What the stack recorded of it.
	out  tcp.Outgoing
	from *stack.End
}

// readFrame reads a datagram. An error is a mistake of the stack: it never sends
// what it could not read itself.
func readFrame(at vtime.Stamp, p stack.Packet, datagram []byte) (*frame, error) {
	f := &frame{at: at.Now, from: p.From}
	hdr, body, err := ip.Parse(datagram)
	if err != nil {
		return nil, err
	}
	f.hdr = hdr
	body = slices.Clone(body)
	switch hdr.Protocol {
	case ip.TCP:
		f.out = *p.TCP
		if f.tcp, err = tcp.ParseWire(hdr.Src, hdr.Dst, body); err != nil {
			return nil, err
		}
		f.size = f.tcp.Payload.Len
		f.options, err = readOptions(body[tcp.MinHeaderLen : len(body)-f.size])
	case ip.UDP:
		var data []byte
		f.udp, data, err = ip.ParseUDP(hdr.Src, hdr.Dst, body)
		f.size = len(data)
	case ip.ICMPFor(hdr.Dst):
		f.icmp, err = ip.ParseICMP(hdr.Src, hdr.Dst, body)
	}
	return f, err
}

// readOptions reads an option list in its order, paddings included.
func readOptions(b []byte) ([]tcpOption, error) {
	var all []tcpOption
	for len(b) > 0 {
		switch b[0] {
		case kindEOL:
			return append(all, tcpOption{kind: kindEOL}), nil
		case kindNOP:
			all, b = append(all, tcpOption{kind: kindNOP}), b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return nil, tcp.ErrOptions
		}
		all = append(all, tcpOption{kind: b[0], data: b[2:b[1]:b[1]]})
		b = b[b[1]:]
	}
	return all, nil
}

// appendOptions writes an option list and pads it to whole words.
func appendOptions(b []byte, all []tcpOption) []byte {
	for _, o := range all {
		b = append(b, o.kind)
		if o.kind != kindEOL && o.kind != kindNOP {
			b = append(append(b, byte(2+len(o.data))), o.data...)
		}
	}
	for len(b)%4 != 0 {
		b = append(b, kindEOL)
	}
	return b
}

// String writes an option as scripts do.
func (o tcpOption) String() string {
	word := func(i int) uint32 { return binary.BigEndian.Uint32(o.data[i:]) }
	switch n := len(o.data); {
	case o.kind == kindEOL:
		return "eol"
	case o.kind == kindNOP:
		return "nop"
	case o.kind == kindMSS && n == 2:
		return fmt.Sprintf("mss %d", binary.BigEndian.Uint16(o.data))
	case o.kind == kindScale && n == 1:
		return fmt.Sprintf("wscale %d", o.data[0])
	case o.kind == kindUTO && n == 2 && o.data[0] < 128:
		return fmt.Sprintf("uto %d", binary.BigEndian.Uint16(o.data))
	case o.kind == kindSACKOK && n == 0:
		return "sackOK"
	case o.kind == kindTimestamp && n == 8:
		return fmt.Sprintf("TS val %d ecr %d", word(0), word(4))
	case o.kind == kindSACK && n%8 == 0 && n > 0:
		s := "sack"
		for i := 0; i < n; i += 8 {
			s += fmt.Sprintf(" %d:%d", word(i), word(i+4))
		}
		return s
	case (o.kind == kindAccECN0 || o.kind == kindAccECN1) && n%3 == 0:
		s, names := "ECN", [...]string{"e0b", "ceb", "e1b"}
		for i := 0; i < n; i += 3 {
			field := i / 3
			if o.kind == kindAccECN1 {
				field = 2 - field
			}
			s += fmt.Sprintf(" %s %d", names[field], int(o.data[i])<<16|int(o.data[i+1])<<8|int(o.data[i+2]))
		}
		return s
	case o.kind == kindFastOpen:
		return strings.TrimSpace(fmt.Sprintf("FO %x", o.data))
	case o.kind == kindExp && n >= 2 && o.data[0] == 0xf9 && o.data[1] == 0x89:
		return strings.TrimSpace(fmt.Sprintf("FOEXP %x", o.data[2:]))
	}
	return strings.TrimSpace(fmt.Sprintf("%d %x", o.kind, o.data))
}

func optionsString(all []tcpOption) string {
	if len(all) == 0 {
		return ""
	}
	var words []string
	for _, o := range all {
		words = append(words, o.String())
	}
	return " <" + strings.Join(words, ",") + ">"
}

// describe writes the frame in the notation of scripts, with the numbers of a
// flow.
func (f *frame) describe(w *flow) string {
	switch f.hdr.Protocol {
	case ip.UDP:
		return fmt.Sprintf("udp (%d)", f.size)
	case ip.ICMPFor(f.hdr.Dst):
		return fmt.Sprintf("icmp type %d code %d", f.icmp.Type, f.icmp.Code)
	}
	g := f.tcp
	s := ""
	if f.hdr.TOS != 0 {
		s = fmt.Sprintf("(tos 0x%02x) ", f.hdr.TOS)
	}
	seq := w.seqToScript(&g)
	flags := g.Flags.String()
	if g.AE {
		flags += "A"
	}
	s += fmt.Sprintf("%s %d:%d(%d)", flags, seq, seq+uint32(f.size), f.size)
	if g.Flags.Has(tcp.ACK) {
		s += fmt.Sprintf(" ack %d", w.remoteToScript(uint32(g.Ack)))
	}
	s += fmt.Sprintf(" win %d", g.Window)
	if g.Flags.Has(tcp.URG) {
		s += fmt.Sprintf(" urg %d", g.Urgent)
	}
	return s + optionsString(f.options)
}
