package tcp

import (
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
)

const (
	maxBytes = int64(1) << 30
	maxTime  = int64(365 * 24 * 60 * vtime.Minute)
	maxCount = int64(1) << 20
)

// Table lists the knobs of a connection in the order in which reports print them.
func Table() knob.Table[Config] {
	t := windowKnobs()
	t = append(t, timestampKnobs()...)
	t = append(t, lossKnobs()...)
	t = append(t, patienceKnobs()...)
	t = append(t, delayKnobs()...)
	t = append(t, ecnKnobs()...)
	return append(t, lifeKnobs()...)
}

type (
	cfg = Config
	tm  = vtime.Time
)

func windowKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Of("mss", knob.Bytes, 64, 65495, func(c *cfg) *int64 { return &c.MSS },
			"largest segment that is announced and sent; the interface's MTU less 40 bounds it (RFC 9293 section 3.7.1)"),
		knob.Of("default_mss", knob.Bytes, 64, 65495, func(c *cfg) *int64 { return &c.DefaultMSS },
			"segment size towards a peer that announces none (RFC 9293 section 3.7.1: 536)"),
		knob.Of("send_buffer", knob.Bytes, 1, maxBytes, func(c *cfg) *int64 { return &c.SendBuffer },
			"bytes that a writer can be ahead of the acknowledgements"),
		knob.Of("send_buffer_max", knob.Bytes, 1, maxBytes, func(c *cfg) *int64 { return &c.SendBufferMax },
			"how large the send buffer may grow by itself"),
		knob.Switch("send_autotuning", func(c *cfg) *bool { return &c.SendTuning },
			"the send buffer grows to twice the congestion window (Linux tcp_sndbuf_expand)"),
		knob.Of("receive_buffer", knob.Bytes, 1, maxBytes, func(c *cfg) *int64 { return &c.ReceiveBuffer },
			"bytes that can arrive before the reader; bounds the advertised window"),
		knob.Of("receive_buffer_max", knob.Bytes, 1, maxBytes, func(c *cfg) *int64 { return &c.ReceiveBufferMax },
			"how large the receive buffer may grow by itself; decides the window scale (RFC 7323 section 2.3)"),
		knob.Switch("receive_autotuning", func(c *cfg) *bool { return &c.ReceiveTuning },
			"the receive buffer grows to twice what the application reads in a round trip (Linux tcp_moderate_rcvbuf)"),
		knob.Among("buffer_counts", []string{"bytes", "memory"}, func(c *cfg) *BufferUnit { return &c.BufferUnit },
			"what buffers count: bytes of data, or the memory that segments take; then the window opens step by step (Linux)"),
		knob.Of("send_low_water", knob.Bytes, 1, maxBytes, func(c *cfg) *int64 { return &c.SendLowWater },
			"free bytes in the send buffer that wake a blocked writer; where buffer_counts is memory it is a third"),
		knob.Of("unsent_low_water", knob.Bytes, 0, maxBytes, func(c *cfg) *int64 { return &c.UnsentLowWater },
			"written bytes that have not left at which a writer waits, until there are half as many "+
				"(Linux tcp_notsent_lowat); 0: no limit but the buffer"),
		knob.Switch("window_scaling", func(c *cfg) *bool { return &c.WindowScaling },
			"offer and accept window scaling (RFC 7323 section 2)"),
		knob.Of("window_clamp", knob.Bytes, 0, maxBytes, func(c *cfg) *int64 { return &c.WindowClamp },
			"largest window that is offered at first (TCP_WINDOW_CLAMP): a buffer that grows replaces it, and where buffers "+
				"count memory what the first full segment takes does (Linux); 0: what the buffer allows"),
		knob.Of("initial_receive_window", knob.Segments, 0, maxCount, func(c *cfg) *int64 { return &c.InitialReceiveWindow },
			"largest receive window at the start (Linux initrwnd); 0: what the buffer allows"),
		knob.Of("initial_window", knob.Segments, 1, maxCount, func(c *cfg) *int64 { return &c.InitialWindow },
			"initial congestion window where initial_window_rule is segments"),
		knob.Among("initial_window_rule", []string{"segments", "rfc5681", "rfc6928"},
			func(c *cfg) *WindowRule { return &c.InitialRule }, "how the initial congestion window is computed"),
		knob.Of("initial_ssthresh", knob.Bytes, 0, maxBytes*64, func(c *cfg) *int64 { return &c.InitialThreshold },
			"initial slow-start threshold; 0 means none (RFC 5681 section 3.1: arbitrarily high)"),
		knob.Among("congestion", algorithmNames(), func(c *cfg) *AlgorithmID { return &c.Congestion },
			"congestion control algorithm; a socket can choose its own (TCP_CONGESTION)"),
		knob.Among("cwnd_counts", []string{"bytes", "segments"}, func(c *cfg) *CwndUnit { return &c.CwndUnit },
			"what the congestion window counts: bytes, or segments of whatever size (Linux)"),
		knob.Among("loss_reduces", []string{"flight", "window"}, func(c *cfg) *LossBase { return &c.LossBase },
			"what a loss reduces: the data in flight (RFC 5681 section 3.1) or the congestion window (Linux)"),
		knob.Among("cubic", []string{"rfc9438", "linux"}, func(c *cfg) *CubicRule { return &c.CubicRule },
			"how CUBIC is computed: in bytes (RFC 9438), or in segments and clock ticks (Linux)"),
		knob.Among("hystart", []string{"off", "linux", "rfc9406"}, func(c *cfg) *HyStartMode { return &c.HyStart },
			"how slow start ends before it overflows a queue (linux: CUBIC's HyStart; rfc9406: HyStart++)"),
		knob.Among("idle_restart", []string{"keep", "restart", "halve", "validate"},
			func(c *cfg) *IdleRule { return &c.IdleRule }, "congestion window after a pause of one RTO (RFC 5681 section 4.1); "+
				"validate: kept for 5 min, but what is not used of it grows no more and is lost with a loss (RFC 7661)"),
		knob.Of("byte_counting", knob.Segments, 0, maxCount, func(c *cfg) *int64 { return &c.ByteCounting },
			"slow start grows by the acknowledged bytes, at most this many segments for each ACK (RFC 3465); 0 counts ACKs"),
		knob.Switch("grow_only_if_full", func(c *cfg) *bool { return &c.GrowOnlyIfFull },
			"the congestion window grows only while it is what limits the sender (RFC 7661 section 4.3, Linux)"),
	}
}

func timestampKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Switch("timestamps", func(c *cfg) *bool { return &c.Timestamps },
			"offer and accept the timestamps option (RFC 7323 section 3)"),
		knob.Of("timestamp_clock", knob.Duration, int64(vtime.Microsecond), int64(vtime.Second),
			func(c *cfg) *tm { return &c.TimestampClock }, "tick of the timestamp clock (RFC 7323 section 5.4: 1 ms to 1 s)"),
		knob.Switch("timestamp_offset", func(c *cfg) *bool { return &c.TimestampOffset },
			"the clock that a peer sees starts at an offset of its own (RFC 7323 section 7.1)"),
		knob.Among("timestamp_rtt", []string{"never", "fallback", "always"},
			func(c *cfg) *TimestampRTT { return &c.TimestampRTT },
			"when an echoed timestamp measures the round trip (RFC 7323 section 4; fallback: Linux)"),
		knob.Switch("timestamps_required", func(c *cfg) *bool { return &c.TimestampsRequired },
			"drop segments without the option once it was agreed on (RFC 7323 section 3.2)"),
		knob.Switch("timestamp_echo_checked", func(c *cfg) *bool { return &c.TimestampEchoChecked },
			"a SYN-ACK that echoes what no SYN carried is answered with a reset (Linux)"),
		knob.Among("paws", []string{"off", "standard", "lenient"}, func(c *cfg) *PAWSMode { return &c.PAWS },
			"which old timestamps make a segment unacceptable (RFC 7323 section 5.3; lenient: Linux)"),
		knob.Of("paws_idle", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.PAWSIdle },
			"idle time after which the last timestamp says nothing any more (RFC 7323 section 5.5: 24 days)"),
	}
}

func lossKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Among("recovery", []string{"timeout", "tahoe", "reno", "newreno", "counted"},
			func(c *cfg) *RecoveryMode { return &c.Recovery }, "loss repair besides the timer where the peer does not "+
				"speak SACK (RFC 5681 section 3.2, RFC 6582; counted: Linux); timeout is for all peers"),
		knob.Switch("sack", func(c *cfg) *bool { return &c.SACK },
			"offer, accept and use selective acknowledgements (RFC 2018)"),
		knob.Switch("dsack", func(c *cfg) *bool { return &c.DuplicateSACK },
			"tell with selective acknowledgements what has come twice (RFC 2883)"),
		knob.Switch("rack", func(c *cfg) *bool { return &c.RACK },
			"find losses by time where the peer speaks SACK (RFC 8985; since 6.17 Linux knows nothing else), not by counting "+
				"what overtook (RFC 6675)"),
		knob.Of("max_reordering", knob.Segments, 1, maxCount, func(c *cfg) *int64 { return &c.MaxReordering },
			"how far dup_threshold grows with the reordering that is seen (Linux tcp_max_reordering: 300)"),
		knob.Switch("early_retransmit", func(c *cfg) *bool { return &c.EarlyRetransmit },
			"with few segments out and nothing new to send, fewer duplicate ACKs start fast retransmit (RFC 5827)"),
		knob.Switch("last_resort", func(c *cfg) *bool { return &c.LastResort },
			"where rack is off: if nothing else can leave during a repair, what is not known to be lost goes again, "+
				"at last the end, once (RFC 6675 section 4, rules 3 and 4)"),
		knob.Of("renege_delay", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.RenegeDelay },
			"least wait, else half a round trip, for a peer that takes SACKs back (Linux: 10 ms); 0 repairs at once (RFC 2018 section 8)"),
		knob.Switch("tlp", func(c *cfg) *bool { return &c.TLP },
			"send a tail loss probe after two round trips without an ACK (RFC 8985 section 7)"),
		knob.Of("tlp_ack_delay", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.ProbeAckDelay },
			"what a tail loss probe waits longer with a single segment out (RFC 8985 section 7.2: 200 ms)"),
		knob.Of("probe_slack", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.ProbeSlack },
			"what the timers of probe and reordering run longer (Linux: 2 ms)"),
		knob.Of("min_rtt_window", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.MinRTTWindow },
			"how long the shortest round trip counts as that (RFC 8985 section 6.2 step 1, Linux tcp_min_rtt_wlen); 0: for ever"),
		knob.Among("prr", []string{"off", "rfc9937", "linux"}, func(c *cfg) *PRRMode { return &c.PRR },
			"how the congestion window comes down in recovery: at once, or by Proportional Rate Reduction (RFC 9937)"),
		knob.Switch("frto", func(c *cfg) *bool { return &c.FRTO },
			"detect spurious timeouts by new data after the first copy (RFC 5682)"),
		knob.Switch("undo", func(c *cfg) *bool { return &c.Undo },
			"undo reductions that were for nothing, by timestamps and D-SACKs (RFC 4015, RFC 3522, RFC 3708)"),
		knob.Of("dup_threshold", knob.Count, 1, 255, func(c *cfg) *int64 { return &c.DupThreshold },
			"duplicate ACKs that start fast retransmit (RFC 5681 section 3.2: 3)"),
		knob.Switch("limited_transmit", func(c *cfg) *bool { return &c.LimitedTransmit },
			"new data on the first two duplicate ACKs (RFC 3042)"),
	}
}

func patienceKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Of("rto_initial", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.RTOInitial },
			"retransmission timeout before the first sample (RFC 6298 section 2.1: 1 s)"),
		knob.Of("rto_min", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.RTOMin },
			"lower bound of the retransmission timeout (RFC 6298 section 2.4: 1 s)"),
		knob.Of("rto_max", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.RTOMax },
			"upper bound of the retransmission timeout (RFC 6298 section 2.5: at least 60 s)"),
		knob.Among("rto_min_rule", []string{"total", "variance", "added"}, func(c *cfg) *MinimumRule { return &c.RTOMinRule },
			"whether rto_min bounds the timeout, or its variance term (Linux: that falls slowly, and timeouts are whole "+
				"ticks of clock_granularity), or comes on top (FreeBSD)"),
		knob.Of("rto_after_syn_loss", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.RTOAfterSYNLoss },
			"least timeout for data if the SYN had to be sent again and gave no sample (RFC 6298 section 5.7: 3 s)"),
		knob.Of("clock_granularity", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.ClockGranularity },
			"G of RFC 6298 section 2"),
		knob.Switch("rtt_sample_per_ack", func(c *cfg) *bool { return &c.SamplePerAck },
			"a round-trip sample from every ACK instead of one segment per round trip (RFC 6298 section 3)"),
		knob.Of("retries", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.Retries },
			"retransmissions by timer before giving up (R2 of RFC 9293 section 3.8.3)"),
		knob.Among("retries_rule", []string{"count", "time"}, func(c *cfg) *RetriesRule { return &c.RetriesRule },
			"whether retries are counted, or last as long as so many would from rto_min on (Linux)"),
		knob.Switch("thin_linear_timeouts", func(c *cfg) *bool { return &c.ThinLinear },
			"with fewer than four segments out the first six timeouts do not double (Linux tcp_thin_linear_timeouts)"),
		knob.Of("orphan_retries", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.OrphanRetries },
			"retries of a connection that was closed (Linux tcp_orphan_retries); 0: as any other"),
		knob.Of("syn_retries", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.SYNRetries },
			"retransmissions of a SYN before giving up, besides the linear ones"),
		knob.Of("synack_retries", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.SYNAckRetries },
			"retransmissions of a SYN-ACK before giving up"),
		knob.Of("syn_linear_timeouts", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.SYNLinear },
			"SYN retransmissions before the timeout begins to double (Linux tcp_syn_linear_timeouts)"),
		knob.Of("user_timeout", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.GiveUp },
			"give up when data or a SYN stays unacknowledged this long (RFC 9293 section 3.9.1.1); 0 leaves it to retries"),
		knob.Of("syn_timeout", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.SYNTimeout },
			"give up an attempt to connect after this long (FreeBSD keepinit); 0 leaves it to syn_retries"),
		knob.Among("user_timeout_rule", []string{"sent", "retried"},
			func(c *cfg) *UserTimeoutRule { return &c.UserTimeoutRule },
			"whether user_timeout runs from when data was sent, or from when it was sent again or a window probed (Linux)"),
		knob.Among("user_timeout_option", []string{"off", "tells", "agrees"},
			func(c *cfg) *UserTimeoutOption { return &c.UserTimeoutOption }, "whether the peer is told of user_timeout, "+
				"and whether what it says makes the own one longer, to 100 s at least and an hour at most (RFC 5482)"),
	}
}

func delayKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Among("nagle", []string{"off", "classic", "minshall"}, func(c *cfg) *NagleMode { return &c.Nagle },
			"when a small segment waits for earlier data (RFC 9293 section 3.7.4)"),
		knob.Among("option_order", []string{"linux", "bsd"}, func(c *cfg) *OptionOrder { return &c.OptionOrder },
			"order of the options of a SYN: the scale of the window last, or behind the MSS"),
		knob.Among("window_edge", []string{"segments", "always"}, func(c *cfg) *EdgeRule { return &c.WindowEdge },
			"when the advertised window moves on: by a segment or half the buffer (RFC 9293 section 3.8.6.2.2), or always (FreeBSD)"),
		knob.Switch("window_shrinks", func(c *cfg) *bool { return &c.WindowShrinks },
			"a receiver that counts memory offers less than before when it has less (RFC 9293 section 3.8.6 warns of it; "+
				"Linux tcp_shrink_window)"),
		knob.Among("urgent_pointer", []string{"behind", "last"}, func(c *cfg) *UrgentRule { return &c.UrgentPointer },
			"where the urgent pointer points: behind the urgent data (RFC 9293 section 3.8.5), or to its last byte "+
				"(RFC 1122 section 4.2.2.4)"),
		knob.Switch("repeats_joined", func(c *cfg) *bool { return &c.RepeatsJoined },
			"small segments that are sent again are joined to larger ones (RFC 9293 section 3.8.1; Linux tcp_retrans_collapse)"),
		knob.Of("burst_segments", knob.Segments, 1, 64, func(c *cfg) *int64 { return &c.BurstSegments },
			"segments that are handed to the network card as one, the last of which carries PSH (Linux tcp_min_tso_segs)"),
		knob.Of("burst_share", knob.Count, 0, 1000, func(c *cfg) *int64 { return &c.BurstShare },
			"where there are bursts: which part of the window is enough not to wait for a longer one "+
				"(Linux tcp_tso_win_divisor); 0: none"),
		knob.Switch("pacing", func(c *cfg) *bool { return &c.Pacing },
			"spread departures over the round trip (Linux with the queue discipline fq); BBR does so whatever this says"),
		knob.Of("pacing_ss_ratio", knob.Count, 1, 1000, func(c *cfg) *int64 { return &c.PacingSlowStart },
			"percent of the window that a round trip is paced for below half of the slow-start threshold (Linux: 200)"),
		knob.Of("pacing_ca_ratio", knob.Count, 1, 1000, func(c *cfg) *int64 { return &c.PacingAvoidance },
			"percent of the window that a round trip is paced for otherwise (Linux: 120)"),
		knob.Of("max_pacing_rate", knob.Bytes, 0, maxBytes*64, func(c *cfg) *int64 { return &c.MaxPacingRate },
			"most bytes per second that leave; they are paced then (SO_MAX_PACING_RATE); 0: no limit"),
		knob.Of("cork_limit", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.CorkLimit },
			"how long TCP_CORK may hold a small segment (Linux: 200 ms); 0 means for ever"),
		knob.Of("override_timeout", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.Override },
			"how long silly-window avoidance may hold a small segment (RFC 9293 section 3.8.6.2.1: 0.1 to 1 s)"),
		knob.Switch("holds_last_rto", func(c *cfg) *bool { return &c.HoldsLastRTO },
			"cork_limit and override_timeout are at least a retransmission timeout (Linux)"),
		knob.Among("ack_policy", []string{"standard", "interactive"}, func(c *cfg) *AckPolicy { return &c.AckPolicy },
			"when acknowledgements are delayed (interactive: Linux)"),
		knob.Of("delayed_ack", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.DelayedAck },
			"how long an acknowledgement may wait; 0 acknowledges every segment (RFC 9293 section 3.8.6.3: below 0.5 s)"),
		knob.Of("delayed_ack_max", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.DelayedAckMax },
			"how long one may wait at most, however it adapts (TCP_DELACK_MAX_US); where ack_policy is interactive it is "+
				"less than rto_min as well (Linux)"),
		knob.Switch("ack_ticks", func(c *cfg) *bool { return &c.AckTicks },
			"delayed acknowledgements leave when a clock ticks, at multiples of delayed_ack, and so wait for less (4.4BSD tcp_fasttimo)"),
		knob.Of("ack_every", knob.Segments, 1, 255, func(c *cfg) *int64 { return &c.AckEvery },
			"full-sized segments that are acknowledged at once (RFC 5681 section 4.2: 2)"),
		knob.Of("quick_acks", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.QuickAcks },
			"acknowledgements at the start of a connection that are not delayed (Linux: 16)"),
		knob.Of("pingpong", knob.Count, 1, 255, func(c *cfg) *int64 { return &c.Pingpong },
			"answers in a row that make a conversation, whose acknowledgements ride on data (Linux tcp_pingpong_thresh)"),
		knob.Of("sack_compression", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.SACKCompression },
			"how long what only adds to what was said of a hole waits for more (Linux tcp_comp_sack_delay_ns: 1 ms); "+
				"0: at once (RFC 5681 section 4.2)"),
		knob.Of("sack_compression_rtt", knob.Count, 1, 100, func(c *cfg) *int64 { return &c.SACKShare },
			"and at most so many percent of a round trip (Linux: 5, since 6.19 tcp_comp_sack_rtt_percent)"),
		knob.Of("sack_held", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.SACKHeld },
			"acknowledgements that sack_compression holds at most (Linux tcp_comp_sack_nr: 44)"),
		knob.Among("zero_window_probe", []string{"byte", "empty"}, func(c *cfg) *ProbeKind { return &c.ZeroProbe },
			"what a zero-window probe carries (RFC 9293 section 3.8.6.1); empty ones are spaced from the last answer (Linux)"),
		knob.Of("probe_min", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.ProbeMin },
			"lower bound of the probe interval, which starts at the RTO"),
		knob.Of("probe_max", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.ProbeMax },
			"upper bound of the probe interval"),
	}
}

func ecnKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Among("ecn", []string{"off", "on", "accept", "accurate", "accurate_accept_ask_classic", "accurate_accept"},
			func(c *cfg) *ECNMode { return &c.ECN },
			"explicit congestion notification: never; asked for and agreed to, or agreed to if the peer asks (RFC 3168); the "+
				"accurate one (RFC 9768) is asked for, the classic one is, or none is, and whichever the peer asks for is "+
				"agreed to (Linux tcp_ecn)"),
		knob.Switch("ecn_fallback", func(c *cfg) *bool { return &c.ECNFallback },
			"a SYN that is sent again no longer asks for ECN (RFC 3168 section 6.1.1.1), for the accurate one the second time, "+
				"and flags that have changed on the way end the use of it"),
		knob.Among("ecn_echo", []string{"until_cwr", "each"}, func(c *cfg) *EchoRule { return &c.ECNEcho },
			"whether acknowledgements tell that a mark has come (RFC 3168 section 6.1.3) or which segments had one "+
				"(DCTCP, RFC 8257 section 3.2)"),
		knob.Among("accurate_option", []string{"never", "sparingly", "always"},
			func(c *cfg) *AccurateOptionUse { return &c.AccurateOption },
			"which segments carry the byte counters of accurate ECN: none, some, or all that have room for them "+
				"(RFC 9768 section 3.2.3.3, Linux tcp_ecn_option)"),
		knob.Of("accurate_beacon", knob.Count, 0, 1000, func(c *cfg) *int64 { return &c.AccurateBeacon },
			"how often in a round trip they do at least where that is sparingly (Linux tcp_ecn_option_beacon)"),
		knob.Switch("abe", func(c *cfg) *bool { return &c.ABE },
			"a mark brings the window down by less than a loss: to 80% (RFC 8511, an experiment)"),
	}
}

func lifeKnobs() knob.Table[Config] {
	return knob.Table[Config]{
		knob.Of("time_wait", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.TimeWait },
			"2MSL: how long the active closer remembers the connection (RFC 9293 section 3.4.2: 4 min)"),
		knob.Of("fin_wait2_timeout", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.FinWait2Limit },
			"how long a connection that nobody holds stays in FIN-WAIT-2 (Linux: 60 s); 0 means for ever"),
		knob.Switch("time_wait_reuse", func(c *cfg) *bool { return &c.ReuseTimeWait },
			"a SYN beyond the old sequence numbers opens a new connection on a pair in TIME-WAIT "+
				"(RFC 6191, RFC 9293 section 3.6.1)"),
		knob.Switch("time_wait_ignores_rst", func(c *cfg) *bool { return &c.KeepTimeWait },
			"a reset does not end TIME-WAIT (RFC 1337 fix F1)"),
		knob.Switch("reset_if_unread", func(c *cfg) *bool { return &c.ResetUnread },
			"closing with unread data, or data after the close, resets the connection "+
				"(RFC 9293 section 3.6.1, RFC 2525 section 2.17)"),
		knob.Among("shut_read", []string{"discards", "keeps"}, func(c *cfg) *ShutReadRule { return &c.ShutRead },
			"what becomes of data when the read side is shut down: none can be read any more (BSD), or what is there and "+
				"what comes can still be read, until the write side is closed too, and then new data resets (Linux)"),
		knob.Switch("icmp_ends_connect", func(c *cfg) *bool { return &c.SoftEndsConnect },
			"an unreachable network or host ends an attempt to connect (RFC 5461 section 4.1), or to be connected to; "+
				"else it is remembered (RFC 9293 section 3.9.2.2)"),
		knob.Switch("strict_resets", func(c *cfg) *bool { return &c.StrictResets },
			"only an exact RST resets; others in the window get a challenge ACK (RFC 5961 section 3)"),
		knob.Switch("strict_syns", func(c *cfg) *bool { return &c.StrictSYNs },
			"a SYN in the window gets a challenge ACK and does not reset (RFC 5961 section 4)"),
		knob.Among("reset_error", []string{"standard", "linux", "always"}, func(c *cfg) *ResetRule { return &c.ResetError },
			"what a program learns of a reset: nothing if both ends have sent a FIN (RFC 9293 section 3.10.7.4), EPIPE "+
				"after the peer's (Linux), or always ECONNRESET (FreeBSD)"),
		knob.Switch("reset_window", func(c *cfg) *bool { return &c.ResetWindow },
			"a reset that ends a connection from here says the window, as any segment; else it says 0 (FreeBSD)"),
		knob.Among("handshakes", []string{"standard", "syncache", "linux"}, func(c *cfg) *HandshakeRule { return &c.Handshakes },
			"whether a listener's connection is in SYN-RECEIVED until the last ACK, an entry of a table (FreeBSD), or the first, and a SYN that crosses another offers all again (Linux)"),
		knob.Among("time_wait_answers", []string{"standard", "simple"}, func(c *cfg) *TimeWaitRule { return &c.TimeWaitAnswers },
			"what is acknowledged in TIME-WAIT: what any connection would, or all but a bare ACK with the last numbers (FreeBSD)"),
		knob.Switch("more_resets", func(c *cfg) *bool { return &c.MoreResets },
			"besides the exact ones, a RST at the peer's FIN or behind all that has arrived resets; a SYN before the "+
				"handshake is done is reset (Linux tcp_reset_check, tcp_check_req)"),
		knob.Among("sequence_check", []string{"standard", "linux", "bsd"},
			func(c *cfg) *SequenceRule { return &c.SequenceCheck }, "which segments are acceptable: what lies in the "+
				"window, cut to it (RFC 9293 section 3.10.7.4), whole segments (Linux tcp_sequence, tcp_data_queue), or cut, but data that nobody reads resets whatever it acknowledges (FreeBSD)"),
		knob.Switch("unsent_ack_answered", func(c *cfg) *bool { return &c.UnsentAckAnswered },
			"an ACK of what was never sent is always acknowledged (RFC 9293 section 3.10.7.4), else as challenges are"),
		knob.Of("invalid_ack_interval", knob.Duration, 0, maxTime, func(c *cfg) *tm { return &c.InvalidAckInterval },
			"least time between two answers to segments without data outside of the window, challenge ACKs included "+
				"(Linux tcp_invalid_ratelimit); 0: no limit but challenge_limit"),
		knob.Of("challenge_limit", knob.Count, 0, maxCount, func(c *cfg) *int64 { return &c.ChallengeLimit },
			"challenge ACKs in each challenge_interval (RFC 5961 section 7: 10 in 5 s)"),
		knob.Of("challenge_interval", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.ChallengeInterval },
			"interval of challenge_limit"),
		knob.Among("mtu_probing", []string{"off", "black_hole", "always"},
			func(c *cfg) *MTUProbing { return &c.MTUProbing },
			"smaller segments when nothing gets through, though no router says so, and then larger ones step by step "+
				"(RFC 4821, RFC 8899 section 4.3, Linux tcp_mtu_probing); always: small ones from the start"),
		knob.Of("mtu_base", knob.Bytes, 48, 65495, func(c *cfg) *int64 { return &c.MTUBase },
			"segment size that mtu_probing falls back to (RFC 4821 section 7.2: 1024)"),
		knob.Of("mtu_floor", knob.Bytes, 48, 65495, func(c *cfg) *int64 { return &c.MTUFloor },
			"least segment size of mtu_probing, which halves as long as nothing gets through"),
		knob.Of("mtu_probe_interval", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.MTUProbeInterval },
			"how long mtu_probing does not try again what got lost (RFC 4821 section 7.3, Linux tcp_probe_interval: 10 min)"),
		knob.Of("mtu_probe_threshold", knob.Bytes, 0, 65495, func(c *cfg) *int64 { return &c.MTUProbeThreshold },
			"how near to what gets lost mtu_probing goes (Linux tcp_probe_threshold: 8)"),
		knob.Of("black_hole_retries", knob.Count, 0, 255, func(c *cfg) *int64 { return &c.BlackHoleRetries },
			"retransmissions by timer that make mtu_probing suspect a black hole (R1 of RFC 9293 section 3.8.3: 3)"),
		knob.Of("keepalive_idle", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.KeepAliveIdle },
			"idle time before the first keep-alive probe (RFC 9293 section 3.8.4: 2 h)"),
		knob.Of("keepalive_interval", knob.Duration, 1, maxTime, func(c *cfg) *tm { return &c.KeepAliveInterval },
			"time between keep-alive probes"),
		knob.Of("keepalive_probes", knob.Count, 1, 255, func(c *cfg) *int64 { return &c.KeepAliveProbes },
			"unanswered keep-alive probes that end the connection"),
	}
}
