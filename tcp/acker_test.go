package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// arrival is a segment that comes so much after the one before, and what it
// does: -1 it is acknowledged at once, else how long after it the timer will.
type arrival struct {
	after vtime.Time
	size  int
	push  bool
	reply bool // the application writes at once
	want  vtime.Time
}

const now = vtime.Time(-1)

func TestAckPolicies(t *testing.T) {
	linux := func(c *Config) {
		*c = linux()
	}
	for _, c := range []struct {
		name  string
		set   func(c *Config)
		reads bool
		in    []arrival
	}{
		{"every second full segment", func(c *Config) {}, true, []arrival{
			{0, 1000, false, false, 200 * milli}, {milli, 1000, false, false, now},
			{milli, 1000, true, false, 200 * milli}, {milli, 1000, true, false, now},
		}},
		{"small segments by their sum", func(c *Config) {}, true, []arrival{
			{0, 1000, false, false, 200 * milli}, {milli, 500, false, false, 199 * milli}, {milli, 500, true, false, now},
		}},
		{"nobody announces more than he sends", func(c *Config) { c.DefaultMSS = 536 }, true, []arrival{
			{0, 536, false, false, 200 * milli}, {milli, 536, false, false, now}, // 536 is all that was seen
			{milli, 1000, false, false, 200 * milli}, {milli, 536, false, false, 199 * milli}, {milli, 464, false, false, now},
		}},
		{"every eighth", func(c *Config) { c.AckEvery = 8 }, true, []arrival{
			{0, 6000, false, false, 200 * milli}, {milli, 1000, false, false, 199 * milli}, {milli, 1000, false, false, now},
		}},
		{"no delay", func(c *Config) { c.DelayedAck = 0 }, true, []arrival{
			{0, 1, false, false, now}, {milli, 1, false, false, now},
		}},
		{"the timer", func(c *Config) { c.DelayedAck = 50 * milli }, true, []arrival{
			{0, 10, true, false, 50 * milli}, {49 * milli, 10, true, false, milli}, {2 * milli, 10, true, false, 50 * milli},
		}},
		{"data takes it along", func(c *Config) {}, true, []arrival{
			{0, 10, true, true, now}, {milli, 10, true, false, 200 * milli},
		}},
		{"linux, quick at the start", linux, true, []arrival{
			{0, 10, false, false, now}, {milli, 10, false, false, now}, {milli, 10, true, false, now},
		}},
		{"linux, not for ever", func(c *Config) { linux(c); c.QuickAcks = 2 }, false, []arrival{
			{0, 10, false, false, now}, {milli, 10, false, false, now}, {milli, 10, false, false, 40 * milli},
		}},
		{"linux, a push that is read", func(c *Config) { linux(c); c.QuickAcks = 0 }, true, []arrival{
			{0, 10, true, false, now}, {milli, 10, false, false, now}, // what is small ends a write
			{milli, 1000, false, false, 40 * milli}, {50 * milli, 1000, true, false, now},
		}},
		{"linux, two of a size are full", func(c *Config) { linux(c); c.QuickAcks = 0 }, true, []arrival{
			{0, 1000, false, false, 40 * milli}, {milli, 600, false, false, now},
			{milli, 600, false, false, 40 * milli}, {milli, 600, false, false, now},
			{milli, 80, false, false, now}, {milli, 80, false, false, now}, // these cannot be
		}},
		{"linux, a push that nobody reads", func(c *Config) { linux(c); c.QuickAcks = 1 }, false, []arrival{
			{0, 10, true, false, now}, {milli, 10, true, false, 40 * milli}, {milli, 10, true, false, 39 * milli},
		}},
		{"linux, more than one full segment", func(c *Config) { linux(c); c.QuickAcks, c.BufferUnit = 1, BufferBytes }, false, []arrival{
			{0, 1000, false, false, now}, {milli, 1000, false, false, 40 * milli}, {milli, 1, false, false, now},
		}},
		{"linux, but the window is the reader's to move", func(c *Config) { linux(c); c.QuickAcks = 1 }, false, []arrival{
			{0, 1000, false, false, now}, {milli, 1000, false, false, 40 * milli}, {milli, 1, false, false, 39 * milli},
		}},
		{"linux, a conversation delays", linux, true, []arrival{
			{0, 10, true, true, now}, {milli, 10, true, false, 40 * milli}, {milli, 10, true, false, now}, // two pushes
		}},
		{"linux, the timer ends the conversation", linux, true, []arrival{
			{0, 10, true, true, now}, {milli, 10, true, false, 40 * milli}, {50 * milli, 10, true, false, now},
		}},
		{"linux, a pause does not end it", linux, true, []arrival{
			{0, 10, true, true, now}, {3 * vtime.Second, 10, false, false, 40 * milli},
		}},
		{"linux, two answers make it", func(c *Config) { linux(c); c.Pingpong = 2 }, true, []arrival{
			{0, 10, true, true, now}, {milli, 10, true, true, now}, {milli, 10, true, false, 40 * milli},
		}},
		{"linux, a timer that is about to expire is not waited for", func(c *Config) { linux(c); c.QuickAcks = 0 }, false,
			[]arrival{
				{0, 10, true, false, 40 * milli}, {29 * milli, 10, true, false, 11 * milli}, {2 * milli, 10, true, false, now},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := rfc()
			cfg.DefaultMSS = 1000
			c.set(&cfg)
			r := newRig(t, cfg)
			r.bring(Established)
			for i, a := range c.in {
				r.wait(a.after)
				require.Equal(t, a.want, r.take(a, c.reads), "arrival %d", i+1)
			}
		})
	}
}

// take lets an arrival come and returns when it is acknowledged.
func (r *rig) take(a arrival, reads bool) vtime.Time {
	f := ACK
	if a.push {
		f |= PSH
	}
	at := r.c.rcv.nxt
	for left := a.size; left > 0; left -= 1000 { // the segments of an arrival are one event to the test
		r.segment(f, r.c.rcv.nxt, r.c.snd.nxt, 60000, min(left, 1000))
	}
	if reads && len(r.sent) == 0 {
		r.read(1 << 16)
	}
	if a.reply {
		r.write(100)
	}
	for i := range r.sent {
		if r.sent[i].Segment.Flags.Has(ACK) && r.c.rcv.nxt > at {
			return now
		}
	}
	return r.c.timer(timerDelayedAck).at - r.at.Now
}

// A departure with an acknowledgement clears what is owed and the timer; one with
// an old sequence number, which the peer drops, does not.
func TestWhatSettlesAnAcknowledgement(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.do("keep-alive", func(at vtime.Stamp) { r.c.SetKeepAlive(at, true) })
	r.wait(r.cfg.KeepAliveIdle - 10*milli)
	r.segment(ACK|PSH, 1, 1, 60000, 10)
	require.True(t, r.running(timerDelayedAck))
	r.do("probe", func(vtime.Stamp) { r.c.keep.now = true })
	require.Len(t, r.sent, 1)
	require.Equal(t, vtime.Never, r.sent[0].AckSince)
	require.True(t, r.running(timerDelayedAck), "the probe is old: the peer drops what it says")
	r.wait(100 * milli)
	r.write(10)
	require.Equal(t, r.at.Now-100*milli, r.sent[0].AckSince)
	require.False(t, r.running(timerDelayedAck))
}

func TestQuickAckSendsWhatIsOwed(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	quick := func() { r.do("quickack", func(vtime.Stamp) { r.c.QuickAck() }) }
	quick()
	require.Empty(t, r.sent)
	r.segment(ACK, 1, 1, 60000, 10)
	quick()
	require.Len(t, r.sent, 1)
}

// What fills a hole is acknowledged at once, however small (RFC 5681 section 4.2).
func TestFilledHoleIsAcknowledged(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.segment(ACK, 11, 1, 60000, 10)
	require.Len(t, r.sent, 1)
	r.segment(ACK, 1, 1, 60000, 10)
	require.Len(t, r.sent, 1)
	require.Equal(t, rigIRS.Add(21), r.sent[0].Segment.Ack)
	r.segment(ACK, 21, 1, 60000, 10)
	require.Empty(t, r.sent)
	r.segment(ACK, 41, 1, 60000, 10)
	r.segment(ACK, 61, 1, 60000, 10)
	r.segment(ACK, 31, 1, 60000, 10)
	require.Len(t, r.sent, 1, "one of two holes")
	require.Equal(t, rigIRS.Add(51), r.sent[0].Segment.Ack)
}

// A stretched delay of the interactive policy has limits: without them it had
// grown beyond the peer's timeout. Found by seed 18290 of the good wires.
func TestInteractiveDelayHasLimits(t *testing.T) {
	for _, c := range []struct {
		name      string
		ato, srtt vtime.Time
		talks     bool
		pushes    uint8
		want      vtime.Time
	}{
		{"not stretched", 40 * milli, 300 * milli, true, 0, 40 * milli},
		{"stretched", 90 * milli, 300 * milli, true, 0, 90 * milli},
		{"to a round trip", 90 * milli, 70 * milli, true, 0, 70 * milli},
		{"to a short round trip", 90 * milli, milli, true, 0, 40 * milli},
		{"in a conversation", 900 * milli, vtime.Second, true, 0, 196 * milli},
		{"of pushed data", 900 * milli, vtime.Second, false, 1, 196 * milli},
		{"of other data", 900 * milli, vtime.Second, false, 0, 196 * milli},
		{"without a sample", 900 * milli, 0, false, 0, 196 * milli},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, linux())
			r.c.ack.ato, r.c.ack.talks, r.c.ack.pushes = c.ato, c.talks, c.pushes
			if c.srtt > 0 {
				r.c.snd.rtt.sample(c.srtt, 1)
			}
			require.Equal(t, c.want, r.c.ackDelay())
		})
	}
}

// The limit of the delay, which is one for the constant delay of the standards too.
// Linux stays a tick below the least timeout.
func TestLongestDelay(t *testing.T) {
	for _, c := range []struct {
		name             string
		cfg              Config
		delay, most, rto vtime.Time
		want             vtime.Time
	}{
		{"linux", linux(), 40 * milli, 200 * milli, 200 * milli, 40 * milli},
		{"linux, less is asked for", linux(), 40 * milli, 7 * milli, 200 * milli, 7 * milli},
		{"linux, a short timeout", linux(), 40 * milli, 200 * milli, 20 * milli, 16 * milli},
		{"linux, no shorter than a tick", linux(), 40 * milli, 200 * milli, 0, 4 * milli},
		{"rfc", rfc(), 200 * milli, 500 * milli, milli, 200 * milli},
		{"rfc, less is asked for", rfc(), 200 * milli, 50 * milli, milli, 50 * milli},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.DelayedAck, c.cfg.DelayedAckMax, c.cfg.RTOMin = c.delay, c.most, c.rto
			require.Equal(t, c.want, newRig(t, c.cfg).c.ackDelay())
		})
	}
}

// A delay that was for nothing grows, up to the timeout, and starts anew after a
// conversation and when the quick acknowledgements are used up.
func TestInteractiveDelayAdapts(t *testing.T) {
	cfg := linux()
	a, rtt := acker{ato: 40 * milli}, estimator{first: 200_000} // a timeout of 200 ms
	a.missed(&cfg, &rtt)
	require.Equal(t, 80*milli, a.ato)
	a.missed(&cfg, &rtt)
	a.missed(&cfg, &rtt)
	require.Equal(t, 200*milli, a.ato)
	a.talks, a.answers = true, 1
	a.missed(&cfg, &rtt)
	require.Equal(t, acker{ato: 40 * milli}, a)
	a.ato, a.quick = 80*milli, 2
	a.sent(1, cfg.DelayedAck)
	require.Equal(t, 80*milli, a.ato)
	a.since = 0
	a.sent(2, cfg.DelayedAck)
	require.Equal(t, 40*milli, a.ato)
	standard := rfc()
	a.ato = 80 * milli
	a.missed(&standard, &rtt)
	require.Equal(t, 80*milli, a.ato)
}

// Data that comes again is acknowledged at once, and what follows it too, even in
// a conversation.
func TestOldDataMakesQuick(t *testing.T) {
	r := newRig(t, linux())
	r.bring(Established)
	r.segment(ACK|PSH, 1, 1, 60000, 10)
	r.wait(milli)
	r.c.ack.talks, r.c.ack.quick = true, 0
	r.segment(ACK|PSH, 1, 1, 60000, 10)
	require.Len(t, r.sent, 1)
	require.False(t, r.c.ack.talks)
	r.segment(ACK, 11, 1, 60000, 10)
	require.Len(t, r.sent, 1)
}
