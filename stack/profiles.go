package stack

import (
	"fmt"
	"slices"
	"sync"

	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/tcp"
)

// hostSettings are the values of a host's own knobs in each profile.
var hostSettings = map[string][]tcp.Setting{
	"rfc": {
		{Knob: "host.port_low", Value: 49152, Source: "RFC 6335 section 6"},
		{Knob: "host.port_high", Value: 65535, Source: "RFC 6335 section 6"},
		{Knob: "host.port_order", Value: int64(PortsRandom), Source: "RFC 6056 section 3.3.1"},
		{Knob: "host.port_per_peer", Value: 1, Source: "RFC 6056 section 3.1"},
		{Knob: "host.ttl", Value: 64, Source: "RFC 1700"},
		{Knob: "host.backlog_limit", Value: 4096, Source: "ours"},
		{Knob: "host.time_wait_takeover", Value: int64(TakeOverNever), Source: "no standard"},
		{Knob: "host.syn_backlog", Value: 4096, Source: "ours"},
		{Knob: "host.syn_cookies", Value: int64(CookiesNever), Source: "RFC 4987 section 3.6: not a default"},
		{Knob: "host.abort_on_overflow", Value: 0, Source: "RFC 9293 knows no accept queue"},
		{Knob: "host.fast_open_client", Value: 1, Source: "RFC 7413 section 4, where the application asks"},
		{Knob: "host.fast_open_server", Value: 1, Source: "RFC 7413 section 4, where the application asks"},
		{Knob: "host.udp_buffer", Value: 1 << 18, Source: "ours"},
		{Knob: "host.receive_option_limit", Value: 1 << 30, Source: "ours: no limit"},
		{Knob: "host.send_option_limit", Value: 1 << 30, Source: "ours: no limit"},
		{Knob: "host.icmp", Value: 1, Source: "RFC 1122 section 3.2.2"},
		{Knob: "host.blackhole", Value: int64(AnswerAll), Source: "RFC 9293 section 3.10.7.1"},
		{Knob: "host.drop_syn_fin", Value: 0, Source: "RFC 9293 section 3.10.7.2"},
		{Knob: "host.drop_signed", Value: 0, Source: "RFC 2385 section 2 is about segments that should be signed"},
		{Knob: "host.early_write", Value: int64(EarlyWriteQueues), Source: "RFC 9293 section 3.10.2"},
		{Knob: "host.reflect_tos", Value: 0, Source: "RFC 9293 section 3.9.2: each end sets its own"},
		{Knob: "host.challenge_limit", Value: 0, Source: "RFC 5961 section 7: for each connection"},
		{Knob: "host.max_orphans", Value: 1 << 30, Source: "no standard: no limit"},
		{Knob: "host.save_metrics", Value: 0, Source: "RFC 9040 leaves it open"},
		{Knob: "host.save_thresholds", Value: 0, Source: "not used"},
		{Knob: "host.block_cost", Value: 0, Source: "no standard: a table that takes no time"},
		{Knob: "host.connect_timeout", Value: 0, Source: "left to TCP"},
	},
	"classic": {
		{Knob: "host.port_low", Value: 1024, Source: "4.4BSD IPPORT_RESERVED"},
		{Knob: "host.port_high", Value: 5000, Source: "4.4BSD IPPORT_USERRESERVED"},
		{Knob: "host.port_order", Value: int64(PortsSequential), Source: "4.4BSD in_pcbbind"},
		{Knob: "host.port_per_peer", Value: 0, Source: "4.4BSD in_pcbbind: a port serves one connection"},
		{Knob: "host.ttl", Value: 64, Source: "4.4BSD IPDEFTTL"},
		{Knob: "host.backlog_limit", Value: 5, Source: "4.4BSD SOMAXCONN"},
		{Knob: "host.time_wait_takeover", Value: int64(TakeOverNever), Source: "4.4BSD in_pcbconnect: in use"},
		{Knob: "host.syn_backlog", Value: 1 << 20, Source: "4.4BSD: only the backlog bounds"},
		{Knob: "host.syn_cookies", Value: int64(CookiesNever), Source: "SYN cookies are of 1996"},
		{Knob: "host.abort_on_overflow", Value: 0, Source: "4.4BSD sonewconn: dropped"},
		{Knob: "host.fast_open_client", Value: 0, Source: "RFC 7413 is of 2014"},
		{Knob: "host.fast_open_server", Value: 0, Source: "RFC 7413 is of 2014"},
		{Knob: "host.udp_buffer", Value: 41600, Source: "4.4BSD udp_recvspace"},
		{Knob: "host.receive_option_limit", Value: 256 << 10, Source: "4.4BSD SB_MAX"},
		{Knob: "host.send_option_limit", Value: 256 << 10, Source: "4.4BSD SB_MAX"},
		{Knob: "host.icmp", Value: 1, Source: "RFC 1122 section 3.2.2"},
		{Knob: "host.blackhole", Value: int64(AnswerAll), Source: "4.4BSD has none"},
		{Knob: "host.drop_syn_fin", Value: 0, Source: "4.4BSD has none"},
		{Knob: "host.drop_signed", Value: 0, Source: "RFC 2385 is of 1998"},
		{Knob: "host.early_write", Value: int64(EarlyWriteFails), Source: "4.4BSD sosend: PR_CONNREQUIRED"},
		{Knob: "host.reflect_tos", Value: 0, Source: "4.4BSD has none"},
		{Knob: "host.challenge_limit", Value: 0, Source: "RFC 5961 is of 2010"},
		{Knob: "host.max_orphans", Value: 1 << 30, Source: "4.4BSD has no limit"},
		{Knob: "host.save_metrics", Value: 0, Source: "4.4BSD tcp_close keeps them in the route, of connections that measured sixteen round trips"},
		{Knob: "host.save_thresholds", Value: 0, Source: "not used"},
		{Knob: "host.block_cost", Value: 0, Source: "4.4BSD in_pcblookup goes through a list; how long that takes depends on the machine"},
		{Knob: "host.connect_timeout", Value: 0, Source: "left to TCP"},
	},
	"freebsd": {
		{Knob: "host.port_low", Value: 10000, Source: "portrange.first"},
		{Knob: "host.port_high", Value: 65535, Source: "portrange.last"},
		{Knob: "host.port_order", Value: int64(PortsRandom), Source: "portrange.randomized"},
		{Knob: "host.port_per_peer", Value: 1, Source: "in_pcbconnect"},
		{Knob: "host.ttl", Value: 64, Source: "IPDEFTTL"},
		{Knob: "host.backlog_limit", Value: 128, Source: "soacceptqueue"},
		{Knob: "host.time_wait_takeover", Value: int64(TakeOverNever), Source: "in_pcbconnect: in use"},
		{Knob: "host.syn_backlog", Value: 30 * 512, Source: "tcp.syncache.cachelimit: buckets of 30, 512 of them"},
		{Knob: "host.syn_cookies", Value: int64(CookiesIfFull), Source: "tcp.syncookies"},
		{Knob: "host.abort_on_overflow", Value: 0, Source: "soabort only what is queued"},
		{Knob: "host.fast_open_client", Value: 1, Source: "tcp.fastopen.client_enable"},
		{Knob: "host.fast_open_server", Value: 0, Source: "tcp.fastopen.server_enable"},
		{Knob: "host.udp_buffer", Value: 42080, Source: "udp.recvspace"},
		{Knob: "host.receive_option_limit", Value: 2 << 20, Source: "maxsockbuf"},
		{Knob: "host.send_option_limit", Value: 2 << 20, Source: "maxsockbuf"},
		{Knob: "host.icmp", Value: 1, Source: "RFC 1122 section 3.2.2"},
		{Knob: "host.blackhole", Value: int64(AnswerAll), Source: "blackhole of 0"},
		{Knob: "host.drop_syn_fin", Value: 0, Source: "drop_synfin of 0"},
		{Knob: "host.drop_signed", Value: 0, Source: "tcp_input looks at signatures where it has keys"},
		{Knob: "host.early_write", Value: int64(EarlyWriteFails), Source: "sosend_generic: SS_ISCONNECTED"},
		{Knob: "host.reflect_tos", Value: 0, Source: "has none"},
		{Knob: "host.challenge_limit", Value: 0, Source: "ack_war_cnt is for each connection"},
		{Knob: "host.max_orphans", Value: 1 << 30, Source: "has no limit"},
		{Knob: "host.save_metrics", Value: 0, Source: "tcp.hostcache, which tests purge, is left out"},
		{Knob: "host.save_thresholds", Value: 0, Source: "not used"},
		{Knob: "host.block_cost", Value: 0, Source: "__inet_lookup_established: a hash table"},
		{Knob: "host.connect_timeout", Value: 0, Source: "left to TCP"},
	},
	"linux": {
		{Knob: "host.port_low", Value: 32768, Source: "ip_local_port_range"},
		{Knob: "host.port_high", Value: 60999, Source: "ip_local_port_range"},
		{Knob: "host.port_order", Value: int64(PortsEvenFirst), Source: "__inet_hash_connect"},
		{Knob: "host.port_per_peer", Value: 1, Source: "__inet_hash_connect"},
		{Knob: "host.ttl", Value: 64, Source: "ip_default_ttl"},
		{Knob: "host.backlog_limit", Value: 4096, Source: "somaxconn"},
		{Knob: "host.time_wait_takeover", Value: int64(TakeOverLoopback), Source: "tcp_tw_reuse of 2"},
		{Knob: "host.syn_backlog", Value: 4096, Source: "tcp_max_syn_backlog of a machine with much memory"},
		{Knob: "host.syn_cookies", Value: int64(CookiesIfFull), Source: "tcp_syncookies of 1"},
		{Knob: "host.abort_on_overflow", Value: 0, Source: "tcp_abort_on_overflow"},
		{Knob: "host.fast_open_client", Value: 1, Source: "tcp_fastopen of 1"},
		{Knob: "host.fast_open_server", Value: 0, Source: "tcp_fastopen of 1"},
		{Knob: "host.udp_buffer", Value: 212992, Source: "rmem_default"},
		{Knob: "host.receive_option_limit", Value: 212992, Source: "rmem_max"},
		{Knob: "host.send_option_limit", Value: 212992, Source: "wmem_max"},
		{Knob: "host.icmp", Value: 1, Source: "RFC 1122 section 3.2.2"},
		{Knob: "host.blackhole", Value: int64(AnswerAll), Source: "Linux has none"},
		{Knob: "host.drop_syn_fin", Value: 0, Source: "tcp_conn_request is for all SYNs without ACK and RST"},
		{Knob: "host.drop_signed", Value: 1, Source: "tcp_inbound_md5_hash"},
		{Knob: "host.early_write", Value: int64(EarlyWriteWaits), Source: "tcp_sendmsg_locked: sk_stream_wait_connect"},
		{Knob: "host.reflect_tos", Value: 0, Source: "tcp_reflect_tos"},
		{Knob: "host.challenge_limit", Value: 0, Source: "tcp_challenge_ack_limit of INT_MAX"},
		{Knob: "host.max_orphans", Value: 1 << 18, Source: "tcp_max_orphans of a machine with much memory"},
		{Knob: "host.save_metrics", Value: 1, Source: "tcp_no_metrics_save of 0"},
		{Knob: "host.save_thresholds", Value: 0, Source: "tcp_no_ssthresh_metrics_save of 1"},
		{Knob: "host.block_cost", Value: 0, Source: "a table that takes no time"},
		{Knob: "host.connect_timeout", Value: 0, Source: "left to TCP"},
	},
}

// Profile is a named configuration of a host as data, a value for every knob.
type Profile struct {
	Name, Doc string
	Settings  []tcp.Setting
}

// Profiles lists the profiles, the default first. Knobs of TCP carry the
// prefix "tcp.".
func Profiles() []Profile {
	var all []Profile
	for _, p := range tcp.Profiles() {
		q := Profile{Name: p.Name, Doc: p.Doc, Settings: slices.Concat(hostSettings[p.Name], ipSettings[p.Name])}
		for _, s := range p.Settings {
			s.Knob = "tcp." + s.Knob
			q.Settings = append(q.Settings, s)
		}
		all = append(all, q)
	}
	return all
}

// ProfileConfig returns the configuration of a profile by name.
func ProfileConfig(name string) (Config, bool) {
	c, ok := configs()[name]
	return c, ok
}

// configs are the configurations of all profiles, made once.
var configs = sync.OnceValue(func() map[string]Config {
	all := map[string]Config{}
	for _, p := range Profiles() {
		all[p.Name] = p.config(table())
	}
	return all
})

func (p *Profile) config(table knob.Table[Config]) Config {
	var c Config
	for _, s := range p.Settings {
		k, ok := table.Find(s.Knob)
		if !ok {
			panic(fmt.Sprintf("stack: profile %s sets %s, which does not exist", p.Name, s.Knob))
		}
		if err := k.Set(&c, s.Value); err != nil {
			panic(fmt.Sprintf("stack: profile %s: %v", p.Name, err))
		}
	}
	return c
}
