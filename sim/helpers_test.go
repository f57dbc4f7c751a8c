package sim

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// diary is a handler that writes down when it was called.
type diary struct {
	timer Timer
	name  string
	log   *[]string
}

func newDiary(k *Kernel, name string, log *[]string) *diary {
	d := &diary{name: name, log: log}
	d.timer.Init(k, d)
	return d
}

func (d *diary) Fire(at vtime.Stamp) { *d.log = append(*d.log, d.name+"@"+at.Now.Millis()) }

const ms = vtime.Millisecond

// wait is a kind of time for tests to which it does not matter.
const wait = cause.TimerIdle

// add appends an event with the edge to its parent.
func (l *Log) add(at vtime.Time, parent vtime.EventID, edge *Link) vtime.EventID {
	return l.appendEdge(&Edge{From: vtime.Stamp{Now: l.Time(parent), Event: parent}, At: at, Link: *edge})
}

// blind is a handler that cannot look ahead, where one is asked for that can.
type blind struct{ Handler }

func (blind) LookAhead() uint64 { return 0 }
