package tcp_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/knob/knobtest"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
	"github.com/rttlab/rttlab/tcp/tcptest"
	"github.com/rttlab/rttlab/tcp/tcptest/space"
	"github.com/stretchr/testify/require"
)

func randomConfig(r *rand.Rand) *tcp.Config {
	all := tcp.Profiles()
	c := tcp.ProfileConfig(all[r.IntN(len(all))].Name)
	space.TCP.Draw(r, &c)
	space.Persist(&c)
	return &c
}

// app writes a number of bytes, reads what comes, closes its side when it has
// written all and gives up the connection at the peer's FIN.
type app struct {
	t         *testing.T
	r         *rand.Rand
	end       *tcptest.End
	key       byte // of the bytes it writes
	total     int
	written   int
	read      int
	chunk     int
	pace      vtime.Time // between reads; 0 reads at once
	mode      int        // how it writes
	shut, eof bool
	err       errno.Errno
	reading   bool
	pausing   bool // the writer rests
	marked    int  // notices of two kinds each that it has asked for
}

// pattern is the byte at a position of a stream.
func pattern(key byte, i int) byte { return key ^ byte(i) ^ byte(i>>8)*31 ^ byte(i>>16)*7 }

func (a *app) wake(at vtime.Stamp, w tcp.Wake) {
	if w&(tcp.WakeWritable|tcp.WakeEstablished) != 0 {
		a.write(at)
	}
	if w&tcp.WakeReadable != 0 && !a.reading {
		a.readLater(at)
	}
}

// readLater reads at the application's pace, now and then after a long rest.
func (a *app) readLater(at vtime.Stamp) {
	a.reading = true
	rest := a.pace
	if a.pace > 0 && a.r.IntN(100) == 0 {
		rest = vtime.Time(a.r.Int64N(int64(30 * vtime.Second)))
	}
	a.end.World.At(at.Now+rest, a.takeIn)
}

func (a *app) write(at vtime.Stamp) {
	for a.written < a.total && !a.pausing {
		if a.r.IntN(50) == 0 {
			a.rest(at)
			return
		}
		n := min(a.chunk, a.total-a.written)
		p := tcp.Payload{Len: n}
		if a.mode != 0 {
			p.Bytes = make([]byte, n)
			for i := range p.Bytes {
				p.Bytes[i] = pattern(a.key, a.written+i)
			}
		}
		k, err := a.end.Conn.Write(at, at, p, a.mode == 1)
		if k > 0 && a.r.IntN(20) == 0 {
			a.end.Conn.EndRecord()
		}
		if k > 0 && a.r.IntN(20) == 0 {
			a.end.Conn.Mark(tcp.MarkCopied | tcp.MarkAcked)
			a.marked++
		}
		if err != nil {
			a.err, a.total = err.(errno.Errno), a.written
			break
		}
		a.written += k
		a.end.Pump(at)
		if k < n {
			return
		}
	}
	if !a.shut && !a.pausing {
		a.shut = true
		require.NoError(a.t, a.end.Conn.CloseWrite(at))
		a.end.Pump(at)
	}
}

// rest stops writing for a while and plays with the switches meanwhile.
func (a *app) rest(at vtime.Stamp) {
	a.pausing = true
	a.end.Conn.SetCork(a.r.IntN(2) == 0)
	a.end.Conn.SetNagle(tcp.NagleMode(a.r.IntN(3)))
	a.end.Pump(at)
	a.end.World.At(at.Now+vtime.Time(a.r.Int64N(int64(3*vtime.Second))), func(at vtime.Stamp) {
		a.pausing = false
		a.end.Conn.SetCork(false)
		a.end.Pump(at)
		a.write(at)
	})
}

func (a *app) takeIn(at vtime.Stamp) {
	a.reading = false
	buf := make([]byte, 1+a.r.IntN(4*a.chunk))
	n, eof, err := a.end.Conn.Read(at, buf)
	if err != nil {
		a.err = err.(errno.Errno)
		return
	}
	peer := a.peer()
	for i, b := range buf[:n] {
		if want := pattern(peer.key, a.read+i); peer.mode != 0 && b != want || peer.mode == 0 && b != 0 {
			require.FailNowf(a.t, "damaged", "byte %d of %s is %d, want %d", a.read+i, peer.end.Name, b, want)
		}
	}
	a.read += n
	a.end.Pump(at)
	if eof && !a.eof {
		a.eof = true
		if a.shut {
			a.end.Conn.Close(at)
			a.end.Pump(at)
		}
		return
	}
	if a.end.Conn.Readable() && !a.eof {
		a.readLater(at)
	}
}

func (a *app) peer() *app { return apps[a.end.Peer] }

var apps = map[*tcptest.End]*app{}

// badWire draws the fate of each segment.
func badWire(r *rand.Rand) tcptest.Fate {
	delay := vtime.Time(knobtest.Between(r, 0, 100e6))
	loss, late, twice := r.IntN(16), r.IntN(30), r.IntN(10)
	if r.IntN(3) == 0 {
		loss, late, twice = 0, 0, 0
	}
	// Bursts make what single losses do not: whole windows gone.
	burst, left := r.IntN(40) == 0, 0
	one := func() vtime.Time {
		if r.IntN(100) < late {
			return delay + vtime.Time(r.Int64N(300e6))
		}
		return delay
	}
	return func(int, *tcp.Outgoing) []vtime.Time {
		if burst && left == 0 && r.IntN(200) == 0 {
			left = 1 + r.IntN(20)
		}
		switch {
		case left > 0:
			left--
			return nil
		case r.IntN(100) < loss:
			return nil
		case r.IntN(100) < twice:
			return []vtime.Time{one(), one()}
		}
		return []vtime.Time{one()}
	}
}

// scene tells where a conversation stands, should anybody ask.
type scene struct {
	seed uint64
	w    *tcptest.World
}

func (s scene) String() string {
	now := s.w.Now.Now
	text := fmt.Sprintf("seed %d at %v", s.seed, now)
	for _, e := range s.w.Ends {
		why, _ := e.Half.Chrono.Current()
		until, _, timer := e.Conn.Deadline()
		text += fmt.Sprintf("\n%s: %v binds it, %v at %v: %+v", e.Name, why, timer, until, e.Conn.Info(now))
	}
	return text
}

// conversation runs one random conversation and returns a hash of all that was
// sent when. On a good wire nothing may be sent again but window probes. Prepare, if
// there is one, gets each connection first.
func conversation(t *testing.T, seed uint64, good bool, prepare ...func(*tcp.Conn)) uint64 {
	r := rand.New(rand.NewPCG(seed, 1))
	w := &tcptest.World{}
	clear(apps)
	sum := fnv.New64a()
	var line []byte
	for i, name := range []string{"client", "server"} {
		iss := tcp.Seq(r.Uint32())
		if r.IntN(3) == 0 {
			iss = tcp.Seq(0).Add(-r.Int64N(5000)) // wraps soon
		}
		cfg := randomConfig(r)
		e := w.NewEnd(name, cfg, iss, knobtest.Between(r, 64, 9000))
		for _, p := range prepare {
			p(e.Conn)
		}
		a := &app{t: t, r: r, end: e, key: byte(r.Uint32()), mode: r.IntN(3), chunk: 1 + r.IntN(5000)}
		e.Fate = badWire(r)
		if good {
			e.Fate = tcptest.Steady(vtime.Time(knobtest.Between(r, 0, 100e6)))
			cfg.RTOInitial, cfg.RTOMin, cfg.RTOMinRule = vtime.Second, vtime.Second, tcp.MinimumTotal
			// A window probe that comes twice makes a duplicate, and so does each acknowledgement
			// beside a probe that was taken (RFC 9293 section 3.10.7.4, first step).
			cfg.DupThreshold, cfg.EarlyRetransmit = 16, false
		}
		e.Wakes = a.wake
		e.Departs = func(at vtime.Stamp, out *tcp.Outgoing, _ []vtime.Time) {
			if good && out.Copy > 1 {
				allowed := []cause.Why{cause.ReceiveWindow, cause.Connect, cause.LossProbe} // what a delayed ACK makes seem lost
				require.Contains(t, allowed, out.Repair, "seed %d sends again at %v", seed, at.Now)
			}
			line = fmt.Appendf(line[:0], "%d %d ", at.Now, i)
			line = out.Segment.AppendText(line, 0, 0)
			sum.Write(line)
		}
		apps[e] = a
	}
	client, server := w.Ends[0], w.Ends[1]
	client.Peer, server.Peer = server, client
	for _, e := range w.Ends { // one that forgets the connection early resets a FIN that comes again
		if e.Config.ResetError == tcp.ResetAlways {
			e.Peer.Config.TimeWait = 60 * vtime.Minute
		}
		if good { // a probe that repeats is dropped, and the acknowledgement in it (first step)
			e.Config.TLP = e.Config.TLP && e.Peer.Config.SequenceCheck == tcp.SequenceLinux
		}
	}
	least := min(client.Config.SendBuffer, client.Config.ReceiveBuffer,
		server.Config.SendBuffer, server.Config.ReceiveBuffer)
	for _, e := range w.Ends {
		a := apps[e]
		a.total = int(knobtest.Between(r, 0, min(300000, 100*least)))
		if r.IntN(2) == 0 {
			a.pace = vtime.Time(r.Int64N(50e6))
		}
	}
	open := func(e *tcptest.End) {
		w.At(0, func(at vtime.Stamp) {
			e.Conn.Open(at)
			e.Pump(at)
		})
	}
	open(client)
	if r.IntN(5) == 0 {
		open(server)
	} else {
		server.Conn.Listen()
	}
	idle := w.Run(vtime.Never-1, 3_000_000)
	describe := scene{seed, w}
	require.True(t, idle, "does not end: %s", describe)
	for _, e := range w.Ends {
		a := apps[e]
		require.Equal(t, tcp.Closed, e.Conn.State(), "%s stalls: %s", e.Name, describe)
		require.Zero(t, a.err, "%s: %s", e.Name, describe)
		require.Zero(t, e.Conn.Err(), "%s: %s", e.Name, describe)
		require.Equal(t, a.peer().total, a.read, "%s read: %s", e.Name, describe)
		require.True(t, a.eof, "%s saw the end: %s", e.Name, describe)
	}
	for _, e := range w.Ends {
		all, _ := e.Conn.Noticed()
		if i := e.Conn.Info(w.Now.Now); i.Una < i.Nxt {
			continue // the peer had forgotten the connection, and reset what came again of it
		}
		require.EqualValues(t, 2*apps[e].marked, all, "notices of %s: %s", e.Name, describe)
	}
	requireRecords(t, r, client, server, describe)
	requireRecords(t, r, server, client, describe)
	return sum.Sum64()
}

// requireRecords checks what was recorded about the bytes from one end to the other.
func requireRecords(t *testing.T, r *rand.Rand, from, to *tcptest.End, describe scene) {
	end := from.World.Now.Now
	at := vtime.Time(0)
	for _, s := range from.Half.Chrono.Cut(0, end) {
		if at != s.From || s.From >= s.To {
			require.Fail(t, "tiles", "%v to %v after %v: %s", s.From, s.To, at, describe)
		}
		at = s.To
	}
	require.Equal(t, end, at, describe)
	last := uint64(apps[from].total) + 1 // of the FIN
	for range 50 {
		off := uint64(knobtest.Between(r, 0, int64(last)))
		if wrong := wrongByte(from, to, off); wrong != "" {
			require.Fail(t, wrong, "offset %d of %s, %s", off, from.Name, describe)
		}
	}
}

// wrongByte follows one byte from the write to the read and says what is wrong with
// what is told of it, or nothing.
func wrongByte(from, to *tcptest.End, off uint64) string {
	mark, marked := from.Half.MarkOf(off)
	first, left := from.Half.FirstOf(off)
	ready, arrival, arrived := to.Receipt.ReadyOf(off)
	read, taken := to.Receipt.ReadOf(off)
	if !marked || !left || !arrived || !taken || off < first.Start || off >= first.End {
		return "a part of its way is not recorded"
	}
	way := []vtime.Time{mark.Wanted.Now, mark.Taken.Now, first.At.Now, arrival.At.Now, ready.Now, read.Now}
	if !slices.IsSorted(way) {
		return fmt.Sprintf("its way has no order: %v", way)
	}
	for _, s := range from.Half.Chrono.Cut(mark.Taken.Now, first.At.Now) {
		if s.Why == cause.NothingToSend {
			return fmt.Sprintf("held from %v to %v without a reason", s.From, s.To)
		}
	}
	before := first.At.Now
	for _, c := range from.Half.ResendsOf(off, math.MaxUint64) {
		if c.At.Now < before || c.Why == cause.NothingToSend {
			return fmt.Sprintf("left again at %v for %v, and before at %v", c.At.Now, c.Why, before)
		}
		before = c.At.Now
	}
	return ""
}

// Whatever the knobs and the wire: the bytes arrive once and in order, both ends
// end without an error, every wait has a reason, and a second run is the same.
func TestConversationsOverBadWiresProperty(t *testing.T) {
	for seed := range simtest.Seeds(t, 150) {
		require.Equal(t, conversation(t, seed, false), conversation(t, seed, false), "seed %d: run twice", seed)
	}
}

// Over a good wire nothing is lost, so nothing is repaired.
func TestNothingIsSentAgainOverGoodWiresProperty(t *testing.T) {
	for seed := range simtest.Seeds(t, 150) {
		conversation(t, seed, true)
	}
}

// Prediction is only a shorter way: without it nothing is different.
func TestPredictionChangesNoConversationProperty(t *testing.T) {
	for seed := range simtest.Seeds(t, 150) {
		good := seed%2 == 0
		require.Equal(t, conversation(t, seed, good), conversation(t, seed, good, tcp.PredictNothing), "seed %d", seed)
	}
}
