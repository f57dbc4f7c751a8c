package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Threshold marks each frame that finds more than so much in the queue, as
// switches do for DCTCP (RFC 8257 section 3.1). Frames that cannot be marked go on
// until the queue is full.
type Threshold struct {
	Packets int   // K in packets; 0: none
	Bytes   int64 // K in bytes; 0: none
}

// New makes the discipline; see Queue.New.
func (t Threshold) New(*sim.Kernel, *Config) Discipline { return &threshold{limit: t} }

type threshold struct {
	line
	limit Threshold
}

// Put satisfies Discipline.
func (t *threshold) Put(_ vtime.Time, q Queued, s Sink) {
	k := &t.limit
	if k.Packets > 0 && t.frames.len() >= k.Packets || k.Bytes > 0 && t.bytes >= k.Bytes {
		s.Mark(q)
	}
	t.put(q)
}

// Take satisfies Discipline.
func (t *threshold) Take(vtime.Time, Sink) (Queued, bool) { return t.take() }

// Shed satisfies Discipline.
func (t *threshold) Shed(s Sink) { t.shed(s) }
