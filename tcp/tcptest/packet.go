package tcptest

import (
	"fmt"

	"github.com/rttlab/rttlab/stack/packetdrill"
	"github.com/rttlab/rttlab/tcp"
)

// packet is a segment to inject, with numbers relative to the initial ones.
type packet struct {
	tcp.Segment
	windowed bool // false: the window is that of the one before
}

// parsePacket reads "[ECN] FLAGS SEQ:END(LEN) [ack N] [win N] [<options>]".
func parsePacket(s string) (*packet, error) {
	g, windowed, err := packetdrill.ParseSegment(s)
	return &packet{g, windowed}, err
}

// parseFastOpen reads a cookie in hexadecimal, or nothing.
func parseFastOpen(s string) (*tcp.FastOpen, error) {
	p, err := parsePacket("S 0:0(0) <FO " + s + ">")
	if err != nil || p.Options.FastOpen == nil {
		return nil, fmt.Errorf("cookie %q: expected 4 to 16 bytes, an even number, in hexadecimal", s)
	}
	return p.Options.FastOpen, nil
}
