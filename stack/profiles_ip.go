package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// ipSettings are the values of the knobs of a host's IP in each profile.
var ipSettings = map[string][]tcp.Setting{
	"rfc": {
		{Knob: "host.pmtu_discovery", Value: 1, Source: "RFC 1191, RFC 9293 section 3.7.2"},
		{Knob: "host.pmtu_min", Value: 68, Source: "RFC 1191 section 3"},
		{Knob: "host.pmtu_expires", Value: int64(10 * vtime.Minute), Source: "RFC 1191 section 6.3"},
		{Knob: "host.mss_clamp", Value: 0, Source: "not in the RFCs"},
		{Knob: "host.flow_labels", Value: 1, Source: "RFC 6437 section 3"},
		{Knob: "host.reassembly_timeout", Value: int64(60 * vtime.Second), Source: "RFC 1122 section 3.3.2, RFC 8200 section 4.5"},
		{Knob: "host.reassembly_limit", Value: 4 << 20, Source: "ours"},
		{Knob: "host.fragment_overlap", Value: int64(ip.OverlapNewest), Source: "RFC 791 section 3.2"},
		{Knob: "host.icmp_errors", Value: int64(ICMPLinux), Source: "Linux; RFC 1122 section 3.2.2.1 leaves the numbers open"},
		{Knob: "host.icmp_interval", Value: int64(100 * vtime.Millisecond), Source: "RFC 4443 section 2.4: 10 in a second"},
		{Knob: "host.icmp_burst", Value: 10, Source: "RFC 4443 section 2.4"},
	},
	"classic": {
		{Knob: "host.pmtu_discovery", Value: 0, Source: "4.4BSD has none"},
		{Knob: "host.pmtu_min", Value: 68, Source: "unused"},
		{Knob: "host.pmtu_expires", Value: int64(10 * vtime.Minute), Source: "unused"},
		{Knob: "host.mss_clamp", Value: 0, Source: "4.4BSD has none"},
		{Knob: "host.flow_labels", Value: 0, Source: "4.4BSD has none"},
		{Knob: "host.reassembly_timeout", Value: int64(30 * vtime.Second), Source: "4.4BSD IPFRAGTTL"},
		{Knob: "host.reassembly_limit", Value: 1 << 20, Source: "ours: 4.4BSD takes what mbufs there are"},
		{Knob: "host.fragment_overlap", Value: int64(ip.OverlapOldest), Source: "4.4BSD ip_reass, but for what follows"},
		{Knob: "host.icmp_errors", Value: int64(ICMPLinux), Source: "ours: 4.4BSD inetctlerrmap is not simulated"},
		{Knob: "host.icmp_interval", Value: 0, Source: "4.4BSD has none"},
		{Knob: "host.icmp_burst", Value: 1, Source: "unused"},
	},
	"linux": {
		{Knob: "host.pmtu_discovery", Value: 1, Source: "ip_no_pmtu_disc"},
		{Knob: "host.pmtu_min", Value: 552, Source: "min_pmtu"},
		{Knob: "host.pmtu_expires", Value: int64(10 * vtime.Minute), Source: "mtu_expires"},
		{Knob: "host.mss_clamp", Value: 0, Source: "iptables TCPMSS is not there by itself"},
		{Knob: "host.flow_labels", Value: 1, Source: "auto_flowlabels"},
		{Knob: "host.reassembly_timeout", Value: int64(30 * vtime.Second), Source: "ipfrag_time"},
		{Knob: "host.reassembly_limit", Value: 4 << 20, Source: "ipfrag_high_thresh"},
		{Knob: "host.fragment_overlap", Value: int64(ip.OverlapDrop), Source: "ip_frag_queue, inet_frag_queue_insert"},
		{Knob: "host.icmp_errors", Value: int64(ICMPLinux), Source: "icmp_err_convert"},
		{Knob: "host.icmp_interval", Value: int64(vtime.Second), Source: "icmp_ratelimit"},
		{Knob: "host.icmp_burst", Value: 6, Source: "inet_peer_xrlim_allow"},
	},
	"freebsd": {
		{Knob: "host.pmtu_discovery", Value: 1, Source: "net.inet.tcp.path_mtu_discovery"},
		{Knob: "host.pmtu_min", Value: 296, Source: "net.inet.tcp.minmss 216, and headers"},
		{Knob: "host.pmtu_expires", Value: int64(10 * vtime.Minute), Source: "TCP_HC_EXPIRE is 1 h; ours"},
		{Knob: "host.mss_clamp", Value: 0, Source: "pf scrub max-mss is not there by itself"},
		{Knob: "host.flow_labels", Value: 1, Source: "net.inet6.ip6.auto_flowlabel"},
		{Knob: "host.reassembly_timeout", Value: int64(30 * vtime.Second), Source: "IPFRAGTTL"},
		{Knob: "host.reassembly_limit", Value: 4 << 20, Source: "ours"},
		{Knob: "host.fragment_overlap", Value: int64(ip.OverlapOldest), Source: "ip_reass, but for what follows"},
		{Knob: "host.icmp_errors", Value: int64(ICMPBSD), Source: "icmp_errmap, icmp6_errmap"},
		{Knob: "host.icmp_interval", Value: int64(5 * vtime.Millisecond), Source: "net.inet.icmp.icmplim: 200 in a second, of all hosts"},
		{Knob: "host.icmp_burst", Value: 200, Source: "net.inet.icmp.icmplim"},
	},
}
