package packetdrill

import (
	"slices"
	"strings"
)

// idleSysctls are the variables that change nothing in what is simulated, or are
// always so here.
var idleSysctls = strings.Fields(`
kern.hz
kern.ipc.soacceptqueue
kern.ipc.somaxconn
kern.timecounter.alloweddeviation
net.core.busy_poll
net.core.default_qdisc
net.core.high_order_alloc_disable
net.core.netdev_budget_usecs
net.core.netdev_max_backlog
net.core.optmem_max
net.core.rmem_default
net.core.skb_defer_max
net.core.tstamp_allow_data
net.core.txrehash
net.core.wmem_default
net.inet.icmp.drop_redirect
net.inet.icmp.icmplim
net.inet.icmp.icmplim_output
net.inet.ip.random_id
net.inet.tcp.abc_l_var
net.inet.tcp.ack_war_cnt
net.inet.tcp.ack_war_timewindow
net.inet.tcp.always_keepalive
net.inet.tcp.bbr.delack_time
net.inet.tcp.blackhole_local
net.inet.tcp.cc.abe_frlossreduce
net.inet.tcp.cc.algorithm
net.inet.tcp.cc.newreno.beta
net.inet.tcp.do_lrd
net.inet.tcp.do_prr
net.inet.tcp.do_prr_conservative
net.inet.tcp.do_tcpdrain
net.inet.tcp.ecn.generalized
net.inet.tcp.ecn.maxretries
net.inet.tcp.fastopen.acceptany
net.inet.tcp.fastopen.autokey
net.inet.tcp.fastopen.ccache_bucket_limit
net.inet.tcp.fastopen.client_enable
net.inet.tcp.fastopen.psk_enable
net.inet.tcp.fastopen.server_enable
net.inet.tcp.functions_default
net.inet.tcp.functions_inherit_listen_socket_stack
net.inet.tcp.icmp_may_rst
net.inet.tcp.insecure_ack
net.inet.tcp.isn_reseed_interval
net.inet.tcp.limited_transmit
net.inet.tcp.log_conn_err
net.inet.tcp.log_debug
net.inet.tcp.log_in_vain
net.inet.tcp.loglimit
net.inet.tcp.map_limit
net.inet.tcp.maxtcptw
net.inet.tcp.maxunacktime
net.inet.tcp.minmss
net.inet.tcp.msl_local
net.inet.tcp.newcwv
net.inet.tcp.nolocaltimewait
net.inet.tcp.per_cpu_timers
net.inet.tcp.pmtud_blackhole_detection
net.inet.tcp.pmtud_blackhole_mss
net.inet.tcp.rack.data_after_close
net.inet.tcp.rack.rexmit_initial
net.inet.tcp.rack.tlpminto
net.inet.tcp.reass.maxqueuelen
net.inet.tcp.reass.new_limit
net.inet.tcp.recvbuf_inc
net.inet.tcp.recvbuf_max
net.inet.tcp.require_unique_port
net.inet.tcp.retries
net.inet.tcp.rexmit_drop_options
net.inet.tcp.rexmit_min
net.inet.tcp.rfc3390
net.inet.tcp.rfc3465
net.inet.tcp.rfc6191
net.inet.tcp.rfc6675_pipe
net.inet.tcp.sack.globalmaxholes
net.inet.tcp.sack.lrd
net.inet.tcp.sack.maxholes
net.inet.tcp.sack.revised
net.inet.tcp.sack.tso
net.inet.tcp.sendbuf_auto_lowat
net.inet.tcp.sendbuf_inc
net.inet.tcp.sendbuf_max
net.inet.tcp.sockets_in_hash
net.inet.tcp.soreceive_stream
net.inet.tcp.split_limit
net.inet.tcp.syncache.bucketlimit
net.inet.tcp.syncache.hashsize
net.inet.tcp.syncache.rst_on_sock_fail
net.inet.tcp.syncache.see_other
net.inet.tcp.tcbhashsize
net.inet.tcp.ts_offset_per_conn
net.inet.tcp.tso
net.inet.tcp.udp_tunneling_overhead
net.inet.tcp.udp_tunneling_port
net.inet.tcp.v6mssdflt
net.inet.tcp.v6pmtud_blackhole_mss
net.ipv4.icmp_msgs_per_sec
net.ipv4.icmp_ratelimit
net.ipv4.ip_early_demux
net.ipv4.ip_forward
net.ipv4.route.flush
net.ipv4.route.min_adv_mss
net.ipv4.tcp_adv_win_scale
net.ipv4.tcp_app_win
net.ipv4.tcp_autocorking
net.ipv4.tcp_available_congestion_control
net.ipv4.tcp_backlog_ack_defer
net.ipv4.tcp_child_ehash_entries
net.ipv4.tcp_comp_sack_rtt_percent
net.ipv4.tcp_comp_sack_slack_ns
net.ipv4.tcp_early_demux
net.ipv4.tcp_ecn_option
net.ipv4.tcp_ecn_option_beacon
net.ipv4.tcp_fack
net.ipv4.tcp_fastopen_blackhole_timeout_sec
net.ipv4.tcp_fwmark_accept
net.ipv4.tcp_l3mdev_accept
net.ipv4.tcp_limit_output_bytes
net.ipv4.tcp_low_latency
net.ipv4.tcp_max_orphans
net.ipv4.tcp_max_tw_buckets
net.ipv4.tcp_mem
net.ipv4.tcp_min_rtt_wlen
net.ipv4.tcp_min_snd_mss
net.ipv4.tcp_no_metrics_save
net.ipv4.tcp_no_ssthresh_metrics_save
net.ipv4.tcp_plb_rehash_rounds
net.ipv4.tcp_rcvbuf_low_rtt
net.ipv4.tcp_retries1
net.ipv4.tcp_tso_rtt_log
net.ipv4.udp_early_demux
net.ipv6.auto_flowlabels
net.ipv6.flowlabel_reflect
`)

// idleFamilies are the beginnings of names of which all are so.
var idleFamilies = []string{
	"net.ipv4.conf.", "net.ipv6.conf.", "net.inet.tcp.hostcache.", "net.inet.tcp.reass.", "net.inet.tcp.rack.",
	"net.inet.tcp.bbr.", "net.inet.tcp.cc.cubic.", "net.inet.tcp.cc.hystartplusplus.", "net.inet.ip.portrange.",
}

// idle reports whether a variable changes nothing in what is simulated.
func idle(name string) bool {
	return slices.Contains(idleSysctls, name) ||
		slices.ContainsFunc(idleFamilies, func(family string) bool { return strings.HasPrefix(name, family) })
}
