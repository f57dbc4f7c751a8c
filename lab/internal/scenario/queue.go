package scenario

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Discipline is how a queue chooses what to drop and what goes next.
type Discipline uint8

// The disciplines.
const (
	DropTail  Discipline = iota // in order; what finds the queue full is dropped
	Threshold                   // marks what finds the queue long
	RED
	CoDel
	FQCoDel
	PIE
	NoQueue // nothing waits
)

var disciplineNames = []string{"drop_tail", "threshold", "red", "codel", "fq_codel", "pie", "none"}

// String is the discipline's name in files.
func (d Discipline) String() string { return disciplineNames[d] }

// Queue is a discipline with its parameters; those of others have no meaning.
type Queue struct {
	Discipline  Discipline
	ECN         bool
	Target      vtime.Time // 0: the discipline's own
	Interval    vtime.Time
	Flows       int64
	Quantum     int64
	MarkPackets int64
	MarkBytes   int64
	MinPackets  int64
	MaxPackets  int64
	MaxShare    int64
	Weight      int64
	Gentle      bool
	Update      vtime.Time
	MaxBurst    vtime.Time
}

// NewQueue returns a queue with the defaults of the format.
func NewQueue(d Discipline) Queue {
	q := preset(queueTable())
	q.Discipline = d
	return q
}

var positive = durations.where(func(d vtime.Time) error {
	if d == 0 {
		return errors.New("it is no time, expected one above 0")
	}
	return nil
}).written(pattern(`[1-9]`))

func queueTable() []field[Queue] {
	codel := []string{"codel", "fq_codel"}
	early := append([]string{"red", "pie"}, codel...)
	in := func(f field[Queue], names ...string) field[Queue] {
		f.only = names
		emit := f.emit
		f.emit = func(q *Queue) *yaml.Node {
			if slices.Contains(names, q.Discipline.String()) {
				return emit(q)
			}
			return nil
		}
		return f
	}
	target := scalar("target", positive, 0, func(q *Queue) *span { return &q.Target },
		"wait that is good (RFC 8289 section 4.4, RFC 8033 section 4.2)")
	target.fallback = "5ms; pie: 15ms"
	return []field[Queue]{
		among("discipline", disciplineNames, func(q *Queue) *Discipline { return &q.Discipline },
			"drop_tail (in order, what finds the queue full is dropped), threshold (marks, for DCTCP), "+
				"red (Floyd and Jacobson), codel (RFC 8289), fq_codel (RFC 8290), pie (RFC 8033) or none (each packet is clocked "+
				"out as if it had the wire to itself: no real wire does that, but it tells what queues cost)"),
		in(scalar("ecn", flags, true, func(q *Queue) *bool { return &q.ECN },
			"packets of connections that use ECN are marked rather than dropped"), early...),
		in(target, append([]string{"pie"}, codel...)...),
		in(scalar("interval", positive, 100*vtime.Millisecond, func(q *Queue) *span { return &q.Interval },
			"time to react, about the longest usual round trip (RFC 8289 section 4.3)"), codel...),
		in(scalar("flows", counts[i64](1, 1<<16), 1024, func(q *Queue) *i64 { return &q.Flows },
			"queues that connections are spread over"), "fq_codel"),
		in(scalar("quantum", counts[i64](1, link.MaxMTU), 1514, func(q *Queue) *i64 { return &q.Quantum },
			"bytes of each turn"), "fq_codel"),
		in(scalar("mark_packets", counts[i64](0, MaxCount), 20, func(q *Queue) *i64 { return &q.MarkPackets },
			"K: what finds so many packets waiting is marked; 0: any number. 20 at 1 Gbit/s and 65 at 10 Gbit/s are "+
				"those of Alizadeh et al., Data Center TCP, 2010"), "threshold"),
		in(scalar("mark_bytes", sizes, 0, func(q *Queue) *i64 { return &q.MarkBytes },
			"K in bytes; 0: any number"), "threshold"),
		in(scalar("min_packets", counts[i64](1, MaxCount), 5, func(q *Queue) *i64 { return &q.MinPackets },
			"average length below which nothing is dropped"), "red"),
		in(scalar("max_packets", counts[i64](2, MaxCount), 15, func(q *Queue) *i64 { return &q.MaxPackets },
			"average length from which on everything is dropped, or with gentle more and more"), "red"),
		in(scalar("max_share", shares.where(someShare), 100_000_000, func(q *Queue) *i64 { return &q.MaxShare },
			"share of packets that are dropped just below max_packets"), "red"),
		in(scalar("weight", counts[i64](1, 24), 9, func(q *Queue) *i64 { return &q.Weight },
			"the average moves by 1/2^weight of the difference with each packet"), "red"),
		in(scalar("gentle", flags, true, func(q *Queue) *bool { return &q.Gentle },
			"between max_packets and twice as many the share grows to all"), "red"),
		in(scalar("update", positive, 15*vtime.Millisecond, func(q *Queue) *span { return &q.Update },
			"time between adjustments (T_UPDATE)"), "pie"),
		in(scalar("max_burst", positive, 150*vtime.Millisecond, func(q *Queue) *span { return &q.MaxBurst },
			"a burst so long passes (MAX_BURST)"), "pie"),
	}
}

func someShare(v int64) error {
	if v == 0 {
		return errors.New("it is nothing, expected a share above 0")
	}
	return nil
}

// queueField is the name of a discipline, or a map with its parameters.
func queueField(name string, at func(*Direction) *Queue, doc string) field[Direction] {
	return field[Direction]{
		name: name, doc: doc, kind: "discipline or map, see [queue](#queue)", fallback: DropTail.String(),
		preset: func(t *Direction) { *at(t) = NewQueue(DropTail) },
		schema: func(r Registry) map[string]any {
			s := schemaOf(r, queueTable())
			s["type"], s["pattern"] = []string{"object", "string"}, "^("+strings.Join(disciplineNames, "|")+")$"
			return s
		},
		put: func(d *decoder, n *yaml.Node, t *Direction) {
			if resolve(n).Kind == yaml.ScalarNode {
				n = &yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column,
					Content: []*yaml.Node{texts.node("discipline"), n}}
			}
			decodeMap(d, n, name, queueTable(), at(t))
			d.queue(resolve(n), at(t))
		},
		emit: func(t *Direction) *yaml.Node {
			q := at(t)
			out := emitMap(queueTable(), q)
			switch {
			case q.Discipline == DropTail:
				return nil
			case len(out.Content) == 2:
				return out.Content[1]
			}
			out.Style = yaml.FlowStyle
			return out
		},
	}
}

// queue reports parameters that the discipline does not have, or that do not go
// together.
func (d *decoder) queue(n *yaml.Node, q *Queue) {
	name := q.Discipline.String()
	if entry(n, "discipline") == nil {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		for _, f := range queueTable() {
			if f.only != nil && f.name == n.Content[i].Value && !slices.Contains(f.only, name) {
				d.fail(n.Content[i], "%s: the discipline %s has no such field, expected only with %s", f.name, name, either(f.only))
			}
		}
	}
	if q.MinPackets >= q.MaxPackets && q.Discipline == RED {
		d.fail(n, "min_packets: %d is not below max_packets, expected less than %d", q.MinPackets, q.MaxPackets)
	}
}
