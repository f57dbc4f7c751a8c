package stack

import (
	"encoding/binary"
	"slices"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// roll is the list of all connections by their numbers, in chunks. Of a chunk whose
// connections are over, and that nobody has asked for, only the figures stay, packed
// into a tenth of the space. Who asks has them unpacked again.
type roll struct {
	net    *Net
	chunks []rollChunk
	pairs  []*addrPair // of packed ends
	number map[*addrPair]int64
}

const rollLen = 64

// rollChunk is connections with numbers that follow each other. Both fields are nil
// once all of them are dropped.
type rollChunk struct {
	whole  []*Connection // nil where one was dropped
	packed []byte
}

func (r *roll) add(c *Connection) {
	i := (c.ID - 1) / rollLen
	if i == len(r.chunks) {
		r.chunks = append(r.chunks, rollChunk{whole: make([]*Connection, 0, rollLen)})
	}
	r.chunks[i].whole = append(r.chunks[i].whole, c)
}

// all returns the connections that were not dropped. From now on they are wanted.
func (r *roll) all() (all []*Connection) {
	for i := range r.chunks {
		for _, c := range r.open(i) {
			if c == nil {
				continue
			}
			for _, e := range c.ends() {
				e.wanted = true
			}
			all = append(all, c)
		}
	}
	return all
}

// open returns the connections of a chunk, whole.
func (r *roll) open(i int) []*Connection {
	c := &r.chunks[i]
	if c.packed != nil {
		c.whole = r.unpack(c.packed, i*rollLen+1)
		c.packed = nil
	}
	return c.whole
}

// end returns a connection's end on a host, nil if it was dropped.
func (r *roll) end(id int, h *Host, t *tuple) *End {
	i := (id - 1) / rollLen
	if i >= len(r.chunks) {
		return nil
	}
	if whole := r.open(i); whole != nil && whole[(id-1)%rollLen] != nil {
		for _, e := range whole[(id-1)%rollLen].ends() {
			if e.Host == h && e.tuple == *t {
				return e
			}
		}
	}
	return nil
}

// ends returns the ends that are known.
func (c *Connection) ends() []*End {
	both := [...]*End{c.Client, c.Server}
	switch {
	case c.Client == nil:
		return both[1:]
	case c.Server == nil:
		return both[:1]
	}
	return both[:]
}

// forget drops what nobody needs: connections altogether, or all but their figures.
// It returns how many chunks it looked into, but for those that are not full.
func (r *roll) forget(drop bool) (looked int) {
	for i := range r.chunks {
		c := &r.chunks[i]
		if drop {
			c.drop()
		}
		if len(c.whole) < rollLen {
			continue
		}
		looked++
		if !drop && !slices.ContainsFunc(c.whole, (*Connection).needed) {
			c.packed = r.pack(c.whole)
			c.whole = nil
		}
	}
	return looked
}

// drop drops the connections of which no records are left and nobody asks for.
func (c *rollChunk) drop() {
	left := len(c.whole) < rollLen
	for i, k := range c.whole {
		if k != nil && k.Client.forgotten() && k.Server.forgotten() {
			c.whole[i] = nil
		}
		left = left || c.whole[i] != nil
	}
	if !left {
		c.whole = nil
	}
}

// needed reports whether more than figures is needed of a connection: it goes on, its
// records are kept, or somebody holds it.
func (c *Connection) needed() bool {
	return slices.ContainsFunc(c.ends(), func(e *End) bool {
		return !e.forgotten() || e.Closed == vtime.Stamp{} || e.IsOpen && e.Host.guest != nil
	})
}

// figures are what an end is packed into. Times and events are counted from when the
// connection was opened.
type figures [15]int64

func (r *roll) figures(e *End, opened vtime.Stamp) figures {
	shared := r.net.keyOf(&e.tuple).addrPair
	pair, ok := r.number[shared]
	if !ok {
		pair = int64(len(r.pairs))
		r.pairs = append(r.pairs, shared)
		r.number[shared] = pair
	}
	flags := int64(e.Err) << 2
	if e.IsOpen {
		flags |= 1
	}
	if e.IsEstablished {
		flags |= 2
	}
	n := e.Counts()
	f := figures{
		6: int64(n.Sent), 7: int64(n.SentData), 8: int64(n.Resent), 9: int64(n.Received), 10: int64(e.ISS - e.usualISS()),
		11: pair, 12: int64(e.Host.number)<<16 | int64(e.remotePort), 13: int64(e.localPort), 14: flags,
	}
	for i, s := range [...]vtime.Stamp{e.Opened, e.Established, e.Closed} {
		f[2*i], f[2*i+1] = int64(s.Now-opened.Now), int64(s.Event-opened.Event)
	}
	return f
}

// restore makes the end again that figures were of.
func (f *figures) restore(e *End, r *roll, c *Connection, opened vtime.Stamp) {
	at := func(i int) vtime.Stamp {
		return vtime.Stamp{Now: opened.Now + vtime.Time(f[2*i]), Event: opened.Event + vtime.EventID(f[2*i+1])}
	}
	*e = End{
		Connection: c, Host: r.net.hosts[f[12]>>16],
		Opened: at(0), Established: at(1), Closed: at(2), ISS: uint32(f[10]),
		IsOpen: f[14]&1 != 0, IsEstablished: f[14]&2 != 0, Err: errno.Errno(f[14] >> 2),
		counts: Counts{uint64(f[6]), uint64(f[7]), uint64(f[8]), uint64(f[9])},
		tuple:  tuple{*r.pairs[f[11]], uint16(f[13]), uint16(f[12])},
	}
	e.ISS += e.usualISS()
}

// usualISS is the initial sequence number of an end, unless it came about otherwise.
func (e *End) usualISS() uint32 {
	return uint32(e.Host.initialSequence(e.Opened.Now, &e.tuple))
}

// A packed connection is a byte with a bit for each end that is known, when it was
// opened, and each end: a bit for each figure that is not as in the connection before,
// and by how much these differ.

func (r *roll) pack(whole []*Connection) []byte {
	var b []byte
	var opened vtime.Stamp
	var before [2]figures
	for _, c := range whole {
		first := c.ends()[0].Opened
		head := len(b)
		b = binary.AppendVarint(append(b, 0), int64(first.Now-opened.Now))
		b = binary.AppendVarint(b, int64(first.Event-opened.Event))
		opened = first
		for i, e := range [...]*End{c.Client, c.Server} {
			if e != nil {
				f := r.figures(e, opened)
				b = f.append(b, &before[i])
				b[head] |= 1 << i
				before[i] = f
			}
		}
	}
	return slices.Clone(b)
}

// append appends by how much figures differ from those before.
func (f *figures) append(b []byte, before *figures) []byte {
	bits, head := uint16(0), len(b)
	b = append(b, 0, 0)
	for i := range f {
		if d := f[i] - before[i]; d != 0 {
			bits |= 1 << i
			b = binary.AppendVarint(b, d)
		}
	}
	binary.LittleEndian.PutUint16(b[head:], bits)
	return b
}

func (r *roll) unpack(b []byte, id int) []*Connection {
	next := func() int64 {
		v, n := binary.Varint(b)
		b = b[n:]
		return v
	}
	whole, conns, all := make([]*Connection, 0, rollLen), make([]Connection, rollLen), make([]End, 2*rollLen)
	var opened vtime.Stamp
	var last [2]figures
	for ; len(b) > 0; id++ {
		known := b[0]
		b = b[1:]
		opened.Now += vtime.Time(next())
		opened.Event += vtime.EventID(next())
		c := &conns[len(whole)]
		c.ID = id
		var ends [2]*End
		for i := range ends {
			if known&(1<<i) == 0 {
				continue
			}
			f, bits := &last[i], binary.LittleEndian.Uint16(b)
			b = b[2:]
			for j := range f {
				if bits&(1<<j) != 0 {
					f[j] += next()
				}
			}
			ends[i], all = &all[0], all[1:]
			f.restore(ends[i], r, c, opened)
		}
		if c.Client, c.Server = ends[0], ends[1]; c.Client != nil && c.Server != nil {
			c.Client.Peer, c.Server.Peer = c.Server, c.Client
		}
		whole = append(whole, c)
	}
	return whole
}
