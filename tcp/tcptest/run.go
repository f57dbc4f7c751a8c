package tcptest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// maxEvents and maxLines bound a story.
const (
	maxEvents = 20_000
	maxLines  = 5_000
)

// runner tells a story.
type runner struct {
	*script
	world  World
	ends   []*teller
	window uint16 // of the last injected segment
	until  vtime.Time
	out    bytes.Buffer
	lines  int
	noted  int // notes that are written
}

// teller is an end and what the story says about it.
type teller struct {
	*End
	*setup
}

func newRunner(s *script) (*runner, error) {
	r := &runner{script: s, window: 65535, until: vtime.Never - 1}
	names := []string{""}
	if s.two {
		names = []string{client, server}
	}
	for _, name := range names {
		u, err := setupOf(s, name)
		if err != nil {
			return nil, err
		}
		r.addEnd(name, u)
	}
	for _, o := range s.opts {
		if o.key != until {
			continue
		}
		t, err := parseTime(o.value)
		if err != nil {
			return nil, &mistake{s.name, o.line, err.Error()}
		}
		r.until = t
	}
	if s.two {
		r.ends[0].Peer, r.ends[1].Peer = r.ends[1].End, r.ends[0].End
	}
	written := int64(0)
	for _, st := range s.steps {
		if c := st.call; c != nil {
			written += c.n
		}
		if written > maxWritten {
			return nil, &mistake{s.name, st.line, fmt.Sprintf("a story writes at most %d bytes", maxWritten)}
		}
	}
	return r, nil
}

func (r *runner) addEnd(name string, u *setup) {
	t := &teller{r.world.NewEnd(name, &u.config, u.iss, u.mss), u}
	t.Fate, t.marks = u.fate, u.marked
	t.Departs = func(at vtime.Stamp, out *tcp.Outgoing, delays []vtime.Time) {
		r.print(at.Now, t, "> "+r.departure(t, at, out, delays))
	}
	t.moves = func(at vtime.Stamp, _, to tcp.State) { r.print(at.Now, t, "-> "+arrived(t.Conn, to)) }
	t.Wakes = func(at vtime.Stamp, w tcp.Wake) { r.wake(at, t, w) }
	r.ends = append(r.ends, t)
}

// run runs the steps, each after all else that happens at its time or before.
func (r *runner) run() ([]byte, error) {
	for _, h := range r.head {
		r.writeLine(h)
	}
	for i := range r.steps {
		s := &r.steps[i]
		if err := r.advance(s.at, s.line); err != nil {
			return nil, err
		}
		var failed error
		r.world.At(s.at, func(at vtime.Stamp) { failed = r.do(at, s) })
		if err := r.advance(s.at, s.line); err != nil {
			return nil, err
		}
		if failed != nil {
			return nil, &mistake{r.name, s.line, failed.Error()}
		}
	}
	last := 1
	if n := len(r.steps); n > 0 {
		last = r.steps[n-1].line
	}
	if err := r.advance(r.until, last); err != nil {
		return nil, err
	}
	r.writeNotes(vtime.Never)
	for _, t := range r.tail {
		r.writeLine(t)
	}
	return r.out.Bytes(), nil
}

// advance lets all happen that is due up to a time.
func (r *runner) advance(to vtime.Time, line int) error {
	r.world.Run(to, maxEvents-int(r.world.Now.Event))
	if r.lines > maxLines || r.world.Now.Event >= maxEvents {
		return &mistake{r.name, line, "the story does not end: say --until=TIME"}
	}
	return nil
}

func (r *runner) do(at vtime.Stamp, s *step) error {
	t := r.ends[0]
	if s.who == server {
		t = r.ends[1]
	}
	r.writeNotes(at.Now)
	for _, n := range s.notes {
		r.writeLine(n)
	}
	if s.segment != nil {
		r.inject(at, t, s.segment)
		return nil
	}
	if (s.call.text == "connect" || s.call.text == "listen") && t.Conn.State() != tcp.Closed {
		return errors.New("the connection was opened before")
	}
	t.cause = s.call.text
	text := s.call.text
	if result := s.call.do(t.Conn, at); result != "" {
		text += " = " + result
	}
	r.print(at.Now, t, text)
	t.Pump(at)
	return nil
}

func (r *runner) inject(at vtime.Stamp, t *teller, p *packet) {
	if p.windowed {
		r.window = p.Window
	}
	g := p.Segment
	g.Seq, g.Window = t.peerISS.Add(int64(g.Seq)), r.window
	for i := range g.Options.Blocks[:g.Options.NumBlocks] {
		b := &g.Options.Blocks[i]
		b.Left, b.Right = t.Conn.ISS().Add(int64(b.Left)), t.Conn.ISS().Add(int64(b.Right))
	}
	if g.Flags.Has(tcp.ACK) {
		g.Ack = t.Conn.ISS().Add(int64(g.Ack))
	}
	r.print(at.Now, t, "< "+string(g.AppendText(nil, t.peerISS, t.Conn.ISS())))
	t.arrive(at, &g, at.Event)
}

// wakeNames are the wake-ups in the order of their bits.
var wakeNames = [...]string{"established", "readable", "writable", "time-wait", "closed"}

// wake writes the wake-ups that the story wants to see, and reads if the
// application does.
func (r *runner) wake(at vtime.Stamp, t *teller, w tcp.Wake) {
	for i, name := range wakeNames {
		if w>>i&1 == 1 && slices.Contains(t.wakes, name) {
			r.print(at.Now, t, "* "+name)
		}
	}
	if t.reads && w&tcp.WakeReadable != 0 {
		r.world.At(at.Now, func(at vtime.Stamp) {
			t.cause = "the reader"
			if n, _, err := t.Conn.Discard(at, 1<<40); n > 0 && err == nil {
				t.Pump(at)
			}
		})
	}
}
