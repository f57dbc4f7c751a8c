package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// recoveryState says which losses are being repaired.
type recoveryState uint8

const (
	recoveryNone     recoveryState = iota
	recoveryDisorder               // something is missing in between, nothing is known to be lost
	recoveryCWR                    // the window comes down, nothing is lost
	recoveryFast
	recoveryLoss // after a timeout: slow start through what is presumed lost
)

// sender is the sending half: SND.* of RFC 9293 section 3.3.1 as offsets.
type sender struct {
	// What both ends of a transfer look at.
	iss      Seq
	scale    uint8
	nagle    NagleMode
	recovery recoveryState
	awaits   awaited // what the retransmission timer runs for
	una, nxt int64
	buf      sendBuffer

	wnd       int64    // in bytes
	wl1, wl2  int64    // offsets of the last window update: peer's sequence, acknowledgement
	mend      *repair  // nil until something is amiss
	ctl       *control // nil until data leaves
	finQueued bool
	corked    bool
	blocked   bool  // a writer found too little room
	selective bool  // both ends speak SACK
	resend    bool  // the oldest segment goes out whatever the window
	partial   bool  // a partial acknowledgement came in this recovery
	probeNow  bool  // a zero-window probe is to be sent
	probeDue  bool  // a tail loss probe is to be sent now
	more      bool  // the writer said that more is to come (MSG_MORE), and nothing has arrived since
	unpushed  bool  // the writer said so when it last wrote
	freed     bool  // an acknowledgement made room in the send buffer since the last settling
	sent      bool  // new data has left since the last settling
	whole     bool  // the window counts whole segments
	overrides bool  // the override timer lets one small segment go
	urges     bool  // what is not acknowledged yet has been called urgent
	probes    uint8 // zero-window probes since the window closed
	board     scoreboard

	// What only who sends data looks at.
	retries  int32
	dupAcks  int32
	win      Window
	mss      int64
	recover  int64      // SND.NXT when the loss was found
	burstEnd int64      // where the burst ends that is being sent
	lastAt   vtime.Time // when data last left, at first when the connection was established; -1: it is not

	dupBytes int64 // what duplicate ACKs say has left the network
	maxWnd   int64
	beside   int64      // end of a probe that is out with or beside which something was acknowledged; 0: none
	way      *pathLimit // nil: none
	space    int64      // size of the send buffer
	news     vtime.Time // see departure: what leaves now, where rates are sampled
	newsOf   vtime.Time
	rtt      estimator

	smallEnd  int64      // end of the last small segment (Minshall)
	retriedAt vtime.Time // when the oldest data was first sent again by the timer
	last      int64      // where the last buffer begins that holds data to be sent (Linux sk_buff)
	guard     int64      // duplicate ACKs up to here do not start fast retransmit (RFC 6582 section 4.1)
	timedEnd  int64      // the segment that is being timed ends here, where not each one is; 0: none is
	timedAt   vtime.Time // when it left; before, when the first SYN left
	synLost   int32      // SYNs that were sent again
	pushed    uint32     // end of what a writer pushed last, modulo 2^32 (Linux pushed_seq)
}

func (s *sender) init(cfg *Config, iss Seq) {
	s.iss, s.pushed = iss, 1
	s.mss = cfg.DefaultMSS
	s.nagle, s.space = cfg.Nagle, cfg.SendBuffer
	s.buf.init()
	s.guard, s.lastAt = -1, -1
	s.whole = cfg.CwndUnit == CwndSegments
}

// wire returns the sequence number of offset off.
func (s *sender) wire(off int64) Seq { return s.iss.Add(off) }

// offset returns the offset that a sequence number near SND.UNA stands for.
func (s *sender) offset(q Seq) int64 { return s.una + q.Sub(s.wire(s.una)) }

// outstanding returns the bytes that are sent and not acknowledged.
func (s *sender) outstanding() int64 { return s.nxt - s.una }

// pipe estimates the bytes on their way, as the window counts them.
func (s *sender) pipe() int64 {
	flight := s.board.flight
	if s.whole {
		flight = int64(s.board.flying) * s.mss
	}
	return max(0, flight-s.dupBytes)
}

// charge is what n bytes take of the window.
func (s *sender) charge(n int64) int64 {
	if s.whole {
		return s.mss
	}
	return n
}

// out returns the bytes that are not acknowledged, as the window counts them.
func (s *sender) out() int64 {
	if s.whole {
		return int64(s.board.n) * s.mss
	}
	return s.outstanding()
}

// probing reports whether the byte of a zero-window probe is out.
func (s *sender) probing() bool { return s.board.n == 1 && s.board.at(0).probe }

// ackAt returns the offset that an acknowledgement without data carries. It is
// SND.NXT (RFC 9293 section 3.10.7.4), but a peer whose window is closed drops
// what lies behind the byte of a probe. If it had taken the byte it drops this one
// as old: the acknowledgement is repeated once that is known (see beside).
func (s *sender) ackAt() int64 {
	if s.probing() {
		return s.una
	}
	return s.nxt
}

// finSent reports whether the FIN has left at least once.
func (s *sender) finSent() bool { return s.finQueued && s.nxt > s.buf.end }

// pushes reports whether a segment that ends at an offset carries PSH: the writer
// has written no more and did not say that more is to come (RFC 9293 section
// 3.9.1.2). If a timer lets it go all the same, it is pushed (Linux).
func (s *sender) pushes(end int64) bool {
	return s.overrides || end == s.buf.end && !s.unpushed
}
