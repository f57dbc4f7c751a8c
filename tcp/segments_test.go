package tcp

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// tape hands out the bytes of a fuzzer's input, zeros at its end.
type tape struct{ b []byte }

func (t *tape) byte() byte {
	if len(t.b) == 0 {
		return 0
	}
	v := t.b[0]
	t.b = t.b[1:]
	return v
}

func (t *tape) word() int64 { return int64(t.byte())<<8 | int64(t.byte()) }

// near is a small signed number, mostly zero.
func (t *tape) near(unit int64) int64 {
	v := t.byte()
	if v < 128 {
		return 0
	}
	return (int64(v) - 192) * unit
}

// fuzzConfig draws a configuration with small buffers.
func fuzzConfig(in *tape) Config {
	c := [...]func() Config{rfc, classic, linux}[in.byte()%3]()
	c.SendBuffer, c.ReceiveBuffer = 20000, 1+in.word()
	c.SendLowWater, c.MSS = 1, 64+in.word()%1400
	c.Retries, c.GiveUp = 5, vtime.Time(in.byte()%2)*20*vtime.Second
	c.InitialWindow = int64(in.byte()%12) + 1
	bits := in.byte()
	c.ZeroProbe, c.AckPolicy = ProbeKind(bits&1), AckPolicy(bits>>1&1)
	c.Recovery, c.StrictResets, c.LimitedTransmit = RecoveryMode(bits>>2&3), bits>>4&1 == 1, bits>>5&1 == 1
	c.IdleRule = IdleRule(bits >> 6)
	c.FinWait2Limit = vtime.Time(in.byte()%2) * vtime.Second
	bits = in.byte()
	c.SACK, c.RACK, c.TLP, c.FRTO, c.Undo = bits&3 != 0, bits>>2&1 == 1, bits>>3&1 == 1, bits>>4&1 == 1, bits>>5&1 == 1
	c.LastResort = in.byte()&1 == 1
	c.EarlyRetransmit, c.PRR = bits>>6&1 == 1, PRRMode(in.byte()%3)
	c.MaxReordering, c.RenegeDelay = 3+int64(in.byte()), vtime.Time(bits>>7)*10*vtime.Millisecond
	if in.byte()%8 == 0 {
		c.Recovery = RecoveryCounted
	}
	c.PAWS, c.TimestampRTT = PAWSMode(in.byte()%3), TimestampRTT(in.byte()%3)
	return c
}

// drive gives a connection in some state the inputs of a tape. The rig checks
// the invariants after each. Prepare, if there is one, gets the rig first.
func drive(t *testing.T, in *tape, prepare ...func(*rig)) {
	driveWith(t, fuzzConfig(in), in, prepare...)
}

// driveWith is drive of a connection with given knobs.
func driveWith(t *testing.T, cfg Config, in *tape, prepare ...func(*rig)) {
	r := newRig(t, cfg)
	for _, p := range prepare {
		p(r)
	}
	r.sack = in.byte()%4 != 0
	r.stamp = r.cfg.Timestamps && in.byte() < 128
	if state := State(in.byte()) % State(numStates); in.byte() < 60 {
		r.bringFast(state)
	} else {
		r.bring(state)
	}
	win := uint16(60000)
	for len(in.b) > 0 && (r.c.state != Closed || in.byte() < 200) {
		if d := in.byte(); d > 100 {
			r.wait(vtime.Time(d-100) * vtime.Millisecond)
		}
		switch op := in.byte() % 32; op {
		case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13:
			r.nearSegment(in, &win)
		case 14:
			r.oddSegment(in, win)
			r.lag = in.near(1)
		case 15:
			r.wildSegment(in)
		case 16, 17, 18, 19, 20, 21:
			r.write(int(in.word() % 8000))
		case 22, 23, 24:
			r.read(int(in.word()) % 20000)
		case 25, 26, 27:
			r.next()
		case 28:
			r.segment(SYN, 0, 0, win, 0)
		default:
			r.rareCall(op, in)
		}
	}
	// Whatever happened: without a peer it comes to rest.
	r.c.SetKeepAlive(r.at, false)
	for i := 0; r.next(); i++ {
		require.Less(t, i, 200, "does not come to rest: %+v", r.c.Info(r.at.Now))
	}
}

// bringFast is bring with Fast Open: data in the SYN that leaves or arrives.
func (r *rig) bringFast(s State) {
	switch s {
	case SynSent:
		r.do("open with data", func(at vtime.Stamp) {
			r.c.OpenFast(&FastOpen{Cookie: Cookie{Len: 8}}, 600, true)
			r.c.Open(at)
			_, _ = r.c.Write(at, at, pattern(rigISS+1, 2000), false)
		})
	case SynReceived:
		r.c.AcceptFast(nil, true)
		r.bring(Listen)
		r.segment(SYN, 0, 0, 60000, 700)
	default:
		r.bring(s)
	}
}

func (r *rig) rareCall(op byte, in *tape) {
	arg := in.byte()
	switch {
	case op == 29 && arg < 128:
		r.shutdown()
	case op == 29 && arg < 180:
		r.do("close", r.c.Close)
	case op == 29 && arg < 185:
		r.do("abort", r.c.Abort)
	case op == 29:
		r.do("shutdown read", func(at vtime.Stamp) { r.c.CloseRead(at) })
	case op == 30:
		r.do("switches", func(at vtime.Stamp) {
			r.c.SetNagle(NagleMode(arg % 3))
			r.c.SetCork(arg>>2&1 == 1)
			if arg>>3&1 == 1 {
				r.c.QuickAck()
			}
			r.c.SetKeepAlive(at, arg>>4&1 == 1)
		})
	case arg >= 160:
		r.do("path mtu", func(at vtime.Stamp) { r.c.LimitSegments(at, 8*int64(arg)) })
	default:
		r.do("icmp", func(at vtime.Stamp) {
			errors := [...]errno.Errno{errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.EMSGSIZE}
			r.c.Unreachable(at, errors[arg%4], arg%2 == 0)
		})
	}
}

// nearSegment is one that an honest peer on a bad wire could send.
func (r *rig) nearSegment(in *tape, win *uint16) {
	s := &r.c.snd
	kind := in.byte()
	if kind >= 200 {
		*win = uint16(in.word())
		if *win < 16000 {
			*win = 0
		}
	}
	f, ack, seq, n := ACK, s.una, r.c.rcv.nxt, 0
	switch kind % 8 {
	case 0, 1, 2: // a duplicate
	case 3:
		ack = s.nxt
	case 4:
		ack = min(s.una+s.mss, s.nxt)
	case 5:
		ack, n = s.nxt, int(in.word()%1500)
	case 6:
		n, f = int(in.word()%1500), ACK|PSH
		seq += in.near(300)
	default:
		seq += in.near(100)
		if in.byte() < 40 {
			f |= FIN
		}
	}
	r.tell = nil
	if f.Has(ACK) && in.byte() < 160 {
		r.tell = r.nearBlocks(in, ack)
	}
	switch r.c.state {
	case SynSent:
		f, seq = f|SYN, 0
		if kind&1 == 1 {
			f &^= ACK
		}
	case SynReceived:
		ack = 1
	}
	r.segment(f, seq, ack, *win, n)
}

// nearBlocks are SACK blocks that mostly name segments that were sent.
func (r *rig) nearBlocks(in *tape, ack int64) (list []span) {
	b := &r.c.snd.board
	for range in.byte() % 4 {
		if b.n == 0 || in.byte() < 30 {
			from := ack + in.near(500)
			list = append(list, span{from, from + in.near(100)})
			continue
		}
		i := int(in.byte()) % b.n
		j := min(i+int(in.byte()%4), b.n-1)
		list = append(list, span{b.at(i).start + in.near(1), b.at(j).end})
	}
	return list
}

// oddSegment is close to what is expected, with any flags.
func (r *rig) oddSegment(in *tape, win uint16) {
	f := [...]Flags{ACK | RST, RST, SYN, SYN | ACK, FIN, 0, ACK | FIN | PSH, SYN | FIN}[in.byte()%8]
	r.segment(f, r.c.rcv.nxt+in.near(400), r.c.snd.una+in.near(200), win, int(in.byte()))
}

// wildSegment is any segment at all.
func (r *rig) wildSegment(in *tape) {
	long := func() Seq { return Seq(in.word()<<16 | in.word()) }
	g := Segment{Flags: Flags(in.byte()), Seq: long(), Ack: long(), Window: uint16(in.word())}
	g.Payload = pattern(g.Seq, int(in.word()))
	if g.Flags.Has(SYN) {
		g.Payload = pattern(g.Seq+1, g.Payload.Len)
	}
	bits := in.byte()
	g.Options = Options{HasScale: bits&1 == 1, Scale: bits >> 3, MSS: 64 * uint16(bits>>1&3)}
	if r.stamp {
		g.Options.HasTimestamp, g.Options.TSVal, g.Options.TSEcr = in.byte() < 200, uint32(long()), uint32(long())
	}
	r.arrive(&g)
}

// FuzzSegments throws segments, calls and time at a connection in every state.
func FuzzSegments(f *testing.F) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		f.Add(randomTape(r))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 2000 {
			return
		}
		drive(t, &tape{b})
	})
}

func randomTape(r *rand.Rand) []byte {
	b := make([]byte, 20+r.IntN(800))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// The same with random inputs: many for a long test.
func TestSegmentsInEveryStateProperty(t *testing.T) {
	for _, r := range simtest.Streams(t, 1000) {
		drive(t, &tape{randomTape(r)})
	}
}

// And with any values of all knobs.
func TestSegmentsWithAnyKnobsProperty(t *testing.T) {
	for _, r := range simtest.Streams(t, 300) {
		cfg := AnyConfig(r)
		cfg.Retries, cfg.GiveUp, cfg.KeepAliveProbes = 5, 0, 5
		driveWith(t, cfg, &tape{randomTape(r)})
	}
}
