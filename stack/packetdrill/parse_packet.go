package packetdrill

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/tcp"
)

// maxSize is more than a datagram holds, in bytes.
const maxSize = 65535

func (p *parser) packet() (*Packet, error) {
	k := &Packet{IP: IPInfo{TOS: -1, TTL: -1, FlowLabel: -1}}
	if p.next().text == ">" {
		k.Direction = Outbound
	}
	for p.is("(") || p.is("[") && p.peekAt(1).kind == wordToken {
		if err := p.ipInfo(&k.IP); err != nil {
			return nil, err
		}
	}
	if p.is("[") {
		if err := p.ports(k); err != nil {
			return nil, err
		}
	}
	var err error
	switch t := p.peek(); {
	case p.acceptWord("icmp"):
		k.ICMP, err = p.icmp()
	case p.acceptWord("udp"):
		k.UDP, err = p.udp()
	case t.kind == wordToken && (t.text == "ipv4" || t.text == "ipv6" || t.text == "gre" || t.text == "mpls" ||
		t.text == "sctp" || t.text == "udplite"):
		err = p.errorAt(t, "%s is not simulated", t.text)
	default:
		k.TCP, err = p.segment()
	}
	return k, err
}

// ipInfo reads "(ect0, tos 0x10, ttl 5)".
func (p *parser) ipInfo(i *IPInfo) error {
	closing := map[string]string{"(": ")", "[": "]"}[p.next().text]
	for !p.accept(closing) {
		t := p.next()
		if t.kind != wordToken {
			return p.unexpected(t, "ect0, ect1, ect01, ce, noecn, tos N, ttl N or flowlabel N")
		}
		var to *int
		switch t.text {
		case "ect0", "ect1", "ect01", "ce", "noecn":
			i.ECN = t.text
		case "tos":
			to = &i.TOS
		case "ttl", "hlim":
			to = &i.TTL
		case "flowlabel":
			to = &i.FlowLabel
		default:
			return p.unexpected(t, "ect0, ect1, ect01, ce, noecn, tos N, ttl N or flowlabel N")
		}
		if to != nil {
			bits := 8
			if t.text == "flowlabel" {
				bits = 20
			}
			n, err := p.number("a number", bits)
			if err != nil {
				return err
			}
			*to = int(n)
		}
		p.accept(",")
	}
	return nil
}

// ports reads "[5000 > 8080]".
func (p *parser) ports(k *Packet) error {
	p.next()
	src, err := p.number("a port", 16)
	if err != nil {
		return err
	}
	if err := p.expect(">"); err != nil {
		return err
	}
	dst, err := p.number("a port", 16)
	if err != nil {
		return err
	}
	k.SrcPort, k.DstPort = int(src), int(dst)
	return p.expect("]")
}

func (p *parser) segment() (*Segment, error) {
	g := &Segment{Window: -1, Urgent: -1}
	if err := p.flags(g); err != nil {
		return nil, err
	}
	if err := p.sequence(&g.Seq, &g.Size); err != nil {
		return nil, err
	}
	if p.acceptWord("ack") {
		n, err := p.number("an acknowledgement number", 32)
		if err != nil {
			return nil, err
		}
		g.HasAck, g.Ack = true, uint32(n)
	}
	for _, f := range []struct {
		word string
		to   *int
	}{{"win", &g.Window}, {"urg", &g.Urgent}} {
		if p.acceptWord(f.word) {
			n, err := p.number("a number", 16)
			if err != nil {
				return nil, err
			}
			*f.to = int(n)
		}
	}
	if !p.is("<") || p.peek().newLine {
		return g, nil
	}
	return g, p.tcpOptions(g)
}

// flags reads what stands up to the next space: flags are letters, dots and the
// digits of the ACE field.
func (p *parser) flags(g *Segment) error {
	t := p.peek()
	end := t.at
	for end < len(p.src) && !strings.ContainsRune(" \t\r\n", rune(p.src[end])) {
		end++
	}
	word := p.src[t.at:end]
	for p.peek().kind != endToken && p.peek().at < end {
		p.next()
	}
	if word == "-" {
		return nil
	}
	for _, c := range word {
		i := strings.IndexRune("FSRP.UEW", c)
		switch {
		case i >= 0:
			g.Flags |= 1 << i
		case c == 'A':
			g.AE = true
		case c >= '0' && c <= '7': // the counter of accurate ECN: AE, CWR, ECE
			n := tcp.Flags(c - '0')
			g.Flags |= n & 1 << 6
			g.Flags |= n >> 1 & 1 << 7
			g.AE = n&4 != 0
		default:
			return p.errorAt(t, "%q: expected flags (S F R P . U E W, or - for none), icmp or udp", word)
		}
	}
	if word == "" {
		return p.unexpected(t, "flags, icmp or udp")
	}
	return nil
}

// sequence reads "first:end(length)".
func (p *parser) sequence(seq *uint32, size *int) error {
	at := p.peek()
	first, err := p.number("a sequence number", 32)
	if err != nil {
		return err
	}
	end := uint64(0)
	hasEnd := p.accept(":")
	if hasEnd {
		if end, err = p.number("a sequence number", 32); err != nil {
			return err
		}
	}
	if err := p.expect("("); err != nil {
		return err
	}
	n, err := p.number("a length", 17)
	if err != nil {
		return err
	}
	if n > maxSize {
		return p.errorAt(at, "%d bytes do not fit into a datagram", n)
	}
	if hasEnd && uint32(end)-uint32(first) != uint32(n) {
		return p.errorAt(at, "%d:%d is not %d bytes long", first, end, n)
	}
	*seq, *size = uint32(first), int(n)
	return p.expect(")")
}

// tcpOptions reads "<mss 1460,nop,...>".
func (p *parser) tcpOptions(g *Segment) error {
	p.next()
	if p.peek().kind == ellipsisToken {
		p.next()
		g.Any = true
		return p.expect(">")
	}
	for !p.accept(">") {
		o, err := p.tcpOption()
		if err != nil {
			return err
		}
		g.Options = append(g.Options, o)
		if !p.accept(",") && !p.is(">") {
			return p.unexpected(p.peek(), ", or >")
		}
	}
	return nil
}

const optionForms = "mss N, wscale N, sackOK, sack A:B ..., TS val N ecr N, nop, eol, FO HEX, FOEXP HEX, md5, uto SECONDS, ECN ..., " +
	"or KIND HEX"

func (p *parser) tcpOption() (TCPOption, error) {
	t := p.next()
	if t.kind == numberToken {
		return p.numberedOption(t)
	}
	if t.kind != wordToken {
		return TCPOption{}, p.unexpected(t, optionForms)
	}
	switch t.text {
	case "nop":
		return TCPOption{Kind: kindNOP}, nil
	case "eol":
		return TCPOption{Kind: kindEOL}, nil
	case "sackOK", "sackok":
		return TCPOption{Kind: kindSACKOK}, nil
	case "mss":
		n, err := p.number("a segment size", 16)
		return TCPOption{Kind: kindMSS, Data: binary.BigEndian.AppendUint16(nil, uint16(n))}, err
	case "uto":
		n, err := p.number("seconds, less than 32768", 15)
		return TCPOption{Kind: kindUTO, Data: binary.BigEndian.AppendUint16(nil, uint16(n))}, err
	case "wscale":
		n, err := p.number("a shift", 8)
		return TCPOption{Kind: kindScale, Data: []byte{byte(n)}}, err
	case "sack":
		return p.sackBlocks()
	case "TS":
		return p.timestamp()
	case "FO":
		o, err := p.cookie()
		o.Kind = kindFastOpen
		return o, err
	case "FOEXP":
		o, err := p.cookie()
		o.Kind, o.Data = kindExp, append([]byte{0xf9, 0x89}, o.Data...)
		return o, err
	case "md5":
		o := TCPOption{Kind: kindMD5, Data: make([]byte, 16)}
		if t := p.peek(); !p.is(",") && !p.is(">") {
			p.next()
			if b, err := hex.DecodeString(strings.TrimPrefix(t.text, "0x")); err == nil {
				copy(o.Data, b)
			}
		}
		return o, nil
	case "ECN", "AccECN", "acc_ecn":
		return p.accurateECN()
	}
	return TCPOption{}, p.unexpected(t, optionForms)
}

// numberedOption reads an option by its kind, and its value in hexadecimal.
func (p *parser) numberedOption(t token) (TCPOption, error) {
	kind, err := strconv.ParseUint(t.text, 0, 8)
	if err != nil {
		return TCPOption{}, p.unexpected(t, optionForms)
	}
	o := TCPOption{Kind: uint8(kind)}
	if p.is(",") || p.is(">") {
		return o, nil
	}
	o.Data, err = p.hexBytes()
	return o, err
}

// hexBytes reads bytes that are written as one word.
func (p *parser) hexBytes() ([]byte, error) {
	t := p.next()
	b, err := hex.DecodeString(strings.TrimPrefix(t.text, "0x"))
	if err != nil || t.kind != wordToken && t.kind != numberToken || len(b) > 38 {
		return nil, p.unexpected(t, "bytes in hexadecimal")
	}
	return b, nil
}

// cookie reads what follows FO: nothing, or the cookie.
func (p *parser) cookie() (o TCPOption, err error) {
	if p.is(",") || p.is(">") {
		return o, nil
	}
	t := p.peek()
	if o.Data, err = p.hexBytes(); err == nil {
		o.Cookie = strings.TrimPrefix(t.text, "0x")
	}
	return o, err
}

func (p *parser) sackBlocks() (TCPOption, error) {
	o := TCPOption{Kind: kindSACK}
	for {
		left, err := p.number("a sequence number", 32)
		if err != nil {
			return o, err
		}
		if err := p.expect(":"); err != nil {
			return o, err
		}
		right, err := p.number("a sequence number", 32)
		if err != nil {
			return o, err
		}
		o.Data = binary.BigEndian.AppendUint32(o.Data, uint32(left))
		o.Data = binary.BigEndian.AppendUint32(o.Data, uint32(right))
		if p.peek().kind != numberToken {
			return o, nil
		}
		if len(o.Data) >= 32 {
			return o, p.errorAt(p.peek(), "an option holds at most four blocks")
		}
	}
}

// timestamp reads "val N ecr N".
func (p *parser) timestamp() (TCPOption, error) {
	o := TCPOption{Kind: kindTimestamp}
	for _, word := range []string{"val", "ecr"} {
		if !p.acceptWord(word) {
			return o, p.unexpected(p.peek(), word)
		}
		n, err := p.number("a timestamp", 32)
		if err != nil {
			return o, err
		}
		o.Data = binary.BigEndian.AppendUint32(o.Data, uint32(n))
	}
	return o, nil
}

// accurateECN reads the counters of an AccECN option: the order of the first and
// the last says which kind it is.
func (p *parser) accurateECN() (TCPOption, error) {
	o := TCPOption{Kind: kindAccECN0}
	for first := true; p.isWord("e0b") || p.isWord("ceb") || p.isWord("e1b"); first = false {
		if word := p.next().text; first && word == "e1b" {
			o.Kind = kindAccECN1
		}
		n, err := p.number("a counter", 24)
		if err != nil {
			return o, err
		}
		o.Data = append(o.Data, byte(n>>16), byte(n>>8), byte(n))
	}
	return o, nil
}

func (p *parser) udp() (*UDP, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	n, err := p.number("a length", 16)
	if err != nil {
		return nil, err
	}
	return &UDP{int(n)}, p.expect(")")
}

func (p *parser) icmp() (*ICMP, error) {
	m := &ICMP{}
	t := p.next()
	if t.kind != wordToken {
		return nil, p.unexpected(t, "the type of the message, as unreachable")
	}
	m.Type = t.text
	if t := p.peek(); t.kind == wordToken && t.text != "mtu" && !t.newLine {
		m.Code = p.next().text
	}
	if err := m.check(p, t); err != nil {
		return nil, err
	}
	if p.acceptWord("mtu") {
		n, err := p.number("an MTU", 16)
		if err != nil {
			return nil, err
		}
		m.MTU = int(n)
	}
	if !p.accept("[") {
		return m, nil
	}
	m.Quote = &Quote{}
	if p.acceptWord("udp") {
		u, err := p.udp()
		if err != nil {
			return nil, err
		}
		m.Quote.UDP, m.Quote.Size = true, u.Size
	} else if err := p.sequence(&m.Quote.Seq, &m.Quote.Size); err != nil {
		return nil, err
	}
	return m, p.expect("]")
}

// ParsePacket reads a packet without a time and a direction, such as
// "S 0:0(0) win 100 <mss 1460>".
func ParsePacket(text string) (*Packet, error) {
	tokens, err := newLexer("", "> "+text, nil).tokens()
	if err != nil {
		return nil, errors.New(err.(*syntaxError).text)
	}
	p := &parser{src: "> " + text, tokens: tokens}
	k, err := p.packet()
	if t := p.peek(); err == nil && t.kind != endToken {
		err = p.unexpected(t, "the end of the packet")
	}
	if err != nil {
		return nil, errors.New(err.(*syntaxError).text)
	}
	return k, nil
}

// Values returns what the options say that hosts know; others are skipped.
func (g *Segment) Values() (tcp.Options, error) {
	wire := tcp.AppendWireWith(nil, ip.Addr{}, ip.Addr{}, &tcp.Segment{}, appendOptions(nil, g.Options))
	s, err := tcp.ParseWire(ip.Addr{}, ip.Addr{}, wire)
	return s.Options, err
}
