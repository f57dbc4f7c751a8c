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

func (p *parser) packet() (*packet, error) {
	k := &packet{ip: ipInfo{tos: -1, ttl: -1, flowLabel: -1}}
	if p.next().text == ">" {
		k.direction = Outbound
	}
	for p.is("(") || p.is("[") && p.peekAt(1).kind == wordToken && p.peekAt(1).text != "udp" {
		if err := p.ipInfo(&k.ip); err != nil {
			return nil, err
		}
	}
	about, err := p.quoteOrPorts(k)
	if err != nil {
		return nil, err
	}
	switch t := p.peek(); {
	case p.acceptWord("icmp"):
		k.icmp, err = p.icmp(about)
	case about != nil:
		err = p.unexpected(t, "icmp behind what it quotes")
	case p.acceptWord("udp"):
		k.udp, err = p.udp()
	case t.kind == wordToken && (t.text == "ipv4" || t.text == "ipv6" || t.text == "gre" || t.text == "mpls" ||
		t.text == "sctp" || t.text == "udplite"):
		err = p.errorAt(t, "%s is not simulated", t.text)
	default:
		k.tcp, err = p.segment()
	}
	return k, err
}

// ipInfo reads "(ect0, tos 0x10, ttl 5)".
func (p *parser) ipInfo(i *ipInfo) error {
	closing := map[string]string{"(": ")", "[": "]"}[p.next().text]
	for !p.accept(closing) {
		t := p.next()
		if t.kind != wordToken {
			return p.unexpected(t, "ect0, ect1, ect01, ce, noecn, tos N, ttl N or flowlabel N")
		}
		var to *int
		switch t.text {
		case "ect0", "ect1", "ect01", "ce", "noecn":
			i.ecn = t.text
		case "tos":
			to = &i.tos
		case "ttl", "hlim":
			to = &i.ttl
		case "flowlabel":
			to = &i.flowLabel
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

// quoteOrPorts reads what may stand before the packet: "[5000 > 8080]", or what an ICMP
// message quotes, "[1:1001(1000)]".
func (p *parser) quoteOrPorts(k *packet) (*quote, error) {
	switch {
	case !p.is("["):
		return nil, nil
	case p.peekAt(2).text == ">":
		return nil, p.ports(k)
	}
	return p.quote()
}

// ports reads "[5000 > 8080]".
func (p *parser) ports(k *packet) error {
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
	k.srcPort, k.dstPort = int(src), int(dst)
	return p.expect("]")
}

func (p *parser) segment() (*segment, error) {
	g := &segment{window: -1, urgent: -1}
	if err := p.flags(g); err != nil {
		return nil, err
	}
	if err := p.sequence(&g.seq, &g.size); err != nil {
		return nil, err
	}
	if p.acceptWord("ack") {
		n, err := p.number("an acknowledgement number", 32)
		if err != nil {
			return nil, err
		}
		g.hasAck, g.ack = true, uint32(n)
	}
	for _, f := range []struct {
		word string
		to   *int
	}{{"win", &g.window}, {"urg", &g.urgent}} {
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
func (p *parser) flags(g *segment) error {
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
			g.flags |= 1 << i
		case c == 'A':
			g.ae = true
		case c >= '0' && c <= '7': // the counter of accurate ECN: AE, CWR, ECE
			n := tcp.Flags(c - '0')
			g.flags |= n & 1 << 6
			g.flags |= n >> 1 & 1 << 7
			g.ae = n&4 != 0
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
func (p *parser) tcpOptions(g *segment) error {
	p.next()
	if p.peek().kind == ellipsisToken {
		p.next()
		g.any = true
		return p.expect(">")
	}
	for !p.accept(">") {
		o, err := p.tcpOption()
		if err != nil {
			return err
		}
		g.options = append(g.options, o)
		if !p.accept(",") && !p.is(">") {
			return p.unexpected(p.peek(), ", or >")
		}
	}
	return nil
}

const optionForms = "mss N, wscale N, sackOK, sack A:B ..., TS val N ecr N, nop, eol, FO HEX, FOEXP HEX, md5, uto SECONDS, ECN ..., " +
	"or KIND HEX"

func (p *parser) tcpOption() (tcpOption, error) {
	t := p.next()
	if t.kind == numberToken {
		return p.numberedOption(t)
	}
	if t.kind != wordToken {
		return tcpOption{}, p.unexpected(t, optionForms)
	}
	switch t.text {
	case "nop":
		return tcpOption{kind: kindNOP}, nil
	case "eol":
		return tcpOption{kind: kindEOL}, nil
	case "sackOK", "sackok":
		return tcpOption{kind: kindSACKOK}, nil
	case "mss":
		n, err := p.number("a segment size", 16)
		return tcpOption{kind: kindMSS, data: binary.BigEndian.AppendUint16(nil, uint16(n))}, err
	case "uto":
		n, err := p.number("seconds, less than 32768", 15)
		return tcpOption{kind: kindUTO, data: binary.BigEndian.AppendUint16(nil, uint16(n))}, err
	case "wscale":
		n, err := p.number("a shift", 8)
		return tcpOption{kind: kindScale, data: []byte{byte(n)}}, err
	case "sack":
		return p.sackBlocks()
	case "TS":
		return p.timestamp()
	case "FO":
		o, err := p.cookie()
		o.kind = kindFastOpen
		return o, err
	case "FOEXP":
		o, err := p.cookie()
		o.kind, o.data = kindExp, append([]byte{0xf9, 0x89}, o.data...)
		return o, err
	case "md5":
		o := tcpOption{kind: kindMD5, data: make([]byte, 16)}
		if t := p.peek(); !p.is(",") && !p.is(">") {
			p.next()
			if b, err := hex.DecodeString(strings.TrimPrefix(t.text, "0x")); err == nil {
				copy(o.data, b)
			}
		}
		return o, nil
	case "ECN", "AccECN", "acc_ecn":
		return p.accurateECN()
	}
	return tcpOption{}, p.unexpected(t, optionForms)
}

// numberedOption reads an option by its kind, and its value in hexadecimal.
func (p *parser) numberedOption(t token) (tcpOption, error) {
	kind, err := strconv.ParseUint(t.text, 0, 8)
	if err != nil {
		return tcpOption{}, p.unexpected(t, optionForms)
	}
	o := tcpOption{kind: uint8(kind)}
	if p.is(",") || p.is(">") {
		return o, nil
	}
	o.data, err = p.hexBytes()
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
func (p *parser) cookie() (o tcpOption, err error) {
	if p.is(",") || p.is(">") {
		return o, nil
	}
	t := p.peek()
	if o.data, err = p.hexBytes(); err == nil {
		o.cookie = strings.TrimPrefix(t.text, "0x")
	}
	return o, err
}

func (p *parser) sackBlocks() (tcpOption, error) {
	o := tcpOption{kind: kindSACK}
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
		o.data = binary.BigEndian.AppendUint32(o.data, uint32(left))
		o.data = binary.BigEndian.AppendUint32(o.data, uint32(right))
		if p.peek().kind != numberToken {
			return o, nil
		}
		if len(o.data) >= 32 {
			return o, p.errorAt(p.peek(), "an option holds at most four blocks")
		}
	}
}

// timestamp reads "val N ecr N".
func (p *parser) timestamp() (tcpOption, error) {
	o := tcpOption{kind: kindTimestamp}
	for _, word := range []string{"val", "ecr"} {
		if !p.acceptWord(word) {
			return o, p.unexpected(p.peek(), word)
		}
		n, err := p.number("a timestamp", 32)
		if err != nil {
			return o, err
		}
		o.data = binary.BigEndian.AppendUint32(o.data, uint32(n))
	}
	return o, nil
}

// accurateECN reads the counters of an AccECN option: the order of the first and
// the last says which kind it is.
func (p *parser) accurateECN() (tcpOption, error) {
	o := tcpOption{kind: kindAccECN0}
	for first := true; p.isWord("e0b") || p.isWord("ceb") || p.isWord("e1b"); first = false {
		if word := p.next().text; first && word == "e1b" {
			o.kind = kindAccECN1
		}
		n, err := p.number("a counter", 24)
		if err != nil {
			return o, err
		}
		o.data = append(o.data, byte(n>>16), byte(n>>8), byte(n))
	}
	return o, nil
}

func (p *parser) udp() (*udp, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	n, err := p.number("a length", 16)
	if err != nil {
		return nil, err
	}
	return &udp{int(n)}, p.expect(")")
}

// icmp reads a message. What it quotes stands before it or at its end.
func (p *parser) icmp(about *quote) (*icmp, error) {
	m := &icmp{quote: about}
	t := p.next()
	if t.kind != wordToken {
		return nil, p.unexpected(t, "the type of the message, as unreachable")
	}
	m.kind = t.text
	if t := p.peek(); t.kind == wordToken && t.text != "mtu" && !t.newLine {
		m.code = p.next().text
	}
	if err := m.check(p, t); err != nil {
		return nil, err
	}
	if p.acceptWord("mtu") {
		n, err := p.number("an MTU", 16)
		if err != nil {
			return nil, err
		}
		m.mtu = int(n)
	}
	if about != nil || !p.is("[") {
		return m, nil
	}
	var err error
	m.quote, err = p.quote()
	return m, err
}

// quote reads "[1:1001(1000)]" or "[udp (100)]".
func (p *parser) quote() (*quote, error) {
	p.next()
	q := &quote{}
	if p.acceptWord("udp") {
		u, err := p.udp()
		if err != nil {
			return nil, err
		}
		q.udp, q.size = true, u.size
	} else if err := p.sequence(&q.seq, &q.size); err != nil {
		return nil, err
	}
	return q, p.expect("]")
}

// ParseSegment reads a segment without a time and a direction, such as
// "[ect0] S 0:0(0) win 100 <mss 1460>", with the numbers that are written; its payload
// is zeros. Windowed says whether there is a window. Options that hosts do not know are
// skipped.
func ParseSegment(text string) (s tcp.Segment, windowed bool, err error) {
	k, err := parsePacket(text)
	if err != nil {
		return s, false, err
	}
	g := k.tcp
	switch {
	case g == nil || g.any || k.srcPort != 0 || k.ip.tos >= 0 || k.ip.ttl >= 0:
		return s, false, errors.New("expected [ECN] FLAGS SEQ:END(LEN) [ack N] [win N] [<options>]")
	case g.flags.Has(tcp.ACK) != g.hasAck:
		return s, false, errors.New("the flag . and a number after ack go together")
	}
	options := tcp.AppendWireWith(nil, ip.Addr{}, ip.Addr{}, &tcp.Segment{}, appendOptions(nil, g.options))
	if s, err = tcp.ParseWire(ip.Addr{}, ip.Addr{}, options); err != nil {
		return s, false, err
	}
	s.Flags, s.AE, s.Seq, s.Ack, s.Payload.Len = g.flags, g.ae, tcp.Seq(g.seq), tcp.Seq(g.ack), g.size
	s.ECN = map[string]tcp.Codepoint{"ect0": tcp.ECT0, "ect1": tcp.ECT1, "ce": tcp.CE}[k.ip.ecn]
	if g.window >= 0 {
		s.Window, windowed = uint16(g.window), true
	}
	return s, windowed, nil
}

// parsePacket reads a packet without a time and a direction.
func parsePacket(text string) (*packet, error) {
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
