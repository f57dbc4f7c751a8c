package tcp

import (
	"encoding/hex"
	"strconv"
)

// Flags are the control bits of a segment.
type Flags uint8

// The control bits, in the positions of the header.
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
)

// Has reports whether all bits of g are set.
func (f Flags) Has(g Flags) bool { return f&g == g }

// String writes the flags as packetdrill does: S F R P . U E W, "-" for none.
func (f Flags) String() string { return string(f.appendText(nil)) }

func (f Flags) appendText(b []byte) []byte {
	const letters = "FSRP.UEW"
	if f == 0 {
		return append(b, '-')
	}
	for _, i := range [...]int{1, 0, 2, 3, 4, 5, 6, 7} {
		if f>>i&1 == 1 {
			b = append(b, letters[i])
		}
	}
	return b
}

// Payload is the data of a segment, shared and never modified: Bytes, and behind
// them as many zeros, which nobody holds, as make it Len bytes long.
type Payload struct {
	Bytes []byte
	Len   int
}

// Slice returns the part [from, to).
func (p Payload) Slice(from, to int) Payload {
	if from >= len(p.Bytes) {
		return Payload{nil, to - from}
	}
	end := min(to, len(p.Bytes))
	return Payload{p.Bytes[from:end:end], to - from}
}

// AppendTo appends the bytes, zeros written out.
func (p Payload) AppendTo(b []byte) []byte {
	b = append(b, p.Bytes...)
	return append(b, make([]byte, p.Len-len(p.Bytes))...)
}

// at returns a byte.
func (p Payload) at(i int) byte {
	if i < len(p.Bytes) {
		return p.Bytes[i]
	}
	return 0
}

// copyTo copies as many bytes as fit into dst and returns their number.
func (p Payload) copyTo(dst []byte) int {
	n := min(p.Len, len(dst))
	clear(dst[copy(dst[:n], p.Bytes):n])
	return n
}

// Block is the range [Left, Right) of a SACK option.
type Block struct {
	Left, Right Seq
}

// Options are the TCP options of a segment, by value.
type Options struct {
	MSS           uint16 // 0: absent
	UserTimeout   uint16 // 0: absent; seconds, or minutes if the highest bit is set (RFC 5482 section 3.3)
	HasScale      bool
	Scale         uint8
	SACKPermitted bool
	HasTimestamp  bool
	Signed        bool // TCP-MD5 (RFC 2385), which is read and never sent
	bsdOrder      bool // on the wire as FreeBSD orders them, and not as Linux does
	NumBlocks     uint8
	accurate      counters
	TSVal, TSEcr  uint32
	FastOpen      *FastOpen // nil: absent; never modified
	Blocks        [4]Block
}

// Segment is a TCP segment as a value.
type Segment struct {
	SrcPort, DstPort uint16
	Seq, Ack         Seq
	Window           uint16 // the header field, not scaled
	Urgent           uint16
	Joined           uint16 // size of the segments that the receiver's card made this one of (GRO); 0: it came alone
	Flags            Flags
	AE               bool      // the flag that accurate ECN adds to ECE and CWR (RFC 9768 section 3.2.2)
	ECN              Codepoint // of the IP header that carries it
	Options          Options
	Payload          Payload
}

// Len is the sequence space that the segment takes: its bytes, plus one each
// for SYN and FIN (RFC 9293 section 3.4).
func (s *Segment) Len() int64 {
	n := int64(s.Payload.Len)
	if s.Flags&SYN != 0 {
		n++
	}
	if s.Flags&FIN != 0 {
		n++
	}
	return n
}

// AppendText writes the segment in packetdrill notation, with sequence and
// acknowledgement numbers, and SACK blocks, relative to the given ones.
func (s *Segment) AppendText(b []byte, seq0, ack0 Seq) []byte {
	if s.ECN != NotECT {
		b = append(append(append(b, '['), s.ECN.String()...), "] "...)
	}
	if s.Flags != 0 || !s.AE {
		b = s.Flags.appendText(b) // none is a dash
	}
	if s.AE {
		b = append(b, 'A')
	}
	b = append(b, ' ')
	start := uint64(uint32(s.Seq - seq0))
	b = strconv.AppendUint(b, start, 10)
	b = append(b, ':')
	b = strconv.AppendUint(b, uint64(uint32(s.Seq-seq0)+uint32(s.Payload.Len)), 10)
	b = append(b, '(')
	b = strconv.AppendInt(b, int64(s.Payload.Len), 10)
	b = append(b, ')')
	if s.Flags.Has(ACK) {
		b = append(b, " ack "...)
		b = strconv.AppendUint(b, uint64(uint32(s.Ack-ack0)), 10)
	}
	b = append(b, " win "...)
	b = strconv.AppendUint(b, uint64(s.Window), 10)
	if s.Flags.Has(URG) {
		b = strconv.AppendUint(append(b, " urg "...), uint64(s.Urgent), 10)
	}
	return s.Options.appendText(b, ack0)
}

// counterNames are packetdrill's names of the counters of accurate ECN.
var counterNames = [4]string{ECT1: "e1b", CE: "ceb", ECT0: "e0b"}

func (o *Options) appendText(b []byte, ack0 Seq) []byte {
	sep := byte('<')
	add := func(name string) {
		if sep == '<' {
			b = append(b, ' ')
		}
		b = append(b, sep)
		b = append(b, name...)
		sep = ','
	}
	if o.MSS != 0 {
		add("mss ")
		b = strconv.AppendUint(b, uint64(o.MSS), 10)
	}
	if o.SACKPermitted {
		add("sackOK")
	}
	if o.HasTimestamp {
		add("TS val ")
		b = strconv.AppendUint(b, uint64(o.TSVal), 10)
		b = append(b, " ecr "...)
		b = strconv.AppendUint(b, uint64(o.TSEcr), 10)
	}
	if o.HasScale {
		add("wscale ")
		b = strconv.AppendUint(b, uint64(o.Scale), 10)
	}
	if k := &o.accurate; k.kind != 0 {
		add("ECN")
		for f := range k.fields {
			b = append(append(b, ' '), counterNames[k.codepoint(f)]...)
			b = strconv.AppendInt(append(b, ' '), k.value(f), 10)
		}
	}
	if f := o.FastOpen; f != nil {
		add("FO")
		if f.Experimental {
			b = append(b, "EXP"...)
		}
		if f.Len > 0 {
			b = hex.AppendEncode(append(b, ' '), f.Bytes[:f.Len])
		}
	}
	if o.Signed {
		add("md5")
	}
	if t := o.UserTimeout; t != 0 && t < inMinutes {
		add("uto ")
		b = strconv.AppendUint(b, uint64(t), 10)
	} else if t != 0 {
		add("28 ") // the notation has no word for minutes
		b = strconv.AppendUint(b, uint64(t), 16)
	}
	if o.NumBlocks > 0 {
		add("sack")
	}
	for _, k := range o.Blocks[:o.NumBlocks] {
		b = append(b, ' ')
		b = strconv.AppendUint(b, uint64(uint32(k.Left-ack0)), 10)
		b = append(b, ':')
		b = strconv.AppendUint(b, uint64(uint32(k.Right-ack0)), 10)
	}
	if sep == ',' {
		b = append(b, '>')
	}
	return b
}
