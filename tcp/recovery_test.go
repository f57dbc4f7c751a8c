package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// flight is an established connection with n segments of 1000 bytes under way.
func flight(t *testing.T, n int, set func(c *Config)) *rig {
	cfg := rfc()
	cfg.InitialRule, cfg.InitialWindow, cfg.LimitedTransmit = WindowSegments, int64(n), false
	if set != nil {
		set(&cfg)
	}
	r := newRig(t, cfg)
	r.bring(Established)
	r.write(1000 * n)
	require.Len(t, r.sent, n)
	return r
}

// ack acknowledges up to an offset, 10 ms later, and returns what leaves.
func (r *rig) ack(off int64) []Outgoing {
	r.wait(10 * milli)
	r.segment(ACK, 1, off, 60000, 0)
	return r.sent
}

func (r *rig) deadline(k timerKind) vtime.Time {
	if !r.c.runs(k) {
		return vtime.Never
	}
	return r.c.timer(k).at
}

// After each ACK of new data the count of retransmissions starts anew.
func TestRetriesStartAnew(t *testing.T) {
	r := flight(t, 2, func(c *Config) { c.Retries = 2 })
	for off := int64(1001); off <= 2001; off += 1000 {
		r.next()
		r.next()
		require.Equal(t, Established, r.c.State())
		r.ack(off)
	}
	r.write(1000)
	for range 3 {
		r.next()
	}
	require.Equal(t, Closed, r.c.State())
}

// A timeout starts the timer anew at once: if pacing holds the copy, the timeout may turn
// out to be spurious before it leaves, and then nothing else would run.
func TestTimeoutOfAPacedCopyRestartsTheTimer(t *testing.T) {
	r := flight(t, unpacedSegments, func(c *Config) { c.MaxPacingRate = 100 })
	r.wait(2 * vtime.Second)
	require.Empty(t, r.sent, "the copy waits")
	require.Equal(t, PhaseLoss, r.c.phase())
	require.True(t, r.running(timerRetransmit))
}

// The first partial acknowledgement restarts the timer, later ones do not (RFC
// 6582 section 3.2 step 3).
func TestOnlyTheFirstPartialAckRestartsTheTimer(t *testing.T) {
	r := flight(t, 8, nil)
	for range 3 {
		r.ack(1)
	}
	require.Equal(t, cause.LossDupAcks, r.sent[0].Repair)
	first := r.deadline(timerRetransmit)
	sent := r.ack(1001)
	require.Equal(t, cause.LossPartialAck, sent[0].Repair)
	second := r.deadline(timerRetransmit)
	require.Equal(t, r.at.Now+vtime.Second, second)
	require.Less(t, first, second)
	require.Equal(t, cause.LossPartialAck, r.ack(3001)[0].Repair)
	require.Equal(t, second, r.deadline(timerRetransmit))
	r.ack(8001) // a full one does
	require.Equal(t, recoveryNone, r.c.snd.recovery)
	require.False(t, r.running(timerRetransmit))
}

// What was sent again by fast retransmit gives no sample (Karn).
func TestFastRetransmitGivesNoSample(t *testing.T) {
	r := flight(t, 4, nil)
	before := r.c.snd.rtt
	for range 3 {
		r.ack(1)
	}
	r.ack(4001)
	require.Equal(t, before, r.c.snd.rtt)
	r.write(1000)
	r.ack(5001)
	require.NotEqual(t, before, r.c.snd.rtt)
}

// Which acknowledgements are duplicates (RFC 5681 section 2).
func TestWhatIsADuplicate(t *testing.T) {
	for _, c := range []struct {
		name string
		in   func(r *rig, i int)
		want bool
	}{
		{"the same again", func(r *rig, _ int) { r.segment(ACK, 1, 1, 60000, 0) }, true},
		{"another window", func(r *rig, i int) { r.segment(ACK, 1, 1, uint16(50000+i), 0) }, false},
		{"with data", func(r *rig, i int) { r.segment(ACK, 1+int64(i)*10, 1, 60000, 10) }, false},
		{"with FIN", func(r *rig, _ int) { r.segment(ACK|FIN, 1, 1, 60000, 0) }, false},
		{"older", func(r *rig, _ int) { r.segment(ACK, 1, 0, 60000, 0) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := flight(t, 8, nil)
			for i := range 3 {
				c.in(r, i)
			}
			require.Equal(t, c.want, r.c.snd.recovery == recoveryFast)
		})
	}
	r := flight(t, 1, nil)
	r.ack(1001)
	for range 3 {
		r.ack(1001)
	}
	require.Zero(t, r.c.snd.dupAcks, "nothing is under way")
}

// It takes three in a row: what acknowledges something in between forgets them (RFC
// 5681 section 3.2), and what they had said of the network.
func TestDuplicatesInARow(t *testing.T) {
	r := flight(t, 8, func(c *Config) { c.LimitedTransmit = true })
	for _, off := range []int64{1, 1, 1001, 1001, 1001, 2001} {
		r.ack(off)
		require.Equal(t, recoveryNone, r.c.snd.recovery)
	}
	require.Equal(t, r.c.snd.outstanding(), r.c.snd.pipe())
	for range 3 {
		r.ack(2001)
	}
	require.Equal(t, recoveryFast, r.c.snd.recovery)
}

// bothWays runs a test of what is done with SACK and without it alike, with n segments
// of 1000 bytes under way.
func bothWays(t *testing.T, n int, set func(c *Config), test func(t *testing.T, r *rig)) {
	t.Run("no SACK", func(t *testing.T) { test(t, flight(t, n, set)) })
	t.Run("SACK", func(t *testing.T) {
		r := selective(t, func(c *Config) {
			c.TLP, c.FRTO, c.InitialRule, c.InitialWindow = false, false, WindowSegments, int64(n)
			if set != nil {
				set(c)
			}
		})
		r.write(1000 * n)
		require.Len(t, r.sent, n)
		test(t, r)
	})
}

// A timeout sends the oldest segment again, alone, and brings the threshold down once
// (RFC 5681 section 3.1, RFC 6298 section 5.4).
func TestTimeoutsHalveOnce(t *testing.T) {
	halves := func(c *Config) { c.LossBase = LossWindow }
	bothWays(t, 10, halves, func(t *testing.T, r *rig) {
		for range 3 {
			require.True(t, r.next())
			require.Len(t, r.sent, 1)
			require.EqualValues(t, 1, r.sent[0].Start)
			require.EqualValues(t, 5000, r.c.snd.win.Threshold)
			require.EqualValues(t, 1000, r.c.snd.win.Cwnd)
		}
	})
}

// What acknowledges new data starts the timer anew, for a whole timeout (RFC 6298
// section 5.3).
func TestAcknowledgementRestartsTheTimer(t *testing.T) {
	bothWays(t, 2, nil, func(t *testing.T, r *rig) {
		for _, off := range []int64{501, 1001} { // also of a part of a segment
			r.wait(500 * milli)
			r.ack(off)
			require.Equal(t, r.at.Now+r.c.snd.rtt.rto(&r.cfg), r.deadline(timerRetransmit))
		}
	})
}

// What has gone again gives no sample, though every acknowledgement may give one (Karn,
// RFC 6298 section 3).
func TestCopiesGiveNoSample(t *testing.T) {
	each := func(c *Config) { c.SamplePerAck, c.Timestamps = true, false }
	bothWays(t, 2, each, func(t *testing.T, r *rig) {
		before := r.c.snd.rtt.srtt8
		require.True(t, r.next())
		r.wait(300 * milli)
		r.ack(1001)
		require.Equal(t, before, r.c.snd.rtt.srtt8)
	})
}

// A timeout in the middle of fast recovery: one segment leaves, whatever the
// duplicates had let go.
func TestTimeoutEndsFastRecovery(t *testing.T) {
	r := flight(t, 8, nil)
	for range 7 {
		r.ack(1)
	}
	r.write(20000)
	r.next()
	require.Len(t, r.sent, 1)
	require.Equal(t, cause.LossTimeout, r.sent[0].Repair)
	require.Equal(t, int64(1000), r.c.snd.win.Cwnd)
	// Duplicates of what was sent before say nothing new (RFC 6582 section 4.1).
	for range 5 {
		require.Empty(t, r.ack(1))
	}
}

// Duplicates that the copies of a recovery make do not start another one until
// more than that is acknowledged (RFC 6582 section 3.2 step 1).
func TestRecoverGuardsAgainstFalseFastRetransmit(t *testing.T) {
	r := flight(t, 8, nil)
	r.next() // a timeout: all 8 are presumed lost
	r.ack(8001)
	require.Equal(t, recoveryNone, r.c.snd.recovery)
	r.write(3000)
	for range 3 {
		r.ack(8001)
	}
	require.Equal(t, recoveryNone, r.c.snd.recovery, "exactly what was sent then: not more")
	r.ack(9001)
	r.write(5000)
	for range 3 {
		r.ack(9001)
	}
	require.Equal(t, recoveryFast, r.c.snd.recovery)
}

// The timer starts when data leaves, not when there is some already (RFC 6298
// section 5.1), and not for acknowledgements.
func TestTimerStartsWithTheFirstSegment(t *testing.T) {
	r := flight(t, 2, nil)
	first := r.deadline(timerRetransmit)
	require.Equal(t, r.at.Now+vtime.Second, first)
	r.wait(100 * milli)
	r.do("shutdown", func(at vtime.Stamp) { _ = r.c.CloseWrite(at) })
	require.Len(t, r.sent, 1)
	require.Equal(t, first, r.deadline(timerRetransmit))
	r.ack(2001)
	require.Equal(t, r.at.Now+vtime.Second, r.deadline(timerRetransmit), "the FIN is still out")
	r.ack(2002)
	require.False(t, r.running(timerRetransmit))
	r.segment(ACK, 1, 2002, 60000, 100)
	r.wait(vtime.Second)
	require.False(t, r.running(timerRetransmit))
}

// The FIN leaves although more is under way than the window allows: it is no data.
func TestFINIsNotHeldByTheCongestionWindow(t *testing.T) {
	r := flight(t, 8, nil)
	for range 3 {
		r.ack(1)
	}
	require.Less(t, r.c.snd.win.Cwnd, r.c.snd.pipe())
	r.shutdown()
	require.Len(t, r.sent, 1)
	require.True(t, r.sent[0].Segment.Flags.Has(FIN))
}

// While the byte of a probe is out, acknowledgements carry its number: a peer
// with a closed window drops what lies behind it.
func TestAcknowledgementsBesideAProbe(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.segment(ACK, 1, 1, 0, 0)
	r.write(500)
	r.next()
	require.Equal(t, 1, r.sent[0].Segment.Payload.Len)
	r.segment(ACK|FIN, 1, 1, 0, 10)
	require.Len(t, r.sent, 1)
	require.Equal(t, rigISS.Add(1), r.sent[0].Segment.Seq)
	require.Zero(t, r.sent[0].Segment.Payload.Len)
}

// Keep-alive does not probe while data is being repeated: that is probe enough.
func TestKeepAliveWaitsForData(t *testing.T) {
	r := flight(t, 1, func(c *Config) { c.KeepAliveIdle, c.KeepAliveInterval = 2*vtime.Second, vtime.Second })
	r.do("keepalive", func(at vtime.Stamp) { r.c.SetKeepAlive(at, true) })
	for range 8 {
		r.next()
		for i := range r.sent {
			require.Greater(t, r.sent[i].Copy, uint8(1))
		}
	}
	require.Equal(t, Established, r.c.State())
}

// A FIN beyond the window is cut off like data, and does not count later.
func TestFINBeyondTheWindow(t *testing.T) {
	cfg := rfc()
	cfg.ReceiveBuffer = 1000
	r := newRig(t, cfg)
	r.bring(Established)
	r.segment(ACK|FIN, 501, 1, 60000, 600)
	require.False(t, r.c.rcv.finCame)
	r.segment(ACK, 1, 1, 60000, 500)
	r.read(1000)
	r.segment(ACK, 1001, 1, 60000, 100)
	require.Equal(t, Established, r.c.State())
}

// If the peer had taken the byte, it drops such an acknowledgement as old, and it
// is said again. Found by seeds 15150 and 21610 of the good wires.
func TestAcknowledgementBesideATakenProbe(t *testing.T) {
	probing := func(t *testing.T) *rig {
		r := newRig(t, rfc())
		r.bring(Established)
		r.segment(ACK, 1, 1, 0, 0)
		r.write(5000)
		r.next()
		r.segment(ACK|PSH, 1, 1, 0, 10)
		r.wait(200 * milli)
		require.Equal(t, rigISS.Add(1), r.sent[0].Segment.Seq)
		require.Equal(t, rigIRS.Add(11), r.sent[0].Segment.Ack)
		return r
	}
	again := func(r *rig, want int64) {
		require.NotEmpty(t, r.sent)
		require.Equal(t, rigISS.Add(want), r.sent[0].Segment.Seq)
		require.Equal(t, rigIRS.Add(11), r.sent[0].Segment.Ack)
	}
	r := probing(t)
	r.segment(ACK, 11, 2, 0, 0)
	again(r, 2)
	require.Len(t, r.sent, 1)
	r.segment(ACK, 11, 2, 0, 0)
	require.Empty(t, r.sent, "once")

	r = probing(t)
	r.segment(ACK, 11, 2, 60000, 0)
	again(r, 2)
	for i := range r.sent {
		require.NotZero(t, r.sent[i].Segment.Payload.Len, "data carries it")
	}

	// The window opens, and the byte is taken only after that.
	r = probing(t)
	r.segment(ACK, 11, 1, 1, 0)
	require.Len(t, r.sent, 1, "the byte again")
	r.segment(ACK, 11, 2, 0, 0)
	again(r, 2)
}

// A further copy of a probe may be dropped as old too, with what it acknowledges.
func TestAcknowledgementOnAnOldProbe(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.segment(ACK, 1, 1, 0, 0)
	r.write(5000)
	r.next()
	second := r.deadline(timerPersist)
	r.wait(second - r.at.Now - milli)
	r.segment(ACK|PSH, 1, 1, 0, 10)
	r.next()
	require.Equal(t, uint8(2), r.sent[0].Copy)
	require.Equal(t, rigIRS.Add(11), r.sent[0].Segment.Ack)
	require.False(t, r.running(timerDelayedAck))
	r.segment(ACK, 11, 2, 0, 0)
	require.Len(t, r.sent, 1)
	require.Equal(t, rigISS.Add(2), r.sent[0].Segment.Seq)
}

// A segment that goes again joined with the next one stands for one of those that left,
// and duplicates speak of fewer (random segments, seed 18981).
func TestJoinedSegmentsAreCountedOnceWithoutSACK(t *testing.T) {
	cfg := linux()
	cfg.DupThreshold, cfg.Nagle, cfg.RACK = 1, NagleOff, false
	r := newRig(t, cfg)
	r.bring(Established)
	r.write(100)
	r.write(100)
	require.Equal(t, 2, r.c.snd.board.n)
	r.segment(ACK, 1, 1, 60000, 0)
	require.Len(t, r.sent, 1, "it goes again")
	require.Equal(t, 200, r.sent[0].Segment.Payload.Len, "with the next one")
	require.Zero(t, r.c.snd.mend.counted)
}

// Where RACK is off, three segments acknowledged above a hole prove it lost however small
// they are (RFC 6675 section 4), and what was out then being acknowledged is the end
// (section 5 step A).
func TestRepairBySACK(t *testing.T) {
	r := selective(t, func(c *Config) { c.RACK, c.TLP, c.Nagle = false, false, NagleOff })
	for range 5 {
		r.write(100)
	}
	for _, upto := range []int64{201, 301, 401} {
		require.NotEqual(t, recoveryFast, r.c.snd.recovery)
		r.tell = []span{{101, upto}}
		r.ack(1)
	}
	require.Equal(t, recoveryFast, r.c.snd.recovery)
	r.ack(401)
	require.Equal(t, recoveryFast, r.c.snd.recovery)
	r.ack(501)
	require.Equal(t, recoveryNone, r.c.snd.recovery)
}

// As much leaves in a repair as the window has room for (RFC 6675 section 5 step C).
func TestRepairFillsTheWindow(t *testing.T) {
	r := selective(t, func(c *Config) {
		c.RACK, c.TLP, c.PRR, c.InitialRule, c.InitialWindow = false, false, PRROff, WindowSegments, 10
	})
	r.write(20_000)
	r.tell = []span{{1001, 4001}}
	require.Len(t, r.ack(1), 1, "the hole")
	r.tell = []span{{1001, 8001}}
	sent := r.ack(1)
	require.EqualValues(t, 5000, r.c.snd.pipe())
	require.Len(t, sent, 2)
	require.EqualValues(t, 10_001, sent[0].Start)
}

// What came twice is the first block, below the acknowledgement or inside the second (RFC
// 2883 section 4.1).
func TestWhatIsADSACK(t *testing.T) {
	for _, c := range []struct {
		name   string
		blocks []span
		want   bool
	}{
		{"below", []span{{1, 1001}}, true},
		{"inside the second", []span{{3001, 4001}, {3001, 5001}}, true},
		{"alone", []span{{3001, 4001}}, false},
		{"beside the second", []span{{3001, 4001}, {5001, 6001}}, false},
		{"more than the second", []span{{3001, 4001}, {3001, 3501}}, false},
	} {
		r := selective(t, nil)
		r.c.mend().copies = 9
		o := Options{NumBlocks: uint8(len(c.blocks))}
		for i, b := range c.blocks {
			o.Blocks[i] = Block{r.c.snd.wire(b.start), r.c.snd.wire(b.end)}
		}
		require.Equal(t, c.want, r.c.dsack(&evidence{}, c.blocks[0], &o, 2001), c.name)
	}
}
