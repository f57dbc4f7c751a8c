package packetdrill

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// sysctl sets a variable of the kernel, by its name or by its path in /proc.
func (r *runner) sysctl(name, value string) error {
	name = strings.ReplaceAll(strings.TrimPrefix(name, "/proc/sys/"), "/", ".")
	value = strings.TrimSpace(value)
	switch name {
	case "net.inet.tcp.syncookies":
		r.set.noCookies = value == "0"
		return r.synCookies()
	case "net.inet.tcp.syncookies_only":
		r.set.onlyCookies = value != "0"
		return r.synCookies()
	case "net.ipv4.tcp_challenge_ack_limit":
		n, err := strconv.ParseInt(value, 0, 64)
		if err != nil || n < 1 || n > math.MaxInt32 {
			return fmt.Errorf("%s=%s: expected 1 to %d", name, value, math.MaxInt32)
		}
		if r.config().TCP.Challenges = nil; n < math.MaxInt32 {
			r.config().TCP.Challenges = tcp.NewChallenges(n, 0)
		}
		return nil
	case "net.ipv4.tcp_fastopen_key":
		return r.fastOpenKey(value)
	case "net.ipv4.tcp_fastopen":
		n, err := strconv.ParseInt(value, 0, 32)
		if err == nil {
			r.set.fastFlags = n
		}
	}
	if only, ok := fixedSysctls[name]; ok && value != only {
		return fmt.Errorf("%s=%s is not simulated, only %s", name, value, only)
	}
	s, ok := sysctlNames[name]
	if !ok && fixedSysctls[name] == "" && !idle(name) {
		return fmt.Errorf("%s is not known", name)
	}
	for _, k := range s {
		n, err := k.value(value)
		if err == nil {
			err = setKnob(r.config(), k.knob, n)
		}
		if err != nil {
			return fmt.Errorf("%s=%s: %w", name, value, err)
		}
	}
	return nil
}

// synCookies sets what two variables of FreeBSD say together.
func (r *runner) synCookies() error {
	when := stack.CookiesIfFull
	switch {
	case r.set.onlyCookies:
		when = stack.CookiesAlways
	case r.set.noCookies:
		when = stack.CookiesNever
	}
	return setKnob(r.config(), "host.syn_cookies", int64(when))
}

// mapping says which knob a variable of the kernel is and how its value is meant.
type mapping struct {
	knob   string
	unit   int64            // what one is in the knob's unit; 0 stands for 1
	values map[string]int64 // in place of a number
	field  int              // which number of several
	named  bool             // the word is the knob's own
	none   string           // the word for no limit, which the knob calls 0
	bit    int64            // the value is a set; whether this is in it
}

func (m mapping) value(s string) (int64, error) {
	f := strings.Fields(s)
	if m.field >= len(f) {
		return 0, fmt.Errorf("expected %d numbers", m.field+1)
	}
	word := f[m.field]
	if m.values != nil {
		if n, ok := m.values[word]; ok {
			return n, nil
		}
		return 0, fmt.Errorf("%s is not simulated", word)
	}
	if m.named {
		word = algorithm(word)
		if k, ok := findKnob(m.knob); ok && slices.Contains(k.Names, word) {
			return int64(slices.Index(k.Names, word)), nil
		}
		return 0, fmt.Errorf("%s is not simulated", word)
	}
	if word == m.none {
		return 0, nil
	}
	n, err := strconv.ParseInt(word, 0, 64)
	if err != nil || n > 1<<40 || n < -1<<40 {
		return 0, fmt.Errorf("%s: expected a number", word)
	}
	if m.bit != 0 {
		return flag(n&m.bit != 0), nil
	}
	return n * max(m.unit, 1), nil
}

const (
	perSecond = int64(vtime.Second)
	perMilli  = int64(vtime.Millisecond)
)

var onOff = map[string]int64{"0": 0, "1": 1, "2": 1, "3": 1}

// fixedSysctls are variables that would change what is simulated, with the value
// that it has: a script that wants another one must not pass by chance.
var fixedSysctls = map[string]string{
	"net.ipv4.tcp_tw_recycle": "0", "net.ipv4.tcp_plb_enabled": "0",
	"net.ipv4.tcp_workaround_signed_windows": "0", "net.ipv4.tcp_migrate_req": "0",
	"net.ipv4.tcp_app_win": "31", "net.ipv4.tcp_min_snd_mss": "48", "net.ipv4.route.min_adv_mss": "256",

	"net.inet.tcp.functions_default": "freebsd", "net.inet.tcp.icmp_may_rst": "1", "net.inet.tcp.insecure_ack": "0",
	"net.inet.tcp.minmss": "216", "net.inet.tcp.newcwv": "0", "net.inet.tcp.rexmit_drop_options": "0",
	"net.inet.tcp.rexmit_min": "30", "net.inet.tcp.v6mssdflt": "1220", "net.inet.tcp.udp_tunneling_port": "0",
	"net.inet.tcp.ecn.maxretries": "1", "net.inet.tcp.ecn.generalized": "0", "net.inet.tcp.do_prr_conservative": "0",
	"net.inet.tcp.do_lrd": "0", "net.inet.tcp.sack.lrd": "0", "net.inet.tcp.sack.revised": "1",
	"net.inet.tcp.rfc6675_pipe": "1", "net.inet.tcp.cc.newreno.beta": "50", "net.inet.tcp.cc.abe_frlossreduce": "0",
	"net.inet.tcp.pmtud_blackhole_mss": "1200", "net.inet.tcp.v6pmtud_blackhole_mss": "1220",
}

var offOn = map[string]int64{"0": 1, "1": 0}

// sysctlNames are the variables of Linux and FreeBSD that are knobs.
var sysctlNames = map[string][]mapping{
	"net.ipv4.tcp_sack":                     {{knob: "sack", values: onOff}},
	"net.ipv4.tcp_dsack":                    {{knob: "dsack", values: onOff}},
	"net.ipv4.tcp_timestamps":               {{knob: "timestamps", values: onOff}},
	"net.ipv4.tcp_abort_on_overflow":        {{knob: "host.abort_on_overflow", values: onOff}},
	"net.ipv4.tcp_max_syn_backlog":          {{knob: "host.syn_backlog"}},
	"net.ipv4.tcp_pingpong_thresh":          {{knob: "pingpong"}},
	"net.ipv4.tcp_comp_sack_delay_ns":       {{knob: "sack_compression"}},
	"net.ipv4.tcp_comp_sack_nr":             {{knob: "sack_held"}},
	"net.ipv4.tcp_comp_sack_rtt_percent":    {{knob: "sack_compression_rtt"}},
	"net.ipv4.tcp_thin_linear_timeouts":     {{knob: "thin_linear_timeouts", values: onOff}},
	"net.ipv4.tcp_min_rtt_wlen":             {{knob: "min_rtt_window", unit: perSecond}},
	"net.ipv4.tcp_notsent_lowat":            {{knob: "unsent_low_water", none: "4294967295"}},
	"net.ipv4.tcp_tw_reuse":                 {{knob: "host.time_wait_takeover"}},
	"net.ipv4.tcp_stdurg":                   {{knob: "urgent_pointer", values: onOff}},
	"net.ipv4.tcp_syncookies":               {{knob: "host.syn_cookies"}},
	"net.ipv4.tcp_fastopen":                 {{knob: "host.fast_open_client", bit: 1}, {knob: "host.fast_open_server", bit: 2}},
	"net.ipv4.tcp_invalid_ratelimit":        {{knob: "invalid_ack_interval", unit: perMilli}},
	"net.ipv4.tcp_orphan_retries":           {{knob: "orphan_retries"}},
	"net.ipv4.tcp_window_scaling":           {{knob: "window_scaling", values: onOff}},
	"net.ipv4.tcp_rmem":                     {{knob: "receive_buffer", field: 1}, {knob: "receive_buffer_max", field: 2}},
	"net.ipv4.tcp_wmem":                     {{knob: "send_buffer", field: 1}, {knob: "send_buffer_max", field: 2}},
	"net.ipv4.tcp_congestion_control":       {{knob: "congestion", named: true}},
	"net.ipv4.tcp_min_tso_segs":             {{knob: "burst_segments"}},
	"net.ipv4.tcp_moderate_rcvbuf":          {{knob: "receive_autotuning", values: onOff}},
	"net.ipv4.tcp_max_orphans":              {{knob: "host.max_orphans"}},
	"net.ipv4.tcp_reflect_tos":              {{knob: "host.reflect_tos", values: onOff}},
	"net.ipv4.tcp_no_metrics_save":          {{knob: "host.save_metrics", values: offOn}},
	"net.ipv4.tcp_no_ssthresh_metrics_save": {{knob: "host.save_thresholds", values: offOn}},
	"net.core.rmem_max":                     {{knob: "host.receive_option_limit"}},
	"net.core.wmem_max":                     {{knob: "host.send_option_limit"}},
	"net.ipv4.tcp_shrink_window":            {{knob: "window_shrinks", values: onOff}},
	"net.ipv4.tcp_retrans_collapse":         {{knob: "repeats_joined", values: onOff}},
	"net.ipv4.tcp_mtu_probing":              {{knob: "mtu_probing"}},
	"net.ipv4.tcp_probe_interval":           {{knob: "mtu_probe_interval", unit: perSecond}},
	"net.ipv4.tcp_probe_threshold":          {{knob: "mtu_probe_threshold"}},
	"net.ipv4.tcp_base_mss":                 {{knob: "mtu_base"}},
	"net.ipv4.tcp_mtu_probe_floor":          {{knob: "mtu_floor"}},
	"net.ipv4.ip_no_pmtu_disc":              {{knob: "host.pmtu_discovery", values: offOn}},
	"net.ipv4.tcp_reordering":               {{knob: "dup_threshold"}},
	"net.ipv4.tcp_max_reordering":           {{knob: "max_reordering"}},
	"net.ipv4.tcp_early_retrans":            {{knob: "tlp", values: map[string]int64{"0": 0, "1": 0, "2": 0, "3": 1, "4": 1}}},
	"net.ipv4.tcp_frto":                     {{knob: "frto", values: onOff}},
	"net.ipv4.tcp_recovery":                 {{knob: "rack", bit: 1}},
	"net.ipv4.tcp_syn_retries":              {{knob: "syn_retries"}},
	"net.ipv4.tcp_synack_retries":           {{knob: "synack_retries"}},
	"net.ipv4.tcp_retries1":                 {{knob: "black_hole_retries"}},
	"net.ipv4.tcp_retries2":                 {{knob: "retries"}},
	"net.ipv4.tcp_tso_win_divisor":          {{knob: "burst_share"}},
	"net.ipv4.tcp_pacing_ss_ratio":          {{knob: "pacing_ss_ratio"}},
	"net.ipv4.tcp_pacing_ca_ratio":          {{knob: "pacing_ca_ratio"}},
	"net.ipv4.tcp_fin_timeout":              {{knob: "fin_wait2_timeout", unit: perSecond}},
	"net.ipv4.tcp_slow_start_after_idle": {{knob: "idle_restart",
		values: map[string]int64{"0": 0, "1": 2}}},
	"net.ipv4.tcp_limited_transmit":    {{knob: "limited_transmit", values: onOff}},
	"net.ipv4.tcp_keepalive_time":      {{knob: "keepalive_idle", unit: perSecond}},
	"net.ipv4.tcp_keepalive_intvl":     {{knob: "keepalive_interval", unit: perSecond}},
	"net.ipv4.tcp_keepalive_probes":    {{knob: "keepalive_probes"}},
	"net.ipv4.tcp_rfc1337":             {{knob: "time_wait_ignores_rst", values: onOff}},
	"net.ipv4.tcp_ecn":                 {{knob: "ecn"}},
	"net.ipv4.tcp_ecn_option":          {{knob: "accurate_option"}},
	"net.ipv4.tcp_ecn_option_beacon":   {{knob: "accurate_beacon"}},
	"net.ipv4.tcp_ecn_fallback":        {{knob: "ecn_fallback", values: onOff}},
	"net.ipv4.tcp_syn_linear_timeouts": {{knob: "syn_linear_timeouts"}},
	"net.ipv4.tcp_rto_max_ms":          {{knob: "rto_max", unit: perMilli}, {knob: "probe_max", unit: perMilli}},
	"net.ipv4.tcp_rto_min_us":          {{knob: "rto_min", unit: int64(vtime.Microsecond)}},
	"net.ipv4.ip_default_ttl":          {{knob: "host.ttl"}},
	"net.core.somaxconn":               {{knob: "host.backlog_limit"}},
	"net.ipv4.ip_local_port_range":     {{knob: "host.port_low"}, {knob: "host.port_high", field: 1}},
	"net.inet.tcp.sack.enable":         {{knob: "sack", values: onOff}},
	"net.inet.tcp.rfc1323": {{knob: "timestamps", values: map[string]int64{"0": 0, "1": 1, "2": 0, "3": 1}},
		{knob: "window_scaling", values: map[string]int64{"0": 0, "1": 1, "2": 1, "3": 0}}},
	"net.inet.tcp.delacktime":          {{knob: "delayed_ack", unit: perMilli}},
	"net.inet.tcp.sendspace":           {{knob: "send_buffer"}, {knob: "send_buffer_max"}},
	"net.inet.tcp.recvspace":           {{knob: "receive_buffer"}},
	"net.inet.tcp.sendbuf_auto":        {{knob: "send_autotuning", values: onOff}},
	"net.inet.tcp.recvbuf_auto":        {{knob: "receive_autotuning", values: onOff}},
	"net.inet.tcp.path_mtu_discovery":  {{knob: "host.pmtu_discovery", values: onOff}},
	"net.inet.tcp.tolerate_missing_ts": {{knob: "timestamps_required", values: offOn}},
	"net.inet.tcp.cc.abe":              {{knob: "abe", values: onOff}},
	"net.inet.ip.ttl":                  {{knob: "host.ttl"}},
	"kern.ipc.maxsockbuf":              {{knob: "receive_buffer_max"}},
	"net.inet.tcp.persmin":             {{knob: "probe_min", unit: perMilli}, {knob: "override_timeout", unit: perMilli}},
	"net.inet.tcp.persmax":             {{knob: "probe_max", unit: perMilli}},
	"net.inet.tcp.rexmit_slop":         {{knob: "rto_min", unit: perMilli}},
	"net.inet.tcp.syncache.rexmtlimit": {{knob: "synack_retries"}},
	"net.inet.tcp.blackhole":           {{knob: "host.blackhole"}},
	"net.inet.tcp.drop_synfin":         {{knob: "host.drop_syn_fin", values: onOff}},
	"net.inet.tcp.fast_finwait2_recycle": {{knob: "fin_wait2_timeout",
		values: map[string]int64{"0": 600 * perSecond, "1": 60 * perSecond}}},
	"net.inet.tcp.rexmit_initial":    {{knob: "rto_initial", unit: perMilli}},
	"net.inet.tcp.ecn.enable":        {{knob: "ecn", values: map[string]int64{"0": 0, "1": 1, "2": 2, "3": 3, "4": 5}}},
	"net.inet.tcp.insecure_rst":      {{knob: "strict_resets", values: offOn}},
	"net.inet.tcp.insecure_syn":      {{knob: "strict_syns", values: offOn}},
	"net.inet.tcp.keepinit":          {{knob: "syn_timeout", unit: perMilli}},
	"net.inet.tcp.initcwnd_segments": {{knob: "initial_window"}},
	"net.inet.tcp.keepidle":          {{knob: "keepalive_idle", unit: perMilli}},
	"net.inet.tcp.keepintvl":         {{knob: "keepalive_interval", unit: perMilli}},
	"net.inet.tcp.keepcnt":           {{knob: "keepalive_probes"}},
	"net.inet.tcp.msl":               {{knob: "time_wait", unit: 2 * perMilli}},
	"net.inet.tcp.finwait2_timeout":  {{knob: "fin_wait2_timeout", unit: perMilli}},
	"net.inet.tcp.delayed_ack":       {{knob: "ack_every", values: map[string]int64{"0": 1, "1": 2}}},
	"net.inet.tcp.rfc3042":           {{knob: "limited_transmit", values: onOff}},
	"net.inet.tcp.rfc1337":           {{knob: "time_wait_ignores_rst", values: onOff}},
	"net.inet.tcp.mssdflt":           {{knob: "default_mss"}},

	"kern.ipc.soacceptqueue":                 {{knob: "host.backlog_limit"}},
	"kern.ipc.somaxconn":                     {{knob: "host.backlog_limit"}},
	"net.inet.tcp.cc.algorithm":              {{knob: "congestion", named: true}},
	"net.inet.tcp.rfc3465":                   {{knob: "byte_counting", values: map[string]int64{"0": 0, "1": 2}}},
	"net.inet.tcp.abc_l_var":                 {{knob: "byte_counting"}},
	"net.inet.tcp.do_prr":                    {{knob: "prr", values: onOff}},
	"net.inet.tcp.retries":                   {{knob: "retries"}, {knob: "syn_retries"}},
	"net.inet.tcp.maxunacktime":              {{knob: "user_timeout", unit: perSecond}},
	"net.inet.tcp.sendbuf_max":               {{knob: "send_buffer_max"}},
	"net.inet.tcp.pmtud_blackhole_detection": {{knob: "mtu_probing", values: onOff}},
	"net.inet.tcp.ack_war_cnt":               {{knob: "challenge_limit", unit: 2}},
	"net.inet.tcp.ack_war_timewindow":        {{knob: "challenge_interval", unit: perMilli}},
	"net.inet.tcp.fastopen.client_enable":    {{knob: "host.fast_open_client", values: onOff}},
	"net.inet.tcp.fastopen.server_enable":    {{knob: "host.fast_open_server", values: onOff}},
}

// linuxDefaults are what nearly all scripts for Linux set first with a file of
// their own, where that differs from the kernel's defaults.
var linuxDefaults = [][2]string{
	{"net.ipv4.tcp_rmem", "4096 540000 15728640"},
	{"net.ipv4.tcp_wmem", "4096 262144 4194304"},
	{"net.core.rmem_max", "4194304"}, // of recent kernels
	{"net.core.wmem_max", "4194304"},
	{"net.ipv4.tcp_timestamps", "1"},
	{"net.ipv4.tcp_sack", "1"},
	{"net.ipv4.tcp_dsack", "1"},
	{"net.ipv4.tcp_reordering", "3"},
	{"net.ipv4.tcp_slow_start_after_idle", "0"},
	{"net.ipv4.tcp_ecn", "0"},
	{"net.ipv4.tcp_syn_retries", "5"},
	{"net.ipv4.tcp_synack_retries", "5"},
	{"net.ipv4.tcp_fin_timeout", "60"},
	{"net.ipv4.tcp_keepalive_time", "7200"},
	{"net.ipv4.tcp_keepalive_intvl", "75"},
	{"net.ipv4.tcp_keepalive_probes", "9"},
	{"net.ipv4.tcp_fastopen", "0x70403"},
	{"net.ipv4.tcp_fastopen_key", "a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4"},
}

// defaults sets them.
func (r *runner) defaults() {
	for _, d := range linuxDefaults {
		if err := r.sysctl(d[0], d[1]); err != nil {
			panic("packetdrill: " + err.Error())
		}
	}
}

// Bits of tcp_fastopen that concern single sockets.
const (
	fastClientBare   = 0x4   // clients need no cookie (TFO_CLIENT_NO_COOKIE)
	fastServerBare   = 0x200 // nor do listeners (TFO_SERVER_COOKIE_NOT_REQD)
	fastAllListeners = 0x400 // all listeners take Fast Open (TFO_SERVER_WO_SOCKOPT1)
)

// fastOpenKey sets the key of Fast Open cookies, and perhaps an older one.
func (r *runner) fastOpenKey(value string) error {
	var keys []*[16]byte
	for word := range strings.SplitSeq(value, ",") {
		key, err := stack.ParseFastOpenKey(word)
		if err != nil {
			return err
		}
		keys = append(keys, &key)
	}
	r.useFastKeys(keys)
	return nil
}

// useFastKeys sets the key of cookies and, if there is a second one, an older one.
func (r *runner) useFastKeys(keys []*[16]byte) {
	r.set.fastKey, r.set.olderKey = keys[0], nil
	if len(keys) > 1 {
		r.set.olderKey = keys[1]
	}
	if r.host != nil {
		r.host.SetFastOpenKey(*r.set.fastKey, r.set.olderKey)
	}
}

// setFastKey is TCP_FASTOPEN_KEY: one or two keys of 16 bytes.
func (in *invocation) setFastKey(value expr) (int64, error) {
	b := []byte(value.text)
	if value.kind != stringExpr {
		return in.wrong(value.Pos, "bytes were expected, as \"\\xa1...\"")
	}
	if len(b) != 16 && len(b) != 32 {
		return -1, errno.EINVAL
	}
	var keys []*[16]byte
	for ; len(b) > 0; b = b[16:] {
		key := [16]byte(b)
		keys = append(keys, &key)
	}
	in.r.useFastKeys(keys)
	return 0, nil
}
