package tcptest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/tcp"
)

// maxSize is the most that an injected segment carries: more than a datagram holds.
const maxSize = 65535

var packetForm = regexp.MustCompile(
	`^(?:\[(noecn|ect0|ect1|ce)\] )?([SFRP.UEW]+|-) ([0-9]+):([0-9]+)\(([0-9]+)\)(?: ack ([0-9]+))?(?: win ([0-9]+))?(?: <([^>]*)>)?$`)

// parsePacket reads "[ECN] FLAGS SEQ:END(LEN) [ack N] [win N] [<options>]".
func parsePacket(s string) (*packet, error) {
	m := packetForm.FindStringSubmatch(s)
	if m == nil {
		return nil, fmt.Errorf("%q: expected [ECN] FLAGS SEQ:END(LEN) [ack N] [win N] [<options>]", s)
	}
	p := &packet{window: -1}
	var err error
	number := func(s string, bits int) uint32 {
		n, e := strconv.ParseUint(s, 10, bits)
		if e != nil && err == nil {
			err = fmt.Errorf("%s is too large", s)
		}
		return uint32(n)
	}
	p.ecn = map[string]tcp.Codepoint{"ect0": tcp.ECT0, "ect1": tcp.ECT1, "ce": tcp.CE}[m[1]]
	p.flags = parseFlags(m[2])
	p.seq = number(m[3], 32)
	end := number(m[4], 32)
	p.size = int(number(m[5], 32))
	if m[6] != "" {
		p.ack = number(m[6], 32)
	}
	if m[7] != "" {
		p.window = int(number(m[7], 16))
	}
	switch {
	case err != nil:
		return nil, err
	case p.size > maxSize:
		return nil, fmt.Errorf("%d bytes do not fit into a segment", p.size)
	case end-p.seq != uint32(p.size):
		return nil, fmt.Errorf("%d:%d is not %d bytes long", p.seq, end, p.size)
	case p.flags.Has(tcp.ACK) != (m[6] != ""):
		return nil, errors.New("the flag . and a number after ack go together")
	}
	return p, parseOptions(&p.options, m[8])
}

func parseFlags(s string) tcp.Flags {
	f := tcp.Flags(0)
	for _, c := range s {
		if i := strings.IndexRune("FSRP.UEW", c); i >= 0 {
			f |= 1 << i
		}
	}
	return f
}

// parseOptions reads "mss N,sackOK,TS val N ecr N,wscale N,sack N:N N:N".
func parseOptions(o *tcp.Options, s string) error {
	if s == "" {
		return nil
	}
	for _, word := range strings.Split(s, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(word), " ")
		bits := map[string]int{"mss": 16, "wscale": 8}[name]
		n, err := strconv.ParseUint(value, 10, bits)
		switch {
		case name == "sackOK" && value == "":
			o.SACKPermitted = true
			continue
		case name == "sack":
			if err := parseBlocks(o, value); err != nil {
				return err
			}
			continue
		case name == "TS" && parseTimestamp(o, value):
			continue
		case name == "FO" || name == "FOEXP":
			f, err := parseFastOpen(value)
			if err != nil {
				return err
			}
			f.Experimental, o.FastOpen = name == "FOEXP", f
			continue
		case bits == 0 || err != nil:
			return fmt.Errorf("option %q: expected mss N, sackOK, TS val N ecr N, wscale N, FO COOKIE or sack N:N", word)
		case name == "mss":
			o.MSS = uint16(n)
		default:
			o.HasScale, o.Scale = true, uint8(n)
		}
	}
	return nil
}

var timestampForm = regexp.MustCompile(`^val ([0-9]+) ecr ([0-9]+)$`)

// parseTimestamp reads "val N ecr N" and reports whether that was it.
func parseTimestamp(o *tcp.Options, s string) bool {
	m := timestampForm.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	val, err := strconv.ParseUint(m[1], 10, 32)
	ecr, err2 := strconv.ParseUint(m[2], 10, 32)
	o.HasTimestamp, o.TSVal, o.TSEcr = true, uint32(val), uint32(ecr)
	return err == nil && err2 == nil
}

// parseFastOpen reads a cookie in hexadecimal, or nothing.
func parseFastOpen(s string) (*tcp.FastOpen, error) {
	b, err := hex.DecodeString(s)
	f := &tcp.FastOpen{}
	if err != nil || len(b) > len(f.Bytes) || len(b)%2 != 0 || len(b) == 2 {
		return nil, fmt.Errorf("cookie %q: expected 4 to 16 bytes, an even number, in hexadecimal", s)
	}
	f.Len = uint8(copy(f.Bytes[:], b))
	return f, nil
}

// parseBlocks reads "N:N N:N", up to four blocks.
func parseBlocks(o *tcp.Options, s string) error {
	for _, word := range strings.Fields(s) {
		left, right, ok := strings.Cut(word, ":")
		l, err := strconv.ParseUint(left, 10, 32)
		r, err2 := strconv.ParseUint(right, 10, 32)
		if !ok || err != nil || err2 != nil || int(o.NumBlocks) == len(o.Blocks) {
			return fmt.Errorf("sack %q: expected up to four blocks N:N", s)
		}
		o.Blocks[o.NumBlocks] = tcp.Block{Left: tcp.Seq(uint32(l)), Right: tcp.Seq(uint32(r))}
		o.NumBlocks++
	}
	return nil
}
