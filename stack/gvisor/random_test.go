package gvisor_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/stack/gvisor"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// experiment is a wire and what happens on it, whatever stacks do it.
type experiment struct {
	seed     uint64
	six      bool
	up, down link.Config
	talks    []talk
	profile  string        // of our hosts
	other    gvisor.Config // of the others
}

// talk is a connection: what each side sends and how its program reads.
type talk struct {
	start     vtime.Time
	up, down  side
	turnTaker bool // the server reads all before it writes
}

type side struct {
	bytes      int
	chunk      int        // that are written at a time
	readAtOnce int        // bytes
	readPause  vtime.Time // between two reads
}

const ms = vtime.Millisecond

// newExperiment draws one. A clean one loses, reorders and duplicates nothing, and
// has programs that read at once.
func newExperiment(seed uint64, clean bool) *experiment {
	r := rand.New(rand.NewPCG(seed, 9))
	x := &experiment{seed: seed, six: r.IntN(4) == 0, profile: "linux", other: gvisor.Default()}
	if r.IntN(3) == 0 && !clean {
		x.profile = "rfc"
	}
	x.up = randomWire(r, clean)
	x.down = x.up
	if r.IntN(2) == 0 {
		x.down = randomWire(r, clean)
		x.down.MTU = x.up.MTU
	}
	x.other.Congestion = uint8(r.IntN(2))
	if !clean {
		x.other.SACK, x.other.RACK = r.IntN(4) > 0, r.IntN(4) > 0
	}
	for range 1 + r.IntN(3)*r.IntN(2) {
		x.talks = append(x.talks, randomTalk(r, clean))
	}
	return x
}

func randomWire(r *rand.Rand, clean bool) link.Config {
	w := link.Config{
		Delay: vtime.Time(r.Int64N(int64(50 * ms))),
		MTU:   []int{1280, 1500, 1500, 1500, 9000}[r.IntN(5)],
	}
	if r.IntN(3) > 0 {
		w.Rate = []uint64{1e6, 3e6, 10e6, 100e6, 1e9}[r.IntN(5)]
	}
	if clean {
		return w
	}
	if w.Rate > 0 && r.IntN(2) == 0 {
		w.Queue.Packets = 8 + r.IntN(60)
	}
	some := func(most link.Share) link.Share {
		if r.IntN(3) > 0 {
			return 0
		}
		return link.Share(r.Uint32N(uint32(most)))
	}
	w.Loss, w.Duplicate, w.Corrupt = some(link.Whole/20), some(link.Whole/20), some(link.Whole/50)
	if w.Reorder = some(link.Whole / 10); w.Reorder > 0 {
		w.ReorderBy = vtime.Time(r.Int64N(int64(20 * ms)))
	}
	if r.IntN(4) == 0 {
		w.Jitter = vtime.Time(r.Int64N(int64(10 * ms)))
	}
	if r.IntN(6) == 0 {
		w.Burst = link.Burst{
			ToBad: link.Whole / 50, ToGood: link.Whole / 2, InBad: link.Whole / 5 * 2,
		}
	}
	return w
}

func randomTalk(r *rand.Rand, clean bool) talk {
	return talk{
		start: vtime.Time(r.Int64N(int64(20 * ms))), up: randomSide(r, clean), down: randomSide(r, clean),
		turnTaker: r.IntN(2) == 0,
	}
}

func randomSide(r *rand.Rand, clean bool) side {
	s := side{bytes: r.IntN([]int{1, 2000, 20_000, 60_000}[r.IntN(4)]), chunk: 1 << 20, readAtOnce: 1 << 16}
	if clean {
		return s
	}
	if r.IntN(3) == 0 {
		s.chunk = 1 + r.IntN(5000)
	}
	if r.IntN(5) == 0 {
		s.readAtOnce, s.readPause = 500+r.IntN(5000), vtime.Time(r.Int64N(int64(5*ms)))
	}
	return s
}

// outcome is what came of an experiment.
type outcome struct {
	took     vtime.Time // until the last byte was read
	packets  uint64
	dropped  []vtime.Time // when the wires dropped or damaged something
	resets   []string
	copies   int                  // departures of bytes that had left before
	sent     map[*stack.End]int64 // up to which offset bytes have left
	acked    map[*stack.End]int64 // and acknowledgements have come
	forgot   bool                 // see forgetful
	gaveUp   bool                 // see abandoned
	progress [][]vtime.Time       // of each talk: when a program got on
}

// watch notes losses, and resets of connections.
type watch struct{ *outcome }

func (w watch) Sent(at vtime.Stamp, _ *link.Wire, f *link.Frame) {
	w.packets++
	p := stack.Inspect(f)
	if f.Origin == at.Event && p.From != nil && p.TCP.End > p.TCP.Start {
		w.sent[p.From] = max(w.sent[p.From], p.TCP.End)
		w.copies += min(int(p.TCP.Copy)-1, 1)
	}
	// What comes for a connection that has ended well, since others overtook it, is
	// rightly answered by a reset of nobody's.
	if f.Origin == at.Event && p.From != nil && p.TCP.Segment.Flags.Has(tcp.RST) {
		w.resets = append(w.resets, fmt.Sprint(at.Now, " ", p.Header.Src, " ", string(p.TCP.Segment.AppendText(nil, 0, 0))))
	}
}

func (w watch) Dropped(at vtime.Stamp, _ *link.Wire, _ *link.Frame, _ link.Drop) {
	w.dropped = append(w.dropped, at.Now)
}

func (w watch) Delivered(at vtime.Stamp, _ *link.Wire, f *link.Frame) {
	switch p := stack.Inspect(f); {
	case p.Damaged:
		w.dropped = append(w.dropped, at.Now)
	case p.From != nil && p.From.Peer != nil && p.TCP.Segment.Flags.Has(tcp.ACK):
		to := p.From.Peer
		w.acked[to] = max(w.acked[to], int64(p.TCP.Segment.Ack-tcp.Seq(to.ISS)))
	}
}

// content is byte i of what a side of the n-th talk sends.
func content(n, side, i int) byte { return byte(i + i>>8*7 + n*31 + side*101) }

// run has two stacks do it.
func (x *experiment) run(t *testing.T, client, server kind) *outcome {
	p := x.pair(t, client, server)
	defer p.close()
	out := &outcome{
		progress: make([][]vtime.Time, len(x.talks)), sent: map[*stack.End]int64{}, acked: map[*stack.End]int64{},
	}
	x.tap(t, p.net, out, client, server)
	p.server.GoDaemon("accept", func(*sim.Proc) {
		l, err := p.server.ListenOn(port, 16)
		require.NoError(t, err)
		for n := 0; ; n++ {
			c, err := l.Socket.Accept()
			require.NoError(t, err)
			p.server.Go(fmt.Sprint("serve ", n), func(proc *sim.Proc) { x.serve(t, p, proc, c, out) })
		}
	})
	for n := range x.talks {
		p.client.Go(fmt.Sprint("talk ", n), func(proc *sim.Proc) {
			proc.Sleep(x.talks[n].start, 0)
			x.note(out, n, proc)
			s := p.client.Socket()
			require.NoError(t, s.Connect(p.server.Addrs()[0], port))
			x.note(out, n, proc)
			written := p.background(p.client, fmt.Sprint("write ", n), func() { x.write(t, s, n, 0) })
			x.read(t, proc, s, n, 1, out)
			written(proc)
			require.NoError(t, s.Close())
		})
	}
	end := p.kernel.Run(sim.Bounds{Until: 60 * 60 * vtime.Second, Events: 3_000_000})
	if end.End == sim.Deadlock {
		out.gaveUp = out.abandoned()
		out.forgot = !out.gaveUp && out.forgetful()
	}
	if out.gaveUp || out.forgot {
		return out
	}
	require.Equal(t, sim.Done, end.End, "seed %d: %v", x.seed, end.Waiting)
	return out
}

// abandoned reports whether a run that stands still does so since an end of ours gave up
// after each copy of what it sent was lost: a peer that only reads never learns of it
// (RFC 9293 section 3.8.3).
func (out *outcome) abandoned() bool {
	const fewest = 5 // copies, before R2 of 100 s has passed in timeouts that double
	lost := 0
	for _, at := range out.dropped {
		if at > out.took {
			lost++
		}
	}
	for e, sent := range out.sent {
		if !e.Host.IsGuest() && out.acked[e] < sent && e.Err == errno.ETIMEDOUT && lost >= fewest {
			return true
		}
	}
	return false
}

// forgetful reports whether a run that stands still does so since gVisor no longer has
// a timer for what it sent: something of its is not acknowledged, and nothing of ours.
// After a retransmission it starts the timer only if it counts packets as outstanding,
// and after a loss before that its count may be too low (sender.postXmit).
func (out *outcome) forgetful() bool {
	waits := false
	for e, sent := range out.sent {
		if out.acked[e] < sent {
			if !e.Host.IsGuest() {
				return false
			}
			waits = true
		}
	}
	return waits
}

func (x *experiment) pair(t *testing.T, client, server kind) *pair {
	p := &pair{t: t, kernel: sim.New(x.seed)}
	p.net = stack.NewNet(p.kernel, false)
	cfg, ok := stack.ProfileConfig(x.profile)
	require.True(t, ok)
	p.client, p.server = p.host("client", client, cfg, x.other), p.host("server", server, cfg, x.other)
	p.join(x.up, x.down, x.six)
	return p
}

// note says that a talk has got on.
func (x *experiment) note(out *outcome, n int, proc *sim.Proc) {
	now := proc.Now().Now
	out.progress[n] = append(out.progress[n], now)
	out.took = max(out.took, now)
}

// serve is the server's part of a talk, whose number comes first.
func (x *experiment) serve(t *testing.T, p *pair, proc *sim.Proc, c *stack.Socket, out *outcome) {
	var first [1]byte
	_, err := c.Read(first[:])
	require.NoError(t, err)
	n := int(first[0])
	x.note(out, n, proc)
	write := func() { x.write(t, c, n, 1) }
	written := func(*sim.Proc) { write() }
	if !x.talks[n].turnTaker {
		written = p.background(p.server, fmt.Sprint("answer ", n), write)
	}
	x.read(t, proc, c, n, 0, out)
	written(proc)
	require.NoError(t, c.Close())
}

// background does something in a process of its own, and returns how to wait for
// its end.
func (p *pair) background(h *stack.Host, name string, do func()) (wait func(*sim.Proc)) {
	done, waiting := false, &sim.WaitQueue{}
	h.Go(name, func(*sim.Proc) {
		do()
		done = true
		waiting.WakeAll()
	})
	return func(proc *sim.Proc) {
		if !done {
			proc.Wait(waiting, "the end of "+name)
		}
	}
}

// write sends what a side sends, and that it is all.
func (x *experiment) write(t *testing.T, s *stack.Socket, n, side int) {
	what := x.talks[n].up
	if side == 1 {
		what = x.talks[n].down
	}
	b := make([]byte, what.bytes)
	for i := range b {
		b[i] = content(n, side, i)
	}
	if side == 0 {
		b = append([]byte{byte(n)}, b...)
	}
	for len(b) > 0 {
		k, err := s.Write(b[:min(what.chunk, len(b))])
		require.NoError(t, err)
		b = b[k:]
	}
	require.NoError(t, s.Shutdown(stack.ShutWrite))
}

// read wants all that the other side sends, intact and in order.
func (x *experiment) read(t *testing.T, proc *sim.Proc, s *stack.Socket, n, side int, out *outcome) {
	what := x.talks[n].up
	if side == 1 {
		what = x.talks[n].down
	}
	b, total := make([]byte, what.readAtOnce), 0
	for {
		k, err := s.Read(b)
		for i := range k {
			if b[i] != content(n, side, total+i) {
				require.Fail(t, "bytes differ", "talk %d side %d at %d", n, side, total+i)
			}
		}
		total += k
		x.note(out, n, proc)
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		proc.Sleep(what.readPause, 0)
	}
	require.Equal(t, what.bytes, total)
}
