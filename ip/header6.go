package ip

import "encoding/binary"

// Numbers of IPv6's extension headers (RFC 8200 section 4).
const (
	hopByHop    = 0
	routing     = 43
	fragment    = 44
	destination = 60
)

// noNext is the Protocol of an IPv6 datagram that carries nothing.
const noNext Protocol = 59

const fragmentHeaderLen = 8

// Where fields of the IPv6 header are.
const (
	nextAt = 6
	srcAt  = 8
	dstAt  = 24
)

// appendHeader6 appends the header, and that of a fragment if it is one.
func appendHeader6(b []byte, h *Header, payloadLen int) []byte {
	next, extra := uint8(h.Protocol), 0
	if h.IsFragment() {
		next, extra = fragment, fragmentHeaderLen
	}
	b = binary.BigEndian.AppendUint32(b, 6<<28|uint32(h.TOS)<<20|h.FlowLabel&0xfffff)
	b = binary.BigEndian.AppendUint16(b, uint16(extra+payloadLen))
	b = append(b, next, h.TTL)
	src, dst := h.Src.As16(), h.Dst.As16()
	b = append(append(b, src[:]...), dst[:]...)
	if extra == 0 {
		return b
	}
	b = append(b, uint8(h.Protocol), 0)
	place := h.FragmentOffset &^ 7
	if h.MoreFragments {
		place |= 1
	}
	b = binary.BigEndian.AppendUint16(b, place)
	return binary.BigEndian.AppendUint32(b, h.ID)
}

// parse6 reads an IPv6 datagram. Of one that is not whole there is what is there.
func parse6(b []byte, isWhole bool) (Header, []byte, error) {
	if len(b) < HeaderLen6 {
		return Header{}, nil, ErrShort
	}
	if b[0]>>4 != 6 {
		return Header{}, nil, ErrVersion
	}
	first := binary.BigEndian.Uint32(b)
	end := HeaderLen6 + int(binary.BigEndian.Uint16(b[4:]))
	if end > len(b) {
		if isWhole {
			return Header{}, nil, ErrShort
		}
		end = len(b)
	}
	h := Header{
		Src: AddrFrom16([16]byte(b[srcAt:dstAt])), Dst: AddrFrom16([16]byte(b[dstAt:HeaderLen6])),
		Protocol: Protocol(b[nextAt]), TTL: b[7], TOS: uint8(first >> 20), FlowLabel: first & 0xfffff,
	}
	if h.Src.Is4() || h.Dst.Is4() {
		return Header{}, nil, ErrVersion // such addresses do not appear on wires (RFC 4291 section 2.5.5.2)
	}
	c := chain{b: b[:end], at: HeaderLen6, nextAt: nextAt}
	if err := c.walk(&h); err != nil {
		return h, nil, err
	}
	return h, b[c.at:end], nil
}

// Problem says why a datagram is refused that is to be answered with a parameter
// problem (RFC 4443 section 3.4): where in it the trouble is.
type Problem struct {
	Code    uint8
	Pointer uint32
	quiet   bool // one to many is not answered
}

// Codes of ICMPv6's parameter problem.
const (
	badField   uint8 = 0
	BadNext    uint8 = 1 // unknown protocol
	badOption6 uint8 = 2
)

// Error satisfies error.
func (p Problem) Error() string {
	return [...]string{"bad field in an extension header", "unknown protocol", "unknown option"}[p.Code]
}

// chain walks along extension headers (RFC 8200 section 4).
type chain struct {
	b      []byte
	at     int // where the next header begins
	nextAt int // where the byte is that says what it is
}

// walk reads extension headers up to the payload, or up to the content of a
// fragment: what that begins with is read once all of it is there.
func (c *chain) walk(h *Header) error {
	for {
		kind := c.b[c.nextAt]
		switch kind {
		case hopByHop, routing, destination:
		case fragment:
			done, err := c.fragment(h)
			if done || err != nil {
				return err
			}
			continue
		default:
			h.Protocol = Protocol(kind)
			return nil
		}
		if kind == hopByHop && c.nextAt != nextAt {
			// Only the first may be that (RFC 8200 section 4.1).
			return Problem{Code: BadNext, Pointer: uint32(c.nextAt)}
		}
		if len(c.b) < c.at+8 {
			return ErrShort
		}
		end := c.at + 8 + 8*int(c.b[c.at+1])
		if end > len(c.b) {
			return ErrShort
		}
		var err error
		if kind == routing {
			err = c.routing()
		} else {
			err = c.options(c.at+2, end, h.Dst.isMany())
		}
		if err != nil {
			return err
		}
		c.nextAt, c.at = c.at, end
	}
}

// fragment reads a fragment header. A fragment that is a whole datagram is no
// fragment (RFC 6946 section 4): done is false then.
func (c *chain) fragment(h *Header) (done bool, err error) {
	if len(c.b) < c.at+fragmentHeaderLen {
		return false, ErrShort
	}
	place := binary.BigEndian.Uint16(c.b[c.at+2:])
	h.FragmentOffset, h.MoreFragments = place&^7, place&1 != 0
	nextAt := c.at
	c.at += fragmentHeaderLen
	c.nextAt = nextAt
	if !h.IsFragment() {
		return false, nil
	}
	h.ID = binary.BigEndian.Uint32(c.b[nextAt+4:])
	h.Protocol = Protocol(c.b[nextAt])
	if n := len(c.b) - c.at; h.MoreFragments && n%8 != 0 {
		return true, Problem{Code: badField, Pointer: 4} // the payload length (RFC 8200 section 4.5)
	} else if int(h.FragmentOffset)+n > MaxDatagram {
		return true, Problem{Code: badField, Pointer: uint32(nextAt + 2)}
	}
	return true, nil
}

// routing looks at a routing header. We know none: one that still leads somewhere
// is refused (RFC 8200 section 4.4), type 0 too (RFC 5095 section 3).
func (c *chain) routing() error {
	if left := c.b[c.at+3]; left != 0 {
		return Problem{Code: badField, Pointer: uint32(c.at + 2)}
	}
	return nil
}

// options looks at the options between two places. We know none but the paddings:
// the upper bits of each say what is to be done then (RFC 8200 section 4.2).
func (c *chain) options(at, end int, toMany bool) error {
	for at < end {
		kind := c.b[at]
		if kind == 0 { // one byte of padding
			at++
			continue
		}
		if at+2 > end || at+2+int(c.b[at+1]) > end {
			return Problem{Code: badField, Pointer: uint32(at)}
		}
		if action := kind >> 6; action != 0 && kind != 1 {
			return Problem{Code: badOption6, Pointer: uint32(at), quiet: action == 1 || action == 3 && toMany}
		}
		at += 2 + int(c.b[at+1])
	}
	return nil
}

// IsQuiet reports whether the datagram is only dropped.
func (p Problem) IsQuiet() bool { return p.quiet }

// NextAt returns where an IPv6 datagram says what it carries: a parameter problem
// about an unknown protocol points there.
func NextAt(b []byte) uint32 {
	var h Header
	c := chain{b: b, at: HeaderLen6, nextAt: nextAt}
	if len(b) < HeaderLen6 || c.walk(&h) != nil {
		return nextAt
	}
	return uint32(c.nextAt)
}
