package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// event is a trace event. Times are microseconds.
type event struct {
	Name     string         `json:"name"`
	Category string         `json:"cat,omitempty"`
	Phase    string         `json:"ph"`
	At       micros         `json:"ts"`
	For      *micros        `json:"dur,omitempty"`
	Process  int            `json:"pid"`
	Thread   int            `json:"tid"`
	ID       string         `json:"id,omitempty"`
	Bind     string         `json:"bp,omitempty"`
	BindID   string         `json:"bind_id,omitempty"`
	FlowOut  bool           `json:"flow_out,omitempty"`
	FlowIn   bool           `json:"flow_in,omitempty"`
	Args     map[string]any `json:"args,omitempty"`
}

// micros is a time in microseconds, exact.
type micros vtime.Time

// MarshalJSON writes a number of microseconds.
func (m micros) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%03d", int64(m)/1000, int64(m)%1000), nil
}

// perfetto writes events as they come.
type perfetto struct {
	w     *bufio.Writer
	n     int
	err   error
	f     *film.Film
	hosts map[string]int // process of a host
	freed map[int][]int  // what the arrival of a packet let go at once, by their IDs
}

// Threads of a process: each connection has one for its packets and one for what
// bound it. Their numbers are those of the connections.
const boundThread = 1 << 20

// Perfetto writes a run as trace events: hosts are processes, connections threads
// with their packets and with what bound the sender, transactions tracks of their
// own with their causes; arrows lead from where a packet left to where it arrived,
// and from there to what it let go; windows and queues are counters.
func Perfetto(w io.Writer, r *lab.Result, f *film.Film) error {
	p := &perfetto{w: bufio.NewWriter(w), f: f, hosts: map[string]int{}, freed: map[int][]int{}}
	p.text("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[")
	for i, h := range r.Net.Hosts() {
		p.hosts[h.Name()] = i + 1
		p.name("process_name", i+1, 0, h.Name())
		p.name("thread_name", i+1, 0, "packets of no connection")
	}
	for _, e := range f.Ends {
		p.end(e)
	}
	for _, x := range f.Packets {
		if by := f.Packet(x.Reason.By.Packet); by != nil && by.To == x.From {
			p.freed[by.ID] = append(p.freed[by.ID], x.ID)
		}
	}
	for _, x := range f.Packets {
		p.packet(x)
	}
	for i := range r.Transactions {
		p.transaction(&r.Transactions[i])
	}
	for i, wire := range f.Wires {
		from, _ := film.Route(wire)
		for _, q := range f.QueueOf(i) {
			p.counter(p.hosts[from], "queue "+wire.Name(), q.At, map[string]any{"packets": q.Packets, "bytes": q.Bytes})
		}
	}
	p.text("\n]}\n")
	if err := p.w.Flush(); p.err == nil {
		p.err = err
	}
	return p.err
}

func (p *perfetto) text(s string) {
	if p.err == nil {
		_, p.err = p.w.WriteString(s)
	}
}

func (p *perfetto) emit(e event) {
	b, err := json.Marshal(e)
	if err != nil && p.err == nil {
		p.err = err
	}
	if p.n++; p.n > 1 {
		p.text(",")
	}
	p.text("\n" + string(b))
}

func (p *perfetto) name(kind string, process, thread int, name string) {
	p.emit(event{Name: kind, Phase: "M", Process: process, Thread: thread, Args: map[string]any{"name": name}})
}

func (p *perfetto) counter(process int, name string, at vtime.Time, values map[string]any) {
	p.emit(event{Name: name, Phase: "C", At: micros(at), Process: process, Args: values})
}

// instant is a slice of no length on a thread, which arrows can begin and end at.
func (p *perfetto) instant(process, thread int, name string, at vtime.Time) event {
	return event{Name: name, Phase: "X", At: micros(at), For: new(micros), Process: process, Thread: thread}
}

func (p *perfetto) end(e *film.End) {
	process, id := p.hosts[e.Host.Name()], e.Connection.ID
	p.name("thread_name", process, id, "#"+strconv.Itoa(id)+" packets")
	p.name("thread_name", process, boundThread+id, "#"+strconv.Itoa(id)+" bound by")
	for i := range e.Samples {
		s := &e.Samples[i]
		p.counter(process, "window #"+strconv.Itoa(id), s.At,
			map[string]any{"cwnd": s.Cwnd, "flight": s.Flight, "peer window": s.Window})
	}
	for i := 0; i < len(e.Samples); {
		first := &e.Samples[i]
		for i++; i < len(e.Samples) && e.Samples[i].Why == first.Why; i++ {
		}
		if i < len(e.Samples) && first.Why != cause.NothingToSend {
			p.bound(process, boundThread+id, first.Why.String(), first.At, e.Samples[i].At)
		}
	}
	for _, s := range e.States {
		p.emit(event{Name: s.Name, Category: "state", Phase: "i", At: micros(s.At), Process: process, Thread: id})
	}
}

// bound writes a stretch in which a rule bound a sender. Its end is an event of its own,
// which falls together with the next one's beginning however a viewer rounds times.
func (p *perfetto) bound(process, thread int, why string, from, to vtime.Time) {
	p.emit(event{Name: why, Phase: "B", At: micros(from), Process: process, Thread: thread})
	p.emit(event{Name: why, Phase: "E", At: micros(to), Process: process, Thread: thread})
}

// flowID names an arrow: Perfetto takes numbers only, in hexadecimal.
func flowID(packet int) string { return fmt.Sprintf("%#x", packet) }

// packet writes where a packet left and where it arrived, with arrows. An arrow begins
// and ends at the last slice before it on its thread.
func (p *perfetto) packet(x *film.Packet) {
	thread := 0
	if c := x.Connection(); c != nil {
		thread = c.ID
	}
	name := "packet that was not captured"
	if x.Number > 0 {
		name = "packet " + strconv.Itoa(x.Number)
	}
	out := p.instant(p.hosts[x.From], thread, name, x.Left)
	out.Args = map[string]any{"why": p.f.Comment(x), "bytes": x.Length, "lost": x.Lost}
	out.BindID, out.FlowOut = flowID(x.ID), true
	p.emit(out)
	if by := x.Reason.By.Packet; slices.Contains(p.freed[by], x.ID) {
		p.arrow("f", &out, x.ID)
	}
	at, ok := x.Arrived()
	if !ok {
		return
	}
	in := p.instant(p.hosts[x.To], thread, name+" arrives", at)
	in.BindID, in.FlowIn = out.BindID, true
	p.emit(in)
	for _, id := range p.freed[x.ID] {
		p.arrow("s", &in, id)
	}
}

// arrow begins or ends, at a slice, an arrow that leads from the arrival of a packet to
// the departure of the one that it let go.
func (p *perfetto) arrow(phase string, s *event, freed int) {
	e := event{Name: "lets go", Category: "cause", Phase: phase, At: s.At, Process: s.Process, Thread: s.Thread,
		ID: flowID(freed)}
	if phase == "f" {
		e.Bind = "e"
	}
	p.emit(e)
}

// transaction writes a transaction and its causes on a track of its own.
func (p *perfetto) transaction(x *lab.Transaction) {
	if x.Explanation == nil {
		return
	}
	process, id := p.host(x.Client), "transaction "+strconv.Itoa(x.ID)
	nest := func(phase, name string, at vtime.Time, args map[string]any) {
		p.emit(event{Name: name, Category: "transaction", Phase: phase, At: micros(at), Process: process, ID: id, Args: args})
	}
	nest("b", x.Method+" "+x.URL, x.Explanation.Start, map[string]any{"status": x.Status, "body": x.Body})
	for _, s := range x.Explanation.Spans {
		nest("b", s.Why.String(), s.From, map[string]any{"where": s.Where.String()})
		nest("e", s.Why.String(), s.To, nil)
	}
	nest("e", x.Method+" "+x.URL, x.Explanation.End, nil)
}

func (p *perfetto) host(h *stack.Host) int { return p.hosts[h.Name()] }
