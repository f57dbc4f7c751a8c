package tcp

import (
	"encoding/binary"
	"errors"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/seqnum"

	"github.com/rttlab/rttlab/ip"
)

// Lengths of the header, in bytes (RFC 9293 section 3.1).
const (
	MinHeaderLen = header.TCPMinimumSize
	maxHeaderLen = header.TCPHeaderMaximumSize
)

// Errors of ParseWire.
var (
	ErrShort    = errors.New("segment cut short")
	ErrOffset   = errors.New("bad data offset")
	ErrChecksum = errors.New("bad checksum")
	ErrOptions  = errors.New("malformed options")
)

// HeaderLen returns the length of a header with these options, in bytes: a
// multiple of four.
func HeaderLen(o *Options) int {
	if o.MSS == 0 && o.NumBlocks == 0 && !o.SACKPermitted && o.FastOpen == nil && !o.HasScale && o.UserTimeout == 0 &&
		o.accurate.kind == 0 {
		if o.HasTimestamp {
			return MinHeaderLen + timestampSpace // what nearly all segments have
		}
		return MinHeaderLen
	}
	return headerLen(o)
}

// headerLen is HeaderLen for options that few segments have.
func headerLen(o *Options) int {
	switch {
	case o.bsdOrder:
		var room [maxHeaderLen]byte
		return MinHeaderLen + putBSD(room[:], o)
	case o.accurate.kind != 0:
		var room [2 * maxHeaderLen]byte
		return MinHeaderLen + putOptions(room[:], o)
	}
	n := MinHeaderLen
	if o.UserTimeout != 0 {
		n += userTimeoutLen
	}
	if o.MSS != 0 {
		n += header.TCPOptionMSSLength
	}
	if o.HasTimestamp || o.SACKPermitted {
		n += 2 // SACK-permitted, or two paddings in its place
	}
	if o.HasTimestamp {
		n += header.TCPOptionTSLength
	} else if o.SACKPermitted {
		n += 2
	}
	if o.HasScale {
		n += 1 + header.TCPOptionWSLength
	}
	if k := blocksThatFit(o, n); k > 0 {
		n += 4 + 8*k
	}
	if o.FastOpen != nil {
		n += o.FastOpen.wireLen()
	}
	return n
}

// blocksThatFit returns how many SACK blocks have room behind the first n bytes
// of a header: four, or three beside timestamps (RFC 2018 section 3).
func blocksThatFit(o *Options, n int) int {
	return min(int(o.NumBlocks), len(o.Blocks), max(maxHeaderLen-n-4, 0)/8)
}

// AppendWire appends the wire form of s between two addresses: header,
// options in the order of Linux, data (zeros written out) and the checksum.
// SACK blocks that do not fit are left out.
func AppendWire(b []byte, src, dst ip.Addr, s *Segment) []byte {
	var room [maxHeaderLen - MinHeaderLen]byte
	options := room[:HeaderLen(&s.Options)-MinHeaderLen]
	putOptions(options, &s.Options)
	return AppendWireWith(b, src, dst, s, options)
}

// AppendWireWith is AppendWire with an option list in wire form in place of the
// segment's: a multiple of four bytes, at most 40.
func AppendWireWith(b []byte, src, dst ip.Addr, s *Segment, options []byte) []byte {
	start, n := len(b), MinHeaderLen+len(options)
	offset := uint32(n / 4 << 4)
	if s.AE {
		offset |= flagAE
	}
	b = binary.BigEndian.AppendUint32(b, uint32(s.SrcPort)<<16|uint32(s.DstPort))
	b = binary.BigEndian.AppendUint64(b, uint64(s.Seq)<<32|uint64(s.Ack))
	b = binary.BigEndian.AppendUint32(b, offset<<24|uint32(s.Flags)<<16|uint32(s.Window))
	b = binary.BigEndian.AppendUint32(b, uint32(s.Urgent)) // behind the checksum
	b = append(b, options...)
	b = s.Payload.AppendTo(b)
	h := header.TCP(b[start:])
	covered := h[:n+len(s.Payload.Bytes)] // zeros add nothing to a sum
	h.SetChecksum(^checksum.Checksum(covered, ip.PseudoSum(ip.TCP, src, dst, len(h))))
	return b
}

// flagAE is the flag AE, in the byte of the data offset.
const flagAE = 1

// putOptions fills b, which is as long as HeaderLen says, and returns that length.
func putOptions(b []byte, o *Options) int {
	if o.bsdOrder {
		return putBSD(b, o)
	}
	at := 0
	alignTo := func(rest int) {
		for at%4 != rest {
			at += header.EncodeNOP(b[at:])
		}
	}
	if o.MSS != 0 {
		at += header.EncodeMSSOption(uint32(o.MSS), b[at:])
	}
	if o.SACKPermitted && o.HasTimestamp {
		at += header.EncodeSACKPermittedOption(b[at:]) // in place of the padding
	}
	if o.HasTimestamp {
		alignTo(2)
		at += header.EncodeTSOption(o.TSVal, o.TSEcr, b[at:])
	}
	if o.accurate.kind != 0 {
		at += o.accurate.put(b[at:])
	}
	if o.SACKPermitted && !o.HasTimestamp {
		alignTo(2)
		at += header.EncodeSACKPermittedOption(b[at:])
	}
	if o.HasScale {
		alignTo(1)
		at += header.EncodeWSOption(int(o.Scale), b[at:])
	}
	if k := blocksThatFit(o, MinHeaderLen+at); k > 0 {
		alignTo(2)
		var blocks [len(o.Blocks)]header.SACKBlock
		for i, r := range o.Blocks[:k] {
			blocks[i] = header.SACKBlock{Start: seqnum.Value(r.Left), End: seqnum.Value(r.Right)}
		}
		at += header.EncodeSACKBlocks(blocks[:k], b[at:])
	}
	alignTo(0)
	if o.UserTimeout != 0 {
		putUserTimeout(b[at:], o.UserTimeout)
		at += userTimeoutLen
	}
	if f := o.FastOpen; f != nil {
		f.put(b[at : at+f.wireLen()])
		at += f.wireLen()
	}
	return at
}

// userTimeoutLen is the length of the user timeout option, which needs no padding.
const userTimeoutLen = 4

func putUserTimeout(b []byte, field uint16) {
	b[0], b[1] = kindUserTimeout, userTimeoutLen
	binary.BigEndian.PutUint16(b[2:], field)
}
