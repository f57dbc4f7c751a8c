package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// NagleMode says when a small segment waits for earlier data.
type NagleMode uint8

// The variants of Nagle's algorithm.
const (
	NagleOff      NagleMode = iota // never (TCP_NODELAY)
	NagleClassic                   // while any data is unacknowledged (RFC 9293 section 3.7.4)
	NagleMinshall                  // while an earlier small segment is unacknowledged (Linux)
)

// WindowRule says how the initial congestion window is computed.
type WindowRule uint8

// The rules for the initial window.
const (
	WindowSegments WindowRule = iota // a number of segments
	WindowRFC5681                    // 2 to 4 segments by segment size (RFC 5681 section 3.1)
	WindowRFC6928                    // ten segments, at most 14600 bytes or two segments (RFC 6928 section 2)
)

// CwndUnit says what the congestion window counts.
type CwndUnit uint8

// The units.
const (
	CwndBytes    CwndUnit = iota // bytes (RFC 5681)
	CwndSegments                 // segments, whatever their size (Linux)
)

// LossBase says what a loss reduces.
type LossBase uint8

// What is reduced.
const (
	LossFlight LossBase = iota // the data in flight (RFC 5681 section 3.1)
	LossWindow                 // the congestion window (Linux)
)

// IdleRule says what becomes of the congestion window after a pause.
type IdleRule uint8

// The rules for restarting after idle.
const (
	IdleKeep     IdleRule = iota // nothing
	IdleRestart                  // back to the restart window after one RTO (RFC 5681 section 4.1)
	IdleHalve                    // halved per RTO, and halfway to what is used; not below IW (Linux, RFC 2861)
	IdleValidate                 // kept for five minutes, but only what is used of it counts (RFC 7661)
)

// RecoveryMode says how losses are repaired besides the retransmission timer.
type RecoveryMode uint8

// The kinds of fast recovery.
const (
	RecoveryTimeout RecoveryMode = iota // none: only the timer
	RecoveryTahoe                       // fast retransmit, then slow start
	RecoveryReno                        // fast recovery until the first new acknowledgement (RFC 5681 section 3.2)
	RecoveryNewReno                     // fast recovery with partial acknowledgements (RFC 6582)
	RecoveryCounted                     // duplicates count as segments that arrived, as if by SACK (Linux)
)

// ResetRule says which error a reset leaves to the program.
type ResetRule uint8

// The rules. They differ in CLOSE-WAIT, CLOSING and LAST-ACK.
const (
	ResetStandard ResetRule = iota // ECONNRESET, or nothing if both ends have sent a FIN (RFC 9293 section 3.10.7.4)
	ResetLinux                     // as the standard, but for a closed pipe in CLOSE-WAIT
	ResetAlways                    // the connection was reset (FreeBSD)
)

// ShutReadRule says what becomes of data once the read side is shut down.
type ShutReadRule uint8

// The rules.
const (
	ShutReadDiscards ShutReadRule = iota // it is acknowledged and thrown away (BSD)
	ShutReadKeeps                        // it can be read; with both sides shut down, new data resets (Linux)
)

// HandshakeRule says what a connection of a listener does before it is
// established.
type HandshakeRule uint8

// The rules.
const (
	HandshakeStandard HandshakeRule = iota // it is in SYN-RECEIVED (RFC 9293 section 3.10.7.4)
	HandshakeCache                         // it is an entry of a table, until the last ACK comes (FreeBSD tcp_syncache)
	HandshakeLinux                         // as the standard; a SYN that crosses another offers all again (Linux)
)

// TimeWaitRule says what is answered in TIME-WAIT.
type TimeWaitRule uint8

// The rules.
const (
	TimeWaitStandard TimeWaitRule = iota // what any connection answers (RFC 9293 section 3.10.7.4)
	TimeWaitSimple                       // whatever is no bare ACK with the last numbers (FreeBSD tcp_twcheck)
)

// MinimumRule says to what the minimum of the retransmission timeout applies.
type MinimumRule uint8

// Where the lower bound of the RTO applies.
const (
	MinimumTotal    MinimumRule = iota // to the RTO (RFC 6298 section 2.4)
	MinimumVariance                    // to the variance term, SRTT + max(4 RTTVAR, minimum), in whole ticks (Linux)
	MinimumAdded                       // on top: SRTT + 4 RTTVAR + minimum, which does not double with it (FreeBSD)
)

// OptionOrder says in which order a SYN carries its options.
type OptionOrder uint8

// The orders of options.
const (
	OrderLinux OptionOrder = iota // MSS, SACK, timestamps, window scale
	OrderBSD                      // MSS, window scale, SACK, timestamps
)

// UrgentRule says where the urgent pointer points.
type UrgentRule uint8

// What the urgent pointer means.
const (
	UrgentBehind UrgentRule = iota // to the byte behind the urgent data (RFC 9293 section 3.8.5)
	UrgentLast                     // to its last byte (RFC 1122 section 4.2.2.4)
)

// EdgeRule says when the advertised window moves on.
type EdgeRule uint8

// The rules.
const (
	EdgeSegments EdgeRule = iota // by a segment or half the buffer (RFC 9293 section 3.8.6.2.2)
	EdgeAlways                   // with each segment, but not by less than a segment into an almost full buffer (FreeBSD)
)

// AckPolicy says when acknowledgements are held back.
type AckPolicy uint8

// The acknowledgement policies.
const (
	AckStandard    AckPolicy = iota // every second full segment, or the timer (RFC 9293 section 3.8.6.3)
	AckInteractive                  // quick at the start, delayed only in request-response exchanges (Linux)
)

// ProbeKind says what a zero-window probe carries.
type ProbeKind uint8

// The kinds of zero-window probes.
const (
	ProbeByte  ProbeKind = iota // the next byte of data (RFC 9293 section 3.8.6.1)
	ProbeEmpty                  // nothing, one before SND.UNA, each a while after the last answer (Linux)
)

// TimestampRTT says whether timestamps that come back measure round trips.
type TimestampRTT uint8

// The uses of timestamps for the round-trip time.
const (
	TimestampRTTNever    TimestampRTT = iota // the scoreboard measures
	TimestampRTTFallback                     // where the scoreboard cannot: what was acknowledged was sent again (Linux)
	TimestampRTTAlways                       // every acknowledgement of new data (RFC 7323 section 4)
)

// SequenceRule says which segments are acceptable.
type SequenceRule uint8

// The rules.
const (
	SequenceStandard SequenceRule = iota // what lies in the window, cut to it (RFC 9293 section 3.10.7.4)
	SequenceLinux                        // whole segments or nothing, FINs into a closed window, old data for its ACK
	SequenceBSD                          // as the standard, and data that nobody reads resets whatever it acknowledges
)

// PAWSMode says which old timestamps make a segment unacceptable.
type PAWSMode uint8

// The kinds of protection against wrapped sequence numbers.
const (
	PAWSOff      PAWSMode = iota // none
	PAWSStandard                 // all that are before TS.Recent (RFC 7323 section 5.3)
	PAWSLenient                  // a tick, a zero and overtaken duplicates do no harm (Linux)
)

// RetriesRule says how retransmissions are counted before giving up.
type RetriesRule uint8

// The ways to count.
const (
	RetriesCounted RetriesRule = iota // one by one (RFC 9293 section 3.8.3)
	RetriesTimed                      // by the time that so many would take at the smallest timeout (Linux)
)

// UserTimeoutRule says from when on the user timeout runs.
type UserTimeoutRule uint8

// The beginnings of the user timeout.
const (
	UserTimeoutSent    UserTimeoutRule = iota // when data is sent (RFC 9293 section 3.9.1.1)
	UserTimeoutRetried                        // when it is sent again, or a closed window is probed (Linux)
)

// Config holds every knob of a connection. It is shared by connections and
// must not change while one uses it. Table documents each knob; durations are
// nanoseconds, sizes bytes.
type Config struct {
	MSS              int64
	DefaultMSS       int64
	SendBuffer       int64
	SendBufferMax    int64
	SendTuning       bool
	ReceiveBuffer    int64
	ReceiveBufferMax int64
	ReceiveTuning    bool
	BufferUnit       BufferUnit
	SendLowWater     int64
	UnsentLowWater   int64
	WindowScaling    bool
	WindowClamp      int64 // 0: none

	Timestamps           bool
	TimestampClock       vtime.Time
	TimestampOffset      bool
	TimestampRTT         TimestampRTT
	TimestampsRequired   bool
	TimestampEchoChecked bool
	PAWS                 PAWSMode
	PAWSIdle             vtime.Time

	InitialReceiveWindow int64
	InitialWindow        int64
	InitialRule          WindowRule
	InitialThreshold     int64
	Congestion           AlgorithmID
	CwndUnit             CwndUnit
	LossBase             LossBase
	CubicRule            CubicRule
	HyStart              HyStartMode
	IdleRule             IdleRule
	ByteCounting         int64
	GrowOnlyIfFull       bool
	Recovery             RecoveryMode
	DupThreshold         int64
	SACK                 bool
	DuplicateSACK        bool
	RACK                 bool
	MaxReordering        int64
	EarlyRetransmit      bool
	LastResort           bool
	RenegeDelay          vtime.Time
	TLP                  bool
	ProbeAckDelay        vtime.Time
	ProbeSlack           vtime.Time
	MinRTTWindow         vtime.Time // 0: for ever
	PRR                  PRRMode
	FRTO                 bool
	Undo                 bool
	LimitedTransmit      bool

	RTOInitial       vtime.Time
	RTOMin           vtime.Time
	RTOMax           vtime.Time
	RTOMinRule       MinimumRule
	RTOAfterSYNLoss  vtime.Time
	ClockGranularity vtime.Time
	SamplePerAck     bool
	Retries          int64
	SYNRetries       int64
	SYNAckRetries    int64
	SYNLinear        int64
	RetriesRule      RetriesRule
	ThinLinear       bool
	OrphanRetries    int64
	GiveUp           vtime.Time
	SYNTimeout       vtime.Time
	UserTimeoutRule  UserTimeoutRule

	UserTimeoutOption UserTimeoutOption

	Pacing          bool
	PacingSlowStart int64 // percent of a window in a round trip
	PacingAvoidance int64
	MaxPacingRate   int64 // bytes per second; 0: none

	Nagle           NagleMode
	WindowEdge      EdgeRule
	WindowShrinks   bool
	BurstSegments   int64
	BurstShare      int64
	RepeatsJoined   bool
	OptionOrder     OptionOrder
	UrgentPointer   UrgentRule
	CorkLimit       vtime.Time
	Override        vtime.Time
	HoldsLastRTO    bool
	AckPolicy       AckPolicy
	DelayedAck      vtime.Time
	DelayedAckMax   vtime.Time
	AckTicks        bool
	AckEvery        int64
	QuickAcks       int64
	Pingpong        int64
	SACKHeld        int64
	SACKCompression vtime.Time
	SACKShare       int64 // percent of a round trip
	ZeroProbe       ProbeKind
	ProbeMin        vtime.Time
	ProbeMax        vtime.Time
	ECN             ECNMode
	ECNFallback     bool
	ECNEcho         EchoRule
	AccurateOption  AccurateOptionUse
	AccurateBeacon  int64
	ABE             bool
	TimeWait        vtime.Time
	FinWait2Limit   vtime.Time
	ReuseTimeWait   bool
	KeepTimeWait    bool
	ResetUnread     bool
	ShutRead        ShutReadRule

	SoftEndsConnect    bool
	StrictResets       bool
	StrictSYNs         bool
	ResetError         ResetRule
	ResetWindow        bool
	Handshakes         HandshakeRule
	TimeWaitAnswers    TimeWaitRule
	MTUProbing         MTUProbing
	MTUBase            int64
	MTUFloor           int64
	MTUProbeInterval   vtime.Time
	MTUProbeThreshold  int64
	BlackHoleRetries   int64
	MoreResets         bool
	UnsentAckAnswered  bool
	SequenceCheck      SequenceRule
	InvalidAckInterval vtime.Time
	ChallengeLimit     int64
	ChallengeInterval  vtime.Time
	Challenges         *Challenges // of the host; no knob of a connection
	KeepAliveIdle      vtime.Time
	KeepAliveInterval  vtime.Time
	KeepAliveProbes    int64
}
