package film

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/stack"
)

// Openers remembers who opened which conversation, so that each packet can be
// seen once, where that was: as it leaves there, or as it arrives there.
type Openers struct {
	by     map[conversation]ip.Addr
	asked  conversation // the last one that was looked up there
	answer ip.Addr
}

// conversation is what goes to and fro between two ports.
type conversation struct {
	protocol ip.Protocol
	a, b     stack.Addr // a is the smaller one
}

func conversationOf(p *stack.Packet) conversation {
	c := conversation{protocol: p.Header.Protocol, a: stack.Addr{IP: p.Header.Src}, b: stack.Addr{IP: p.Header.Dst}}
	switch {
	case p.TCP != nil:
		c.a.Port, c.b.Port = p.TCP.Segment.SrcPort, p.TCP.Segment.DstPort
	case p.UDP != nil:
		c.a.Port, c.b.Port = p.UDP.SrcPort, p.UDP.DstPort
	}
	if c.b.IP.Compare(c.a.IP) < 0 || c.a.IP == c.b.IP && c.b.Port < c.a.Port {
		c.a, c.b = c.b, c.a
	}
	return c
}

// hash tells conversations apart, as nearly as 64 bits do (FNV-1a).
func (c conversation) hash() uint64 {
	h := uint64(0xcbf29ce484222325)
	add := func(b byte) { h = (h ^ uint64(b)) * 0x100000001b3 }
	add(byte(c.protocol))
	for _, x := range []stack.Addr{c.a, c.b} {
		for _, b := range x.IP.As16() {
			add(b)
		}
		add(byte(x.Port >> 8))
		add(byte(x.Port))
	}
	return h
}

// bare is the conversation without its ports.
func (c conversation) bare() conversation {
	c.a.Port, c.b.Port = 0, 0
	return c
}

// Of returns who sent the first packet of the conversation that p belongs to. An
// ICMP error belongs to whom it is sent to.
func (o *Openers) Of(p *stack.Packet) ip.Addr {
	if p.Header.Protocol == ip.ICMPFor(p.Header.Dst) {
		return p.Header.Dst
	}
	key := conversationOf(p)
	if key == o.asked {
		return o.answer // packets come in trains
	}
	opener, known := o.by[key]
	if !known {
		if o.by == nil {
			o.by = map[conversation]ip.Addr{}
		}
		opener = p.Header.Src
		o.by[key] = opener
		o.by[key.bare()] = opener // fragments show no ports
	}
	o.asked, o.answer = key, opener
	return opener
}
