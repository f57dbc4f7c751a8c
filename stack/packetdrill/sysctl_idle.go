package packetdrill

import (
	"slices"
	"strings"
)

// idleSysctls are the variables that change nothing in what is simulated, by the
// reason why.
var idleSysctls = []struct{ why, names string }{
	{"how the kernel arranges its work: every event has its exact time here", `
		kern.hz
		kern.timecounter.alloweddeviation
		net.core.busy_poll
		net.core.high_order_alloc_disable
		net.core.netdev_budget_usecs
		net.core.netdev_max_backlog
		net.core.skb_defer_max
		net.core.txrehash
		net.inet.tcp.log_conn_err
		net.inet.tcp.log_debug
		net.inet.tcp.log_in_vain
		net.inet.tcp.loglimit
		net.inet.tcp.per_cpu_timers
		net.inet.tcp.soreceive_stream
		net.ipv4.ip_early_demux
		net.ipv4.route.flush
		net.ipv4.tcp_backlog_ack_defer
		net.ipv4.tcp_comp_sack_slack_ns
		net.ipv4.tcp_early_demux
		net.ipv4.udp_early_demux`},
	{"how much the kernel keeps: more than scripts need", `
		net.core.optmem_max
		net.inet.icmp.icmplim
		net.inet.icmp.icmplim_output
		net.inet.tcp.do_tcpdrain
		net.inet.tcp.fastopen.ccache_bucket_limit
		net.inet.tcp.maxtcptw
		net.inet.tcp.sack.globalmaxholes
		net.inet.tcp.sack.maxholes
		net.inet.tcp.sockets_in_hash
		net.inet.tcp.syncache.bucketlimit
		net.inet.tcp.syncache.hashsize
		net.inet.tcp.syncache.rst_on_sock_fail
		net.inet.tcp.syncache.see_other
		net.inet.tcp.tcbhashsize
		net.ipv4.icmp_msgs_per_sec
		net.ipv4.icmp_ratelimit
		net.ipv4.tcp_child_ehash_entries
		net.ipv4.tcp_max_tw_buckets
		net.ipv4.tcp_mem`},
	{"how segments are cut and queued on their way to the wire, which takes each at once", `
		net.core.default_qdisc
		net.inet.tcp.map_limit
		net.inet.tcp.sack.tso
		net.inet.tcp.split_limit
		net.inet.tcp.tso
		net.inet.tcp.udp_tunneling_overhead`},
	{"about the queue of the host between a connection and its wire: there is none, what waits for a slow first link is " +
		"on its way", `
		net.ipv4.tcp_autocorking
		net.ipv4.tcp_limit_output_bytes`},
	{"how much longer bursts are where round trips are below some milliseconds: all are as long as the rate says", `
		net.ipv4.tcp_tso_rtt_log`},
	{"which numbers are drawn: those of the script are mapped to them", `
		net.inet.ip.random_id
		net.inet.tcp.isn_reseed_interval
		net.inet.tcp.require_unique_port
		net.inet.tcp.ts_offset_per_conn`},
	{"about peers on the same host, routers, devices and networks of which a script has none", `
		net.inet.icmp.drop_redirect
		net.inet.tcp.blackhole_local
		net.inet.tcp.msl_local
		net.inet.tcp.nolocaltimewait
		net.ipv4.ip_forward
		net.ipv4.tcp_fwmark_accept
		net.ipv4.tcp_l3mdev_accept
		net.ipv4.tcp_plb_rehash_rounds
		net.ipv6.auto_flowlabels
		net.ipv6.flowlabel_reflect`},
	{"about protocols beside TCP", `
		net.core.rmem_default
		net.core.wmem_default`},
	{"about other stacks of FreeBSD than its default one", `
		net.inet.tcp.bbr.delack_time
		net.inet.tcp.functions_inherit_listen_socket_stack`},
	{"of no effect in the kernels whose behaviour is simulated", `
		net.inet.tcp.rfc3390
		net.ipv4.tcp_adv_win_scale
		net.ipv4.tcp_available_congestion_control
		net.ipv4.tcp_fack
		net.ipv4.tcp_low_latency`},
	{"how buffers grow once they are larger than what scripts fill", `
		net.inet.tcp.recvbuf_inc
		net.inet.tcp.recvbuf_max
		net.inet.tcp.sendbuf_auto_lowat
		net.inet.tcp.sendbuf_inc
		net.ipv4.tcp_rcvbuf_low_rtt`},
	{"how long what was learnt is kept: longer than scripts last", `
		net.ipv4.tcp_fastopen_blackhole_timeout_sec`},
	{"which of Fast Open's cookies are made how: those of the script are mapped", `
		net.inet.tcp.fastopen.acceptany
		net.inet.tcp.fastopen.autokey
		net.inet.tcp.fastopen.psk_enable`},
	{"who may read time stamps: whoever makes the calls may do everything", `
		net.core.tstamp_allow_data`},
}

// idleFamilies are the beginnings of names of which all are so.
var idleFamilies = []struct{ why, prefix string }{
	{"about addresses and devices: the script's are given", "net.ipv4.conf."},
	{"about addresses and devices: the script's are given", "net.ipv6.conf."},
	{"what is kept for later connections: each begins without", "net.inet.tcp.hostcache."},
	{"how much the kernel keeps: more than scripts need", "net.inet.tcp.reass."},
	{"about another stack of FreeBSD than its default one", "net.inet.tcp.rack."},
	{"about another stack of FreeBSD than its default one", "net.inet.tcp.bbr."},
	{"which numbers are drawn: those of the script are mapped to them", "net.inet.ip.portrange."},
}

// idle reports whether a variable changes nothing in what is simulated.
func idle(name string) bool {
	for _, f := range idleFamilies {
		if strings.HasPrefix(name, f.prefix) {
			return true
		}
	}
	for _, group := range idleSysctls {
		if slices.Contains(strings.Fields(group.names), name) {
			return true
		}
	}
	return false
}
