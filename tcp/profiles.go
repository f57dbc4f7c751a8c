package tcp

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Setting is the value of one knob in a profile, and where it comes from.
type Setting struct {
	Knob   string
	Value  int64 // in the unit of the knob's kind
	Source string
}

// Profile is a named configuration as data: a value for every knob of Table.
type Profile struct {
	Name, Doc string
	Settings  []Setting
}

// Profiles lists the profiles, the default first.
func Profiles() []Profile {
	return []Profile{
		{"rfc", "what the standards say, and their defaults", rfcSettings},
		{"classic", "a BSD host of the 1990s, as the textbooks describe it", classicSettings},
		{"linux", "a current Linux kernel", linuxSettings},
		{"freebsd", "FreeBSD 14, as far as the knobs of the other profiles go", freebsdSettings},
	}
}

// ProfileSettings returns the settings of a profile by name, nil if there is none.
func ProfileSettings(name string) []Setting {
	for _, p := range Profiles() {
		if p.Name == name {
			return p.Settings
		}
	}
	return nil
}

// ProfileConfig returns the configuration of a profile, which must exist.
func ProfileConfig(profile string) Config {
	var c Config
	table := Table()
	for _, s := range ProfileSettings(profile) {
		k, ok := table.Find(s.Knob)
		if !ok {
			panic(fmt.Sprintf("tcp: profile %s sets %s, which does not exist", profile, s.Knob))
		}
		if err := k.Set(&c, s.Value); err != nil {
			panic(fmt.Sprintf("tcp: profile %s: %v", profile, err))
		}
	}
	return c
}

const (
	ms  = int64(vtime.Millisecond)
	sec = int64(vtime.Second)
	day = 24 * 60 * 60 * sec
	off = 0
	on  = 1
	kib = 1 << 10
	mib = 1 << 20
)

var rfcSettings = []Setting{
	{"mss", 65495, "RFC 9293 section 3.7.1: the interface decides"},
	{"default_mss", 536, "RFC 9293 section 3.7.1"},
	{"send_buffer", mib, "no standard: large enough for 100 Mbit/s over 80 ms"},
	{"send_buffer_max", mib, "as large as at the start"},
	{"send_autotuning", off, "no standard"},
	{"receive_buffer", mib, "no standard: large enough for 100 Mbit/s over 80 ms"},
	{"receive_buffer_max", mib, "as large as at the start"},
	{"receive_autotuning", off, "no standard"},
	{"buffer_counts", int64(BufferBytes), "RFC 9293 section 3.8.6: space in RCV.BUFF"},
	{"send_low_water", 1, "POSIX: writable as soon as a write would not block"},
	{"unsent_low_water", 0, "no standard"},
	{"window_scaling", on, "RFC 7323 section 2"},
	{"window_clamp", 0, "RFC 9293 section 3.8.6: the whole buffer"},
	{"initial_receive_window", 0, "no standard"},
	{"initial_window", 3, "RFC 5681 section 3.1 at an MSS of 1460"},
	{"initial_window_rule", int64(WindowRFC5681), "RFC 5681 section 3.1; RFC 6928 is an experiment"},
	{"initial_ssthresh", 0, "RFC 5681 section 3.1: arbitrarily high"},
	{"congestion", int64(congestionReno), "RFC 5681"},
	{"cwnd_counts", int64(CwndBytes), "RFC 5681 section 2"},
	{"loss_reduces", int64(LossFlight), "RFC 5681 section 3.1 equation 4"},
	{"cubic", int64(CubicRFC9438), "RFC 9438"},
	{"hystart", int64(HyStartOff), "RFC 9406 is for those that want it; RFC 5681 knows none"},
	{"idle_restart", int64(IdleRestart), "RFC 5681 section 4.1"},
	{"byte_counting", 1, "RFC 5681 section 3.1 equation 2"},
	{"grow_only_if_full", off, "RFC 5681 has no such rule; RFC 7661 is an experiment"},
	{"timestamps", on, "RFC 7323 section 3.2"},
	{"timestamp_clock", ms, "RFC 7323 section 5.4: 1 ms to 1 s"},
	{"timestamp_offset", off, "RFC 7323 section 7.1 leaves it open"},
	{"timestamp_rtt", int64(TimestampRTTAlways), "RFC 7323 section 4.1"},
	{"timestamps_required", on, "RFC 7323 section 3.2"},
	{"timestamp_echo_checked", off, "no standard"},
	{"paws", int64(PAWSStandard), "RFC 7323 section 5.3"},
	{"paws_idle", 24 * day, "RFC 7323 section 5.5"},
	{"recovery", int64(RecoveryNewReno), "RFC 6582"},
	{"sack", on, "RFC 2018"},
	{"dsack", on, "RFC 2883"},
	{"rack", on, "RFC 8985"},
	{"max_reordering", 3, "RFC 6675 section 2: DupThresh is fixed"},
	{"early_retransmit", off, "RFC 5827 is an experiment"},
	{"last_resort", on, "RFC 6675 section 4"},
	{"renege_delay", 0, "RFC 2018 section 8"},
	{"tlp", on, "RFC 8985 section 7"},
	{"tlp_ack_delay", 200 * ms, "RFC 8985 section 7.2"},
	{"probe_slack", 0, "RFC 8985 section 7.2"},
	{"min_rtt_window", 300 * sec, "RFC 8985 section 6.2 step 1 wants a window of time; Linux's"},
	{"prr", int64(PRR9937), "RFC 9937"},
	{"frto", on, "RFC 5682"},
	{"undo", on, "RFC 4015"},
	{"dup_threshold", 3, "RFC 5681 section 3.2"},
	{"limited_transmit", on, "RFC 3042, RFC 5681 section 3.2"},
	{"rto_initial", sec, "RFC 6298 section 2.1"},
	{"rto_min", sec, "RFC 6298 section 2.4"},
	{"rto_max", 60 * sec, "RFC 6298 section 2.5"},
	{"rto_min_rule", int64(MinimumTotal), "RFC 6298 section 2.4"},
	{"rto_after_syn_loss", 3 * sec, "RFC 6298 section 5.7"},
	{"clock_granularity", ms, "RFC 6298 section 4: 100 ms or finer"},
	{"rtt_sample_per_ack", off, "RFC 6298 section 3: one for each round trip"},
	{"retries", 6, "RFC 9293 section 3.8.3: R2 of 100 s or more; 123 s at an RTO of 1 s"},
	{"retries_rule", int64(RetriesCounted), "RFC 9293 section 3.8.3"},
	{"thin_linear_timeouts", off, "RFC 6298 section 5.5"},
	{"orphan_retries", 0, "no standard"},
	{"syn_retries", 7, "RFC 9293 section 3.8.3: R2 of 3 min or more; 183 s at an RTO of 1 s"},
	{"synack_retries", 7, "RFC 9293 section 3.8.3, as for a SYN"},
	{"syn_linear_timeouts", 0, "RFC 6298 section 5.5"},
	{"user_timeout", 300 * sec, "RFC 9293 section 3.9.1.1: 5 min"},
	{"syn_timeout", 0, "RFC 9293 section 3.8.3 (R2) leaves it to syn_retries"},
	{"user_timeout_rule", int64(UserTimeoutSent), "RFC 9293 section 3.9.1.1"},
	{"user_timeout_option", int64(UserTimeoutSilent), "RFC 5482 section 3: ENABLED defaults to false"},
	{"nagle", int64(NagleClassic), "RFC 9293 section 3.7.4"},
	{"option_order", int64(OrderLinux), "RFC 9293 section 3.1: any"},
	{"window_edge", int64(EdgeSegments), "RFC 9293 section 3.8.6.2.2"},
	{"window_shrinks", off, "RFC 9293 section 3.8.6: a sender should not"},
	{"urgent_pointer", int64(UrgentBehind), "RFC 9293 section 3.8.5"},
	{"repeats_joined", off, "RFC 9293 section 3.8.1 leaves it open"},
	{"burst_segments", 1, "no standard"},
	{"burst_share", 3, "not used without bursts"},
	{"pacing", off, "no standard: RFC 9293 sends what may leave"},
	{"pacing_ss_ratio", 200, "not used without pacing"},
	{"pacing_ca_ratio", 120, "not used without pacing"},
	{"max_pacing_rate", 0, "no standard"},
	{"cork_limit", 0, "no standard: for ever, as BSD's TCP_NOPUSH"},
	{"override_timeout", 500 * ms, "RFC 9293 section 3.8.6.2.1: 0.1 to 1 s"},
	{"holds_last_rto", off, "no standard"},
	{"ack_policy", int64(AckStandard), "RFC 9293 section 3.8.6.3"},
	{"delayed_ack", 200 * ms, "RFC 9293 section 3.8.6.3: below 0.5 s; the usual 200 ms"},
	{"delayed_ack_max", 500 * ms, "RFC 9293 section 3.8.6.3"},
	{"ack_ticks", off, "no standard"},
	{"ack_every", 2, "RFC 5681 section 4.2"},
	{"quick_acks", 0, "no standard"},
	{"pingpong", 1, "no standard"},
	{"sack_compression", 0, "RFC 5681 section 4.2"},
	{"sack_compression_rtt", 5, "not used"},
	{"sack_held", 44, "not used"},
	{"zero_window_probe", int64(ProbeByte), "RFC 9293 section 3.8.6.1"},
	{"probe_min", 0, "RFC 9293 section 3.8.6.1: the first after one RTO"},
	{"probe_max", 60 * sec, "RFC 9293 section 3.8.6.1: grows exponentially, as the RTO"},
	{"ecn", int64(ECNAccept), "RFC 9293 section 3.8.2: should be implemented; asking for it is left to the user"},
	{"ecn_fallback", on, "RFC 3168 section 6.1.1.1"},
	{"ecn_echo", int64(EchoUntilCWR), "RFC 3168 section 6.1.3"},
	{"accurate_option", int64(AccurateOptionAlways), "RFC 9768 section 3.2.3.3: each acknowledgement"},
	{"accurate_beacon", 3, "RFC 9768 section 3.2.3.3: three in a round trip"},
	{"abe", off, "RFC 8511 is an experiment"},
	{"time_wait", 240 * sec, "RFC 9293 section 3.4.2: MSL of 2 min"},
	{"fin_wait2_timeout", 0, "RFC 9293 section 3.6.1 knows no limit"},
	{"time_wait_reuse", on, "RFC 9293 section 3.6.1, RFC 6191"},
	{"time_wait_ignores_rst", on, "RFC 1337 section 3 fix F1"},
	{"reset_if_unread", on, "RFC 9293 section 3.6.1"},
	{"shut_read", int64(ShutReadDiscards), "RFC 9293 leaves it open; POSIX shutdown"},
	{"icmp_ends_connect", off, "RFC 9293 section 3.9.2.2: a soft error must not abort"},
	{"strict_resets", on, "RFC 5961 section 3"},
	{"strict_syns", on, "RFC 5961 section 4"},
	{"reset_error", int64(ResetStandard), "RFC 9293 section 3.10.7.4"},
	{"reset_window", on, "no standard"},
	{"handshakes", int64(HandshakeStandard), "RFC 9293 section 3.10.7.4"},
	{"time_wait_answers", int64(TimeWaitStandard), "RFC 9293 section 3.10.7.4"},
	{"more_resets", off, "RFC 5961 section 3.2: only at RCV.NXT"},
	{"sequence_check", int64(SequenceStandard), "RFC 9293 section 3.10.7.4"},
	{"unsent_ack_answered", on, "RFC 9293 section 3.10.7.4"},
	{"invalid_ack_interval", 0, "no standard"},
	{"challenge_limit", 10, "RFC 5961 section 7"},
	{"challenge_interval", 5 * sec, "RFC 5961 section 7"},
	{"mtu_probing", int64(ProbeBlackHole), "RFC 8899, RFC 9293 section 3.7.2"},
	{"mtu_base", 1024, "RFC 4821 section 7.2"},
	{"mtu_floor", 48, "RFC 1122: what is left of 68 bytes is 28; Linux"},
	{"mtu_probe_interval", 600 * sec, "RFC 4821 section 7.3: 10 min"},
	{"mtu_probe_threshold", 8, "RFC 4821 section 7.3 leaves it open; Linux"},
	{"black_hole_retries", 3, "RFC 9293 section 3.8.3: R1"},
	{"keepalive_idle", 7200 * sec, "RFC 9293 section 3.8.4: 2 h or more"},
	{"keepalive_interval", 75 * sec, "no standard: 4.4BSD's"},
	{"keepalive_probes", 9, "no standard: Linux's"},
}
