package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

const ms = vtime.Millisecond

// body is the content of a test's frame: as many bytes as it is long, each of
// them its number.
type body struct {
	frame    Frame
	id       int
	raw      []byte // the damaged form, nil if it is whole
	released int
	clones   []*body
}

func newFrame(n int) *Frame { return newNumbered(n, 0) }

// newNumbered makes a frame of n bytes whose identity and key are id.
func newNumbered(n, id int) *Frame {
	b := &body{id: id}
	b.frame = Frame{Len: n, Key: uint64(id), Body: b}
	return &b.frame
}

func (b *body) AppendWire(dst []byte) []byte {
	if b.raw != nil {
		return append(dst, b.raw...)
	}
	for range b.frame.Len {
		dst = append(dst, byte(b.id))
	}
	return dst
}

func (b *body) Damage(raw []byte) { b.raw = raw }

func (b *body) Clone() *Frame {
	c := &body{frame: b.frame, id: b.id, raw: append([]byte(nil), b.raw...)}
	if b.raw == nil {
		c.raw = nil
	}
	c.frame.Body = c
	b.clones = append(b.clones, c)
	return &c.frame
}

func (b *body) Release() { b.released++ }

// arrival is a frame that came through.
type arrival struct {
	id int
	at vtime.Time
}

// trial is a wire with what arrives from it.
type trial struct {
	*Wire
	k        *sim.Kernel
	sent     []*body
	arrivals []arrival
	events   []vtime.EventID // of the arrivals
	bodies   []*body         // that arrived
	tied     bool            // a frame came just as another one left
}

func newTrial(cfg Config) *trial { return newSeeded(1, cfg) }

func newSeeded(seed uint64, cfg Config) *trial {
	tr := &trial{k: sim.New(seed)}
	tr.Wire = New(tr.k, cfg, tr)
	return tr
}

func (*trial) LookAhead(*Frame) uint64 { return 0 }

// Receive notes an arrival.
func (tr *trial) Receive(at vtime.Stamp, f *Frame) {
	b := f.Body.(*body)
	tr.arrivals = append(tr.arrivals, arrival{b.id, at.Now})
	tr.events = append(tr.events, at.Event)
	tr.bodies = append(tr.bodies, b)
	f.Body.Release()
}

// send is a frame of a test: frames without payload have no data.
type send struct {
	at      vtime.Time
	len     int
	control bool
	flow    uint64
	mark    Mark
}

// plan sends the frames at their times; the first has the number 0.
func (tr *trial) plan(sends ...send) *trial {
	for i, s := range sends {
		f := newNumbered(s.len, i)
		f.Data, f.Flow, f.Mark = !s.control, s.flow, s.mark
		tr.sent = append(tr.sent, f.Body.(*body))
		tr.k.At(s.at, cause.Host, func(at vtime.Stamp) {
			tr.tied = tr.tied || tr.leaves(at.Now)
			tr.Send(at, f)
		})
	}
	return tr
}

// leaves reports whether a frame leaves a computed queue at this very instant.
func (tr *trial) leaves(now vtime.Time) bool {
	q := &tr.waiting.before
	for i := range q.n {
		if q.at(i).at == now {
			return true
		}
	}
	return tr.free == now
}

// run lets everything happen.
func (tr *trial) run() *trial {
	tr.k.Run(sim.Bounds{})
	return tr
}

// carry sends frames over a wire and returns when they arrived.
func carry(cfg Config, sends ...send) []arrival { return newTrial(cfg).plan(sends...).run().arrivals }

// spaced returns n frames of a length, one each interval.
func spaced(n, length int, every vtime.Time) []send {
	s := make([]send, n)
	for i := range s {
		s[i] = send{at: vtime.Time(i) * every, len: length}
	}
	return s
}

// ids lists the numbers of the frames that arrived.
func ids(all []arrival) []int {
	out := []int{}
	for _, a := range all {
		out = append(out, a.id)
	}
	return out
}
