package tcp

import "slices"

// freebsdSettings are those of FreeBSD 14 with its default stack. Where nothing is
// said here, it does what the standards say.
var freebsdSettings = changed(rfcSettings, "as in the standards", []Setting{
	{"send_buffer", 2 * mib, "sendbuf_max"},
	{"send_buffer_max", 2 * mib, "sendbuf_max"},
	{"receive_buffer", 64 * kib, "recvspace"},
	{"receive_buffer_max", 2 * mib, "recvbuf_max, sb_max: window scale 6"},
	{"window_edge", int64(EdgeAlways), "tcp_output: recwin"},
	{"send_low_water", 2 * kib, "sb_lowat: MCLBYTES"},
	{"initial_window", 10, "initcwnd_segments"},
	{"initial_window_rule", int64(WindowRFC6928), "tcp_compute_initwnd"},
	{"congestion", int64(congestionCubic), "cc.algorithm of 14.0"},
	{"loss_reduces", int64(LossWindow), "newreno_cong_signal, cubic_ssthresh_update: snd_cwnd"},
	{"byte_counting", 2, "abc_l_var"},
	{"grow_only_if_full", on, "tcp_ack_received: maxseg_cwnd_limited"},
	{"timestamps", on, "rfc1323"},
	{"timestamp_clock", ms, "tcp_ts_getticks"},
	{"sack", on, "sack.enable"},
	{"dsack", on, "tcp_update_dsack_list"},
	{"rack", off, "tcp_stacks/rack.c is another stack than the default one"},
	{"tlp", off, "tcp_stacks/rack.c, too"},
	{"min_rtt_window", 0, "t_rttlow is never forgotten"},
	{"frto", off, "has none: tcp_do_segment undoes by timestamps only"},
	{"rto_initial", sec, "rexmit_initial"},
	{"rto_min", 200 * ms, "rexmit_slop; rexmit_min of 30 ms lies below it"},
	{"rto_max", 64 * sec, "TCPTV_REXMTMAX"},
	{"rto_min_rule", int64(MinimumAdded), "TCPT_RANGESET"},
	{"rto_after_syn_loss", 0, "has none"},
	{"clock_granularity", ms, "HZ of 1000"},
	{"rtt_sample_per_ack", on, "with timestamps: tcp_do_segment"},
	{"retries", 12, "TCP_MAXRXTSHIFT"},
	{"syn_retries", 8, "TCP_MAXRXTSHIFT, with the linear ones"},
	{"synack_retries", 3, "syncache.rexmtlimit"},
	{"syn_linear_timeouts", 4, "tcp_syn_backoff"},
	{"user_timeout", 0, "has none"},
	{"syn_timeout", 75 * sec, "keepinit"},
	{"option_order", int64(OrderBSD), "tcp_addoptions"},
	{"repeats_joined", on, "tcp_output cuts anew from SND.UNA on"},
	{"override_timeout", 5 * sec, "persmin"},
	{"delayed_ack", 40 * ms, "delacktime"},
	{"delayed_ack_max", 500 * ms, "delacktime is what it is"},
	{"probe_min", 5 * sec, "persmin"},
	{"probe_max", 60 * sec, "persmax"},
	{"reset_if_unread", off, "tcp_disconnect sends a FIN"},
	{"ecn", int64(ECNAccept), "ecn.enable of 2"},
	{"time_wait", 60 * sec, "msl of 30 s"},
	{"fin_wait2_timeout", 600 * sec, "TP_MAXIDLE: keepcnt times keepintvl; finwait2_timeout needs fast_finwait2_recycle"},
	{"time_wait_ignores_rst", on, "tcp_twcheck"},
	{"time_wait_answers", int64(TimeWaitSimple), "tcp_twcheck"},
	{"reset_window", off, "tcp_output: recwin of a RST"},
	{"sequence_check", int64(SequenceBSD), "tcp_do_segment: tcps_rcvafterclose"},
	{"handshakes", int64(HandshakeCache), "tcp_syncache"},
	{"reset_error", int64(ResetAlways), "tcp_do_segment"},
	{"challenge_limit", 10, "ack_war_cnt of 5 for each of two kinds"},
	{"challenge_interval", sec, "ack_war_timewindow"},
	{"mtu_probing", int64(ProbeOff), "net.inet.tcp.pmtud_blackhole_detection 0"},
	{"keepalive_probes", 8, "keepcnt"},
})

// changed returns settings with some of them changed; the source of the others is
// said together.
func changed(base []Setting, source string, changes []Setting) []Setting {
	all := make([]Setting, 0, len(base))
	for _, s := range base {
		i := slices.IndexFunc(changes, func(c Setting) bool { return c.Knob == s.Knob })
		if i >= 0 {
			s = changes[i]
		} else {
			s.Source = source + ": " + s.Source
		}
		all = append(all, s)
	}
	return all
}
