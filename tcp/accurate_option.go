package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// counters is the option of accurate ECN (RFC 9768 section 3.2.3): how many bytes
// arrived with each codepoint, modulo 2^24.
type counters struct {
	kind   uint8 // 0: absent; the one that begins with ECT(0), or the one that begins with ECT(1)
	fields uint8 // of the three, so many of the first are there
	bytes  [9]byte
}

// The kinds of the option.
const (
	kindCountersECT0 = 172 // ECT(0), CE, ECT(1)
	kindCountersECT1 = 174 // ECT(1), CE, ECT(0)
)

// fieldOf is the position of a codepoint's counter in the option that we send, from 1 on.
var fieldOf = [4]uint8{ECT1: 1, CE: 2, ECT0: 3}

// codepoint returns whose counter a field holds.
func (k *counters) codepoint(field uint8) Codepoint {
	switch {
	case field == 1:
		return CE
	case (field == 0) == (k.kind == kindCountersECT1):
		return ECT1
	}
	return ECT0
}

func (k *counters) value(field uint8) int64 {
	b := k.bytes[3*field:]
	return int64(b[0])<<16 | int64(b[1])<<8 | int64(b[2])
}

func (k *counters) set(field uint8, n int64) {
	b := k.bytes[3*field:]
	b[0], b[1], b[2] = byte(n>>16), byte(n>>8), byte(n)
}

// wireLen returns the length of the option without padding.
func (k *counters) wireLen() int { return 2 + 3*int(k.fields) }

func (k *counters) put(b []byte) int {
	n := k.wireLen()
	b[0], b[1] = k.kind, byte(n)
	return copy(b[2:n], k.bytes[:]) + 2
}

// takeCounters reads the value of the option; what is left over is ignored.
func (o *Options) takeCounters(kind byte, v []byte) {
	k := &o.accurate
	k.kind, k.fields = kind, uint8(min(len(v)/3, 3))
	copy(k.bytes[:3*k.fields], v)
}

// optionState is what is known of the peer's options.
type optionState uint8

const (
	optionUnseen optionState = iota
	optionEmpty              // one came, but no counter
	optionSeen
	optionWiped // a counter that is never zero at first was
)

// accurateOption is what a connection keeps for the option.
type accurateOption struct {
	seen      optionState
	due       uint8      // so many of the next segments carry it
	needs     uint8      // with so many fields at least
	likely    Codepoint  // that everything seems to arrive with; NotECT: it is not known
	sentAt    vtime.Time // when it last left
	delivered [4]int64   // bytes that reached the peer, by their codepoint (s.e1b, s.e0b, s.ceb)
}

// AccurateOptionUse says when segments carry the option of accurate ECN. The values
// are those of Linux's tcp_ecn_option.
type AccurateOptionUse uint8

// The uses.
const (
	AccurateOptionNever AccurateOptionUse = iota
	AccurateOptionSparingly
	AccurateOptionAlways
)

// notice takes the first option that comes: its counters are not zero, unless
// something on the way made them so (RFC 9768 section 3.2.3.2.4).
func (p *accurateOption) notice(k *counters) {
	switch {
	case k.kind == 0 || p.seen >= optionSeen:
	case k.fields == 0:
		p.seen = optionEmpty
	case k.value(0) == 0 || k.fields == 3 && k.value(2) == 0:
		p.seen = optionWiped
	default:
		p.seen = optionSeen
	}
}

// wantsOption reports whether the next segment carries the option, besides those that
// do from time to time: the peer understands it.
func (c *Conn) wantsOption() bool {
	a := c.accurate()
	if a == nil || a.option.seen == optionUnseen || c.cfg.AccurateOption == AccurateOptionNever {
		return false
	}
	return c.cfg.AccurateOption == AccurateOptionAlways || a.option.due > 0
}

// beaconDue reports whether it has not left for a part of a round trip (Linux
// tcp_accecn_option_beacon_check).
func (c *Conn) beaconDue(now vtime.Time) bool {
	n := vtime.Time(c.cfg.AccurateBeacon)
	return n > 0 && c.cfg.AccurateOption != AccurateOptionNever && (now-c.ecn.accurate.option.sentAt)*n >= c.snd.rtt.srtt()
}

// optionSpace is what the option takes of a full-sized segment beside SACK blocks that
// take so much: as many fields as fit, with their padding.
func (c *Conn) optionSpace(blocks int64) int64 {
	if !c.wantsOption() {
		return 0
	}
	room := maxHeaderLen - MinHeaderLen - blocks
	if c.stamps {
		room -= timestampSpace
	}
	return max(min(room, 12)&^3, 0)
}

// putOption adds the option to a segment, with what room there is.
func (c *Conn) putOption(now vtime.Time, g *Segment) {
	a, o := c.ecn.accurate, &g.Options
	counts, saving := a.received, 0
	for i, n := range firstBytes {
		counts[i] += n
	}
	if o.NumBlocks > 0 {
		saving = 2
	}
	room := maxHeaderLen - HeaderLen(o)
	if n := int64(g.Payload.Len); n > 0 {
		used := int64(HeaderLen(o) - MinHeaderLen)
		if o.HasTimestamp {
			used -= timestampSpace // which the segment size leaves out
		}
		room = min(room, int(c.snd.mss-n-used))
	}
	if o.addCounters(counts, a.option.needs, saving, room) {
		a.option.needs, a.option.sentAt = 0, now
		a.option.due = max(a.option.due, 1) - 1
	}
}

// addCounters adds the option with as many fields as fit into some room, where it can
// take the place of so much padding, and reports whether those did that are needed. If
// need be a SACK block gives way (Linux tcp_options_fit_accecn).
func (o *Options) addCounters(counts [4]int64, needs uint8, saving, room int) bool {
	k := counters{kind: kindCountersECT1}
	for f := range uint8(3) {
		k.set(f, counts[k.codepoint(f)]&0xffffff)
	}
	for k.fields = 3; ; k.fields-- {
		size := k.wireLen()
		if size&3 > saving {
			size += 4
		}
		switch least := k.fields == needs; {
		case room >= size&^3:
			o.accurate = k
			return true
		case least && needs > 0 && o.NumBlocks > 2:
			o.NumBlocks--
			room += blockLen
			k.fields = 4
		case least:
			return false
		}
	}
}

// takeOption takes the counters of an acknowledgement by which so many bytes are newly
// known to have arrived, and reports whether it is known with which codepoint they
// did. Without the option that follows if all did with the same so far (Linux
// tcp_accecn_process_option).
func (c *Conn) takeOption(k *counters, bytes int64) bool {
	p := &c.ecn.accurate.option
	if p.seen == optionWiped {
		return false
	}
	likely := p.likely
	if k.kind == 0 {
		if p.seen != optionUnseen && likely != NotECT {
			p.delivered[likely] += bytes
		}
		return p.seen != optionUnseen && likely != NotECT
	}
	p.notice(k)
	known, changed, unclear := likely != NotECT, false, false
	for f := range k.fields {
		of := k.codepoint(f)
		delta := int64(int32(uint32(k.value(f)-firstBytes[of]-p.delivered[of])<<8) >> 8)
		p.delivered[of] += delta
		switch other := delta != 0 && of != likely; {
		case delta < 0 || other && changed:
			known, unclear = false, true
		case other:
			p.likely, changed = of, true
		}
	}
	if unclear {
		p.likely = NotECT
	}
	return known
}
