package cause

// Why is the rule that made us wait. The order of the half-connection's holds
// is their binding priority when several limits hold at once (a documented
// convention: it moves time between rules, never the sum).
type Why uint8

// The rules.
const (
	// NothingToSend is the state of a half-connection without unsent bytes. It
	// never appears in an explanation.
	NothingToSend Why = iota

	// What a transaction waits for before its request leaves.
	Discovery      // the client had the bytes that name the object but had not asked yet
	Blocked        // no free connection: all that are allowed are busy
	StreamLimit    // as many streams were open as the server allows (HTTP/2)
	PortExhaustion // no free local port for a new connection
	Name           // name resolution: a question and its answer on their way
	NameRetry      // name resolution: a question to a server that did not answer it
	NameRecursion  // name resolution: the server asked others
	NameDelay      // name resolution: known addresses waited for better ones (RFC 8305 section 3)
	Fallback       // addresses of the name that were tried before did not answer, or not in time
	Connect        // the handshake on its way
	ConnectRetry   // the handshake lost a segment and waited to send it again
	Stale          // the request went out on a connection that the server had given up: it went again, or failed
	Refused        // the server said that it had not taken the request, and it went again (HTTP/2: GOAWAY, REFUSED_STREAM)
	TLS            // the TLS handshake
	ClientThink    // the client's own processing
	Continue       // the body of the request waited for the server's leave (Expect: 100-continue)
	Request        // the request on its way
	AcceptQueue    // the server had the request but had not accepted the connection
	HeadOfLine     // the server was busy with an earlier request of the same connection
	ServerQueue    // the server had the request but no worker for it
	ServerThink    // the server prepared the response
	Tunnel         // a proxy was asked for a tunnel: CONNECT and the answer on their way
	Upstream       // a proxy waited for the next server when its client gave up
	RelayHang      // a relay that does not know persistence waited for a close, or read no further request

	// What holds bytes back at a sender, in binding priority.
	StreamWindow        // the window of the stream was full (HTTP/2)
	ConnectionWindow    // the window that all streams share was full (HTTP/2)
	BehindStreams       // bytes of other streams of the connection went first (HTTP/2)
	Handshake           // bytes were written before the connection was established
	LocalQueue          // the interface of the sender's host took nothing
	ReceiveWindow       // the receiver's advertised window was full
	SlowStart           // the congestion window was full, in slow start
	CongestionAvoidance // the congestion window was full, in congestion avoidance
	RecoveryWindow      // the congestion window was full while a loss was repaired
	MarkedWindow        // the congestion window was full just after a congestion mark had brought it down
	SillyWindow         // too small a segment for the offered window
	Cork                // the application corked the socket
	Nagle               // a small segment waited for earlier data to be acknowledged
	Pacing              // the windows had room, departures are spread over the round trip

	// What repairs cost: bytes sent, not delivered, sent again.
	LossTimeout    // repaired by the retransmission timer
	LossDupAcks    // repaired by fast retransmit
	LossPartialAck // repaired by a partial acknowledgement in recovery
	LossProbe      // repaired by a tail loss probe or a window probe
	LossSACK       // repaired because enough that left later had arrived (RFC 6675)
	LossRACK       // repaired because something that left later had arrived long enough ago (RFC 8985)
	LossEarly      // repaired by early retransmit: nothing more could overtake (RFC 5827)
	LossLastResort // sent again though it may yet arrive, since nothing else could leave during a repair (RFC 6675)
	TooBig         // too big for a link on the way, as a router said: sent again in smaller segments
	BlackHole      // sent again in smaller segments since larger ones seemed to be dropped silently

	// What happens around the bytes.
	SendBuffer  // the application wanted to write, the send buffer was full
	Hole        // bytes had arrived behind a hole
	ForeignHole // bytes had arrived behind a hole in which bytes of another stream were missing (HTTP/2)
	AppRead     // bytes were ready, the application had not read them
	Response    // the response on its way
	DelayedAck  // an acknowledgement was owed and held back
	Close       // the close of the connection on its way

	// What seems to hold bytes back at a sender that cannot be looked into, as
	// inferred from the packets that it sends and gets.
	ReceiveInferred // the window that its peer had offered was full
	WindowInferred  // an acknowledgement let the next packet go: as if its congestion window was full
	NagleInferred   // a small segment left when all before it was acknowledged
	LossInferred    // bytes left once more
	SenderInferred  // nothing that can be seen let them go

	NumWhy int = iota
)

var whyNames = [NumWhy]string{
	NothingToSend: "nothing to send",
	Discovery:     "discovery", Blocked: "blocked", StreamLimit: "stream limit", PortExhaustion: "port exhaustion", Name: "name",
	NameRetry: "name retry", NameRecursion: "name recursion", NameDelay: "name delay", Fallback: "address fallback",
	Connect: "connect", ConnectRetry: "connect retry", Stale: "stale connection", Refused: "refused stream",
	TLS:         "tls",
	ClientThink: "client", Continue: "expect continue", Request: "request",
	AcceptQueue: "accept queue", HeadOfLine: "head of line",
	ServerQueue: "server queue", ServerThink: "server",
	Tunnel: "tunnel", Upstream: "upstream", RelayHang: "relay hang",
	StreamWindow: "stream window", ConnectionWindow: "connection window", BehindStreams: "behind streams",
	Handshake: "handshake", LocalQueue: "local queue", ReceiveWindow: "receive window", SlowStart: "slow start",
	CongestionAvoidance: "congestion avoidance", RecoveryWindow: "recovery window",
	MarkedWindow: "marked window",
	SillyWindow:  "silly window", Cork: "cork", Nagle: "nagle", Pacing: "pacing",
	LossTimeout: "loss (timeout)", LossDupAcks: "loss (fast retransmit)",
	LossPartialAck: "loss (partial ack)", LossProbe: "loss (probe)", LossSACK: "loss (sack)",
	LossRACK: "loss (rack)", LossEarly: "loss (early retransmit)", LossLastResort: "loss (last resort)",
	TooBig: "path mtu", BlackHole: "path mtu black hole",
	SendBuffer: "send buffer", Hole: "hole", ForeignHole: "foreign hole", AppRead: "application read", Response: "response",
	DelayedAck: "delayed ack", Close: "close",
	ReceiveInferred: "receive window (inferred)", WindowInferred: "congestion window (inferred)",
	NagleInferred: "nagle (inferred)", LossInferred: "loss (inferred)", SenderInferred: "gvisor's sender (inferred)",
}

// String is the name that reports print and JSON keys carry.
func (w Why) String() string { return whyNames[w] }

// Set is a set of rules that bind at the same time.
type Set uint64

// With returns s and w.
func (s Set) With(w Why) Set { return s | 1<<w }

// has reports whether w is in s.
func (s Set) has(w Why) bool { return s>>w&1 == 1 }

// Where is what time was physically spent on.
type Where uint8

// The places.
const (
	Instant         Where = iota // no time at all; never appears in an explanation
	Propagation                  // on a wire, at the speed of the wire
	Serialisation                // being clocked onto a wire
	Queue                        // behind other frames at a wire
	Jitter                       // a wire's extra random delay, or its deliberate reordering
	Host                         // an application thinking
	TimerDelayedAck              // the delayed-acknowledgement timer
	TimerRetransmit              // the retransmission timer
	TimerProbe                   // the tail-loss-probe timer
	TimerPersist                 // the zero-window probe timer
	TimerOverride                // the sender's silly-window override timer
	TimerKeepAlive               // the keep-alive timer
	TimerTimeWait                // 2MSL, or the orphan's FIN-WAIT-2 limit
	TimerUser                    // give-up limits: user timeout, connect timeout
	TimerName                    // the resolver's retry timer
	TimerIdle                    // an application's idle or poll timer
	TimerCork                    // the cork's limit
	TimerReorder                 // the reordering window: what was overtaken may still come
	TimerPacing                  // the pause between two bursts of a sender that paces
	TimerGuest                   // a timer of a stack that cannot be looked into
	TimerFallback                // the delay before the next address of a name is tried too

	NumWhere int = iota
)

var whereNames = [NumWhere]string{
	Instant: "instant", Propagation: "propagation", Serialisation: "serialisation", Queue: "queue",
	Jitter: "jitter", Host: "host", TimerDelayedAck: "delayed-ack timer",
	TimerRetransmit: "retransmission timer", TimerProbe: "probe timer", TimerPersist: "persist timer",
	TimerOverride: "override timer", TimerKeepAlive: "keep-alive timer", TimerTimeWait: "time-wait timer",
	TimerUser: "give-up timer", TimerName: "name-retry timer", TimerIdle: "idle timer",
	TimerCork: "cork timer", TimerReorder: "reordering timer", TimerPacing: "pacing timer",
	TimerGuest:    "gvisor's timer",
	TimerFallback: "fallback timer",
}

// String is the name that reports print and JSON keys carry.
func (w Where) String() string { return whereNames[w] }

// Names lists the rules of the set in their order.
func (s Set) Names() []string {
	var names []string
	for w := range NumWhy {
		if s.has(Why(w)) {
			names = append(names, Why(w).String())
		}
	}
	return names
}
