package tcptest

import (
	"errors"
	"fmt"

	"github.com/rttlab/rttlab/stack/packetdrill"
	"github.com/rttlab/rttlab/tcp"
)

// parsePacket reads "[ECN] FLAGS SEQ:END(LEN) [ack N] [win N] [<options>]".
func parsePacket(s string) (*packet, error) {
	k, err := packetdrill.ParsePacket(s)
	if err != nil {
		return nil, err
	}
	g := k.TCP
	switch {
	case g == nil || g.Any || k.SrcPort != 0 || k.IP.TOS >= 0 || k.IP.TTL >= 0:
		return nil, errors.New("expected [ECN] FLAGS SEQ:END(LEN) [ack N] [win N] [<options>]")
	case g.Flags.Has(tcp.ACK) != g.HasAck:
		return nil, errors.New("the flag . and a number after ack go together")
	}
	options, err := g.Values()
	return &packet{
		ecn:   map[string]tcp.Codepoint{"ect0": tcp.ECT0, "ect1": tcp.ECT1, "ce": tcp.CE}[k.IP.ECN],
		flags: g.Flags, ae: g.AE, seq: g.Seq, ack: g.Ack, size: g.Size, window: g.Window, options: options,
	}, err
}

// parseFastOpen reads a cookie in hexadecimal, or nothing.
func parseFastOpen(s string) (*tcp.FastOpen, error) {
	p, err := parsePacket("S 0:0(0) <FO " + s + ">")
	if err != nil || p.options.FastOpen == nil {
		return nil, fmt.Errorf("cookie %q: expected 4 to 16 bytes, an even number, in hexadecimal", s)
	}
	return p.options.FastOpen, nil
}
