package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// FQCoDel gives each flow a queue of its own with CoDel, serves the queues in turn
// by bytes, and lets a flow that has just begun go first (RFC 8290). Zero values stand for
// the defaults of the RFC.
type FQCoDel struct {
	CoDel
	Flows   int // queues that flows are spread over; 1024 (RFC 8290 section 5.2.2)
	Quantum int // bytes for each turn; 1514 (section 5.2.4)
}

// New makes the discipline; see Queue.New.
func (c FQCoDel) New(k *sim.Kernel, cfg *Config) Discipline {
	c.CoDel, c.Flows, c.Quantum = c.filled(), or(c.Flows, 1024), or(c.Quantum, 1514)
	f := &fqCoDel{FQCoDel: c, flows: make([]flowQueue, c.Flows), spread: k.Keyed("link/" + cfg.Name + "/flows")}
	for i := range f.flows {
		f.flows[i].law.CoDel = c.CoDel
	}
	return f
}

type fqCoDel struct {
	FQCoDel
	flows  []flowQueue
	spread sim.Keyed
	fresh  turns // flows that have just begun, in the order of their turns
	old    turns // the others that have frames, or had some lately
}

// flowQueue is the queue of the flows that fall into it.
type flowQueue struct {
	line
	law    codel
	credit int // bytes that it may still send in this turn
	listed bool
	next   *flowQueue // behind it on its list
}

// turns is a list of queues.
type turns struct{ first, last *flowQueue }

func (t *turns) add(f *flowQueue) {
	f.next = nil
	if t.first == nil {
		t.first = f
	} else {
		t.last.next = f
	}
	t.last = f
}

// pop removes the first queue.
func (t *turns) pop() *flowQueue {
	f := t.first
	t.first, f.next = f.next, nil
	return f
}

// Put satisfies Discipline (RFC 8290 section 4.1).
func (c *fqCoDel) Put(_ vtime.Time, q Queued, _ Sink) {
	f := &c.flows[c.spread.Below(q.Frame.Flow, uint64(len(c.flows)))]
	f.put(q)
	if !f.listed {
		f.listed, f.credit = true, c.Quantum
		c.fresh.add(f)
	}
}

// Take satisfies Discipline (RFC 8290 section 4.2).
func (c *fqCoDel) Take(now vtime.Time, s Sink) (Queued, bool) {
	for {
		list := &c.fresh
		if list.first == nil {
			list = &c.old
		}
		f := list.first
		if f == nil {
			return Queued{}, false
		}
		if f.credit <= 0 {
			f.credit += c.Quantum
			c.old.add(list.pop())
			continue
		}
		if q, ok := f.law.take(now, &f.line, s); ok {
			f.credit -= q.Frame.Len
			return q, true
		}
		list.pop()
		if list == &c.fresh && c.old.first != nil {
			c.old.add(f) // so that it cannot stay a new flow by coming and going
		} else {
			f.listed = false
		}
	}
}

// Shed satisfies Discipline: the frame at the head of the longest queue goes (RFC
// 8290 section 4.1).
func (c *fqCoDel) Shed(s Sink) {
	longest := &c.flows[0]
	for i := range c.flows {
		if f := &c.flows[i]; f.bytes > longest.bytes {
			longest = f
		}
	}
	q, _ := longest.take()
	s.Drop(q, QueueFull)
}
