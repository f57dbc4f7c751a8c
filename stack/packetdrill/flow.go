package packetdrill

import (
	"encoding/binary"

	"github.com/rttlab/rttlab/tcp"
)

// flow is a connection as the script and as the stack know it: ports, and the
// map between the numbers of both. Sequence numbers of the remote end are the
// script's own.
type flow struct {
	scriptLocal, scriptRemote int // ports that the script names; 0: none
	local, remote             uint16
	active                    bool   // the stack opened it
	synced                    bool   // the local initial number is known
	scriptISN, liveISN        uint32 // of the local end
	remoteISN                 uint32
	hasRemote                 bool // the remote SYN was injected
	again                     bool // another SYN was: if a SYN answers it, the numbers begin anew

	stamps  map[uint32]uint32 // timestamps that left: the script's -> live
	last    [2]uint32         // the last of them
	first   [2]uint32
	stamped bool
}

func (w *flow) localToScript(live uint32) uint32 {
	if !w.synced {
		return live
	}
	return live - w.liveISN + w.scriptISN
}

// seqToScript returns the number of a segment that left. That of a reset which answers a
// segment without an ACK is none of the connection: it is 0 on both sides (RFC 9293
// section 3.10.7.1).
func (w *flow) seqToScript(g *tcp.Segment) uint32 {
	if g.Flags.Has(tcp.RST) && g.Flags.Has(tcp.ACK) && g.Seq == 0 {
		return 0
	}
	return w.localToScript(uint32(g.Seq))
}

func (w *flow) localToLive(script uint32) uint32 {
	if !w.synced {
		return script
	}
	return script - w.scriptISN + w.liveISN
}

func (w *flow) remoteToScript(live uint32) uint32 { return live }

// sync learns the local initial number from a SYN that left.
func (w *flow) sync(script, live uint32) {
	w.synced, w.scriptISN, w.liveISN = true, script, live
}

// stamp notes what a timestamp that left is in the script.
func (w *flow) stamp(script, live uint32) {
	if w.stamps == nil {
		w.stamps = map[uint32]uint32{}
	}
	w.stamps[script] = live
	w.last = [2]uint32{script, live}
	if !w.stamped {
		w.stamped, w.first = true, w.last
	}
}

// echo returns the live timestamp for one that the script echoes. One that never
// left lies as far from the last one as the script says.
func (w *flow) echo(script uint32) uint32 {
	if live, ok := w.stamps[script]; ok {
		return live
	}
	if !w.stamped || script == 0 {
		return script
	}
	return w.last[1] + script - w.last[0]
}

// toLive turns the options of a packet to inject into what goes on the wire.
func (w *flow) toLive(all []tcpOption, hasAck bool, cookies map[string][]byte) []tcpOption {
	live := make([]tcpOption, 0, len(all))
	for _, o := range all {
		switch {
		case o.kind == kindTimestamp && hasAck:
			data := append([]byte(nil), o.data...)
			binary.BigEndian.PutUint32(data[4:], w.echo(binary.BigEndian.Uint32(data[4:])))
			o.data = data
		case o.kind == kindSACK:
			o.data = mapWords(o.data, w.localToLive)
		case o.kind == kindFastOpen || o.kind == kindExp:
			if c, ok := cookies[o.cookie]; ok && o.cookie != "" {
				o.data = c
			}
		}
		live = append(live, o)
	}
	return live
}

// mapWords maps each word of an option.
func mapWords(b []byte, to func(uint32) uint32) []byte {
	var out []byte
	for ; len(b) >= 4; b = b[4:] {
		out = binary.BigEndian.AppendUint32(out, to(binary.BigEndian.Uint32(b)))
	}
	return out
}

// flows are the connections of a run.
type flows struct {
	all     []*flow
	present *flow
	fresh   bool // a listener was made since: the next SYN is a new connection
	next    uint16
}

// portInScript returns what the script calls a port.
func (f *flows) portInScript(live uint16) uint16 {
	for _, w := range f.all {
		switch {
		case w.scriptRemote == 0:
		case w.local == live:
			return uint16(w.scriptLocal)
		case w.remote == live:
			return uint16(w.scriptRemote)
		}
	}
	return live
}

// firstRemotePort is the port of the first connection from the remote host.
const firstRemotePort = 50000

// forInbound returns the connection that a packet to inject belongs to.
func (f *flows) forInbound(k *packet, bindPort, connectPort uint16, gone func(*flow) bool) *flow {
	if k.srcPort != 0 {
		return f.named(k.dstPort, k.srcPort)
	}
	g := k.tcp
	syn := g != nil && g.flags&(tcp.SYN|tcp.ACK|tcp.RST) == tcp.SYN
	w := f.present
	switch {
	case w == nil || syn && (f.fresh || !w.active && gone(w)):
		f.next++
		w = f.add(&flow{local: bindPort, remote: firstRemotePort + f.next})
		f.fresh = false
	}
	return w
}

// named returns the connection between two ports that the script names.
func (f *flows) named(local, remote int) *flow {
	for _, w := range f.all {
		if w.scriptLocal == local && w.scriptRemote == remote ||
			w.scriptRemote == 0 && int(w.local) == local && int(w.remote) == remote {
			w.scriptLocal, w.scriptRemote = local, remote
			f.present = w
			return w
		}
	}
	// A connection that the stack opened learns its names from the first packet.
	for _, w := range f.all {
		if w.active && w.scriptRemote == 0 && int(w.remote) == remote {
			w.scriptLocal, w.scriptRemote = local, remote
			f.present = w
			return w
		}
	}
	return f.add(&flow{
		local: uint16(local), remote: uint16(remote), scriptLocal: local, scriptRemote: remote,
	})
}

func (f *flows) add(w *flow) *flow {
	f.all = append(f.all, w)
	f.present = w
	return w
}

// ofLive returns the newest connection between two live ports, nil if there is none.
func (f *flows) ofLive(local, remote uint16) *flow {
	for i := len(f.all) - 1; i >= 0; i-- {
		if w := f.all[i]; w.local == local && w.remote == remote {
			return w
		}
	}
	return nil
}
