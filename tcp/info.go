package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Info is a snapshot of a connection (TCP_INFO). Sizes are bytes and counts are
// segments; the name that Linux has for a field stands behind it.
type Info struct {
	State   State     // tcpi_state
	Phase   Phase     // tcpi_ca_state
	Options InfoFlags // tcpi_options

	Una, Nxt     int64      // SND.UNA and SND.NXT as offsets; 1 is the first byte
	Window       int64      // SND.WND, tcpi_snd_wnd
	Cwnd         int64      // tcpi_snd_cwnd, there in segments
	Threshold    int64      // tcpi_snd_ssthresh; 1<<40 or more is none
	InFlight     int64      // bytes on their way
	MSS          int64      // tcpi_snd_mss
	AdvMSS       int64      // tcpi_advmss
	PMTU         int64      // tcpi_pmtu, of IPv4: a connection does not know what carries it
	SRTT, RTTVar vtime.Time // tcpi_rtt, tcpi_rttvar
	RTO, MinRTT  vtime.Time // tcpi_rto, tcpi_min_rtt
	Backoff      int        // tcpi_backoff: doublings of the timeout in force
	Retransmits  int64      // tcpi_retransmits: expiries of the timer since something was acknowledged
	Probes       int64      // tcpi_probes: zero-window and keep-alive probes without an answer
	Unacked      int64      // tcpi_unacked
	Sacked       int64      // tcpi_sacked: those that are selectively acknowledged
	Lost         int64      // tcpi_lost
	Retrans      int64      // tcpi_retrans: copies on their way
	Reordering   int64      // tcpi_reordering
	SndScale     uint8      // tcpi_snd_wscale
	RcvScale     uint8      // tcpi_rcv_wscale
	NotSent      int64      // tcpi_notsent_bytes
	BytesAcked   int64      // tcpi_bytes_acked
	BytesSent    int64      // tcpi_bytes_sent
	BytesRetrans int64      // tcpi_bytes_retrans
	TotalRetrans int64      // tcpi_total_retrans
	Delivered    int64      // tcpi_delivered
	DeliveredCE  int64      // tcpi_delivered_ce
	DeliveredECN [4]int64   // tcpi_delivered_e1_bytes, _e0_bytes, _ce_bytes: bytes by codepoint, by accurate ECN
	DSACKs       int64      // tcpi_dsack_dups
	ReordSeen    int64      // tcpi_reord_seen
	DeliveryRate int64      // tcpi_delivery_rate in bytes per second; 0 until more than a few segments were on their way
	PacingRate   int64      // tcpi_pacing_rate in bytes per second; 0: none yet
	RateLimited  bool       // tcpi_delivery_rate_app_limited: by the application

	RcvNxt        int64      // RCV.NXT as an offset
	RcvWindow     int64      // bytes that the peer may still send
	Unread        int64      // bytes that the application has not read
	RcvMSS        int64      // tcpi_rcv_mss
	RcvThreshold  int64      // tcpi_rcv_ssthresh: how far the window may open
	RcvRTT        vtime.Time // tcpi_rcv_rtt
	RcvSpace      int64      // tcpi_rcv_space: bytes that the application took in a round trip
	ATO           vtime.Time // tcpi_ato: present delay of acknowledgements
	BytesReceived int64      // tcpi_bytes_received
	ReceivedCE    int64      // tcpi_received_ce: segments with a congestion mark, where ECN is accurate
	ReceivedECN   [4]int64   // tcpi_received_e1_bytes, _e0_bytes, _ce_bytes
	OutOfOrder    int64      // tcpi_rcv_ooopack: segments with data that came behind a hole
	BeyondWindow  int64      // segments with data that were dropped since they reached beyond the window
	AtClosed      int64      // or since it had been closed (Linux TCPZeroWindowDrop)
	Refused       int64      // or since there was no memory for them (Linux TCPRcvQDrop)
	Challenges    int64      // challenge ACKs (RFC 5961; Linux TCPChallengeACK)

	SegsIn, SegsOut         int64 // tcpi_segs_in, tcpi_segs_out
	DataSegsIn, DataSegsOut int64 // tcpi_data_segs_in, tcpi_data_segs_out

	SinceDataSent     vtime.Time // tcpi_last_data_sent
	SinceDataReceived vtime.Time // tcpi_last_data_recv
	SinceAckReceived  vtime.Time // tcpi_last_ack_recv

	Busy          vtime.Time // tcpi_busy_time: something was written and not acknowledged
	WindowLimited vtime.Time // tcpi_rwnd_limited: of this, held by the receiver's window
	BufferLimited vtime.Time // tcpi_sndbuf_limited: of this, for want of a larger send buffer
}

// InfoFlags says which options are in use, with the bits of Linux.
type InfoFlags uint8

// The options.
const (
	InfoTimestamps InfoFlags = 1 << iota
	InfoSACK
	InfoScale
	InfoECN
	InfoECNSeen
	InfoSYNData // the data of a SYN was taken (RFC 7413)
)

// tally is what a connection counts once there is more to it than a handshake, in numbers
// of the size that Linux has: what every segment counts, which fills a line.
type tally struct {
	begun                   bool
	watch                   watch  // runs
	challenged              uint16 // challenge ACKs, as far as they can be counted
	segsIn, segsOut         uint32
	dataSegsIn, dataSegsOut uint32
	delivered               uint32
	strays                  uint32     // segments with data behind a hole
	again                   uint32     // segments that were sent again
	dataIn, ackIn           vtime.Time // when data and an acknowledgement last came
	bytesSent, bytesAgain   int64
}

// asides is what few segments count, and how long the stopwatches have run.
type asides struct {
	since                   vtime.Time // the watch that runs has, if it is not that of idleness
	spent                   [numWatches]vtime.Time
	answersFrom             vtime.Time // start of the interval that answers count in
	answers                 int32      // to what is invalid, as far as they are limited
	beyond, closed, refused int32      // segments with data beyond the window, at a closed one, without memory for them
}

// watch is a stopwatch of TCP_INFO. One runs at a time.
type watch uint8

const (
	watchIdle   watch = iota
	watchBusy         // something is not acknowledged
	watchWindow       // and held by the receiver's window
	watchBuffer       // all has left, the writer is blocked and the window has room
	numWatches
)

// tallies returns the tally, which begins when the handshake is over: one segment
// came, and the active opener sent two.
func (c *Conn) tallies() *tally {
	if !c.tally.begun {
		c.newTally()
	}
	return &c.tally
}

func (c *Conn) newTally() {
	c.tally = tally{begun: true, segsIn: 1, dataIn: c.snd.lastAt, ackIn: c.snd.lastAt}
	if !c.passive {
		c.tally.segsOut = 2 + uint32(c.snd.synLost)
	}
}

// aside returns what few segments count, which is made when it is first needed.
func (c *Conn) aside() *asides {
	c.tallies()
	if c.asides == nil {
		c.asides = &asides{}
	}
	return c.asides
}

// beginTally ends what was counted during the handshake: of the connection that is
// there now it says nothing. One that has sent data already goes on counting.
func (c *Conn) beginTally(now vtime.Time) {
	if c.snd.lastAt < 0 {
		c.snd.lastAt, c.tally, c.asides = now, tally{}, nil
	}
}

// countIn takes a segment that arrived into account.
func (c *Conn) countIn(now vtime.Time, g *Segment) {
	if !c.state.synchronized() || c.state == TimeWait {
		return
	}
	c.tallies().countIn(now, g)
}

func (t *tally) countIn(now vtime.Time, g *Segment) {
	t.segsIn++
	if g.Flags.Has(ACK) {
		t.ackIn = now
	}
	if g.Payload.Len > 0 {
		t.dataSegsIn++
		t.dataIn = now
	}
}

// countOut takes a segment that leaves into account.
func (c *Conn) countOut(now vtime.Time, out *Outgoing) {
	n := int64(out.Segment.Payload.Len)
	if !c.tally.begun && (n == 0 && out.Copy == 0 || !c.state.synchronized()) {
		return
	}
	t := c.tallies()
	t.segsOut++
	if n > 0 {
		t.dataSegsOut++
		t.bytesSent += n
	}
	if out.Copy > 1 {
		t.again++
		t.bytesAgain += n
	}
}

// run starts another stopwatch. That of idleness need not be read.
func (c *Conn) run(now vtime.Time, w watch) {
	if t := &c.tally; w != t.watch {
		a := c.aside()
		a.spent[t.watch] += now - a.since
		t.watch, a.since = w, now
	}
}

// watched returns what a stopwatch says.
func (a *asides) watched(now vtime.Time, w, runs watch) vtime.Time {
	if w == runs {
		return a.spent[w] + now - a.since
	}
	return a.spent[w]
}

// clockIn has the stopwatch run that says what binds, once nothing more may leave
// (Linux tcp_chrono_start).
func (c *Conn) clockIn(now vtime.Time, window bool) {
	s, t := &c.snd, &c.tally
	if !t.begun {
		return
	}
	w := watchBusy
	switch {
	case s.una >= s.nxt && s.buf.end <= s.nxt:
		w = watchIdle
	case s.blocked && s.buf.end <= s.nxt && (t.watch == watchBuffer || !c.windowLimits()):
		w = watchBuffer
	case window:
		w = watchWindow
	}
	c.run(now, w)
}

// Info returns a snapshot. Now is what the times until now are measured to.
func (c *Conn) Info(now vtime.Time) Info {
	s := &c.snd
	i := Info{
		State: c.state, Phase: c.phase(), Options: c.infoFlags(),
		Una: s.una, Nxt: s.nxt, Window: s.wnd, Cwnd: s.win.Cwnd, Threshold: s.win.Threshold,
		InFlight: s.board.flight, MSS: s.mss, AdvMSS: int64(c.rcv.mss), PMTU: c.carried() + 40,
		SRTT: s.rtt.srtt(), RTTVar: s.rtt.var4 / 4, RTO: s.rtt.rto(c.cfg), MinRTT: s.rtt.least.rtt,
		Backoff: int(s.rtt.backoff), Retransmits: int64(s.retries), Probes: int64(c.unprobed) + int64(c.unseen),
		Unacked: int64(s.board.n), Reordering: c.cfg.DupThreshold, SndScale: s.scale, RcvScale: c.rcv.scale,
		NotSent: s.buf.end - max(s.nxt, 1), BytesAcked: max(s.una-1, 0),
		RcvNxt: c.rcv.nxt, RcvWindow: c.rcv.window(), Unread: c.rcv.queue.len,
		RcvMSS: c.rcv.largest, ATO: c.ack.ato, BytesReceived: max(c.rcv.nxt-1, 0),
	}
	if i.NotSent < 0 {
		i.NotSent = 0 // the FIN
	}
	i.Sacked, i.Lost, i.Retrans = s.sackedOut(), int64(s.board.lost), int64(s.board.again)
	if m := s.mend; m != nil {
		i.Reordering, i.ReordSeen, i.DSACKs = int64(m.reordering), int64(m.reordered), int64(m.duplicates)
	}
	i.DeliveryRate, i.RateLimited = c.deliveryRate()
	i.PacingRate = c.pacingRate()
	i.RcvThreshold = c.rcv.window()
	if t := c.rcv.tune; t != nil {
		i.RcvThreshold, i.RcvRTT, i.RcvSpace = t.threshold, t.rtt, t.space
	}
	c.tallied(now, &i)
	return i
}

func (c *Conn) infoFlags() InfoFlags {
	var f InfoFlags
	for _, o := range [...]struct {
		on  bool
		bit InfoFlags
	}{
		{c.stamps, InfoTimestamps}, {c.snd.selective, InfoSACK}, {c.scaling, InfoScale}, {c.ecn != nil, InfoECN},
		{c.fast() != nil && c.fast().taken, InfoSYNData},
	} {
		if o.on {
			f |= o.bit
		}
	}
	return f
}

// tallied fills in what is counted.
func (c *Conn) tallied(now vtime.Time, i *Info) {
	if c.snd.lastAt >= 0 {
		i.SinceDataSent = now - c.snd.lastAt
		i.SinceDataReceived, i.SinceAckReceived = i.SinceDataSent, i.SinceDataSent // until there is a tally
	}
	if c.state.synchronized() {
		i.Delivered = 1 // the SYN
	}
	t := &c.tally
	if !t.begun {
		return
	}
	i.Delivered += int64(t.delivered)
	i.SegsIn, i.SegsOut = int64(t.segsIn), int64(t.segsOut)
	i.DataSegsIn, i.DataSegsOut = int64(t.dataSegsIn), int64(t.dataSegsOut)
	i.BytesSent, i.BytesRetrans, i.TotalRetrans = t.bytesSent, t.bytesAgain, int64(t.again)
	i.OutOfOrder, i.Challenges = int64(t.strays), int64(t.challenged)
	i.SinceDataReceived, i.SinceAckReceived = now-t.dataIn, now-t.ackIn
	if a := c.asides; a != nil {
		i.BeyondWindow, i.AtClosed, i.Refused = int64(a.beyond), int64(a.closed), int64(a.refused)
		i.WindowLimited, i.BufferLimited = a.watched(now, watchWindow, t.watch), a.watched(now, watchBuffer, t.watch)
		i.Busy = a.watched(now, watchBusy, t.watch) + i.WindowLimited + i.BufferLimited
	}
	if c.ecn != nil {
		i.DeliveredCE = c.ecn.deliveredCE
	}
	if a := c.accurate(); a != nil {
		i.ReceivedCE, i.ReceivedECN, i.DeliveredECN = a.marks, a.received, a.option.delivered
	}
}
