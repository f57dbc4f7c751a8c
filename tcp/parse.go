package tcp

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"github.com/rttlab/rttlab/ip"
)

// ParseWire reads a segment that came in a datagram from src to dst. The
// payload refers to b. Unknown options are skipped (RFC 9293 section 3.2); a
// list that runs out of the header, or a known option of a wrong length, is
// ErrOptions.
func ParseWire(src, dst ip.Addr, b []byte) (Segment, error) {
	if len(b) < MinHeaderLen {
		return Segment{}, ErrShort
	}
	h := header.TCP(b)
	n := int(h.DataOffset())
	switch {
	case n < MinHeaderLen || n > len(b):
		return Segment{}, ErrOffset
	case checksum.Checksum(b, ip.PseudoSum(ip.TCP, src, dst, len(b))) != 0xffff:
		return Segment{}, ErrChecksum
	}
	s := Segment{
		SrcPort: h.SourcePort(), DstPort: h.DestinationPort(),
		Seq: Seq(h.SequenceNumber()), Ack: Seq(h.AckNumber()),
		Window: h.WindowSize(), Urgent: h.UrgentPointer(), Flags: Flags(b[header.TCPFlagsOffset]),
		AE: b[header.TCPDataOffset]&flagAE != 0,
	}
	if len(b) > n {
		s.Payload = Payload{Bytes: b[n:len(b):len(b)], Len: len(b) - n}
	}
	if err := s.Options.parse(b[MinHeaderLen:n]); err != nil {
		return Segment{}, err
	}
	return s, nil
}

// parse reads an option list (RFC 9293 section 3.1).
func (o *Options) parse(b []byte) error {
	for len(b) > 0 {
		switch b[0] {
		case header.TCPOptionEOL:
			return nil
		case header.TCPOptionNOP:
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return ErrOptions
		}
		n := int(b[1])
		if !o.take(b[0], b[2:n]) {
			return ErrOptions
		}
		b = b[n:]
	}
	return nil
}

// take reads the value of one option and reports whether its length is right.
func (o *Options) take(kind byte, v []byte) bool {
	switch kind {
	case header.TCPOptionMSS:
		if len(v) != 2 {
			return false
		}
		o.MSS = binary.BigEndian.Uint16(v)
	case header.TCPOptionWS:
		if len(v) != 1 {
			return false
		}
		o.HasScale, o.Scale = true, v[0]
	case header.TCPOptionSACKPermitted:
		o.SACKPermitted = true
		return len(v) == 0
	case header.TCPOptionTS:
		if len(v) != 8 {
			return false
		}
		o.HasTimestamp = true
		o.TSVal, o.TSEcr = binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[4:])
	case kindUserTimeout:
		if len(v) != 2 {
			return false
		}
		o.UserTimeout = binary.BigEndian.Uint16(v)
	case kindSignature:
		o.Signed = true
	case kindFastOpen, kindExperiment:
		o.takeFastOpen(v, kind == kindExperiment)
	case kindCountersECT0, kindCountersECT1:
		o.takeCounters(kind, v)
	case header.TCPOptionSACK:
		return o.takeBlocks(v)
	}
	return true
}

// takeBlocks reads a SACK option (RFC 2018 section 3).
func (o *Options) takeBlocks(v []byte) bool {
	if len(v) == 0 || len(v)%8 != 0 {
		return false
	}
	o.NumBlocks = 0
	for ; len(v) > 0 && int(o.NumBlocks) < len(o.Blocks); v = v[8:] {
		o.Blocks[o.NumBlocks] = Block{Seq(binary.BigEndian.Uint32(v)), Seq(binary.BigEndian.Uint32(v[4:]))}
		o.NumBlocks++
	}
	return true
}
