package stack

import (
	"slices"
	"sync"

	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// PortOrder says in which order ephemeral ports are tried.
type PortOrder uint8

// The orders.
const (
	PortsSequential PortOrder = iota // upwards from the last one (BSD)
	PortsRandom                      // at random (RFC 6056 section 3.3.1)
	PortsEvenFirst                   // at random, even ones before odd ones (Linux connect)
)

// EarlyWrite says what a write does before its socket is connected.
type EarlyWrite uint8

// The rules.
const (
	EarlyWriteQueues EarlyWrite = iota // it is taken during the handshake (RFC 9293 section 3.10.2)
	EarlyWriteFails                    // ENOTCONN (BSD sosend)
	EarlyWriteWaits                    // it waits for the handshake; EPIPE if there is none (Linux sk_stream_wait_connect)
)

// Config holds every knob of a host. It must not change once the host lives.
type Config struct {
	TCP             tcp.Config
	PortLow         uint16
	PortHigh        uint16
	PortOrder       PortOrder
	PortPerPeer     bool
	TTL             uint8
	BacklogLimit    int64
	SYNBacklog      int64
	TakeOver        TakeOver
	SYNCookies      SYNCookies
	AbortOnOverflow bool
	FastOpenClient  bool
	FastOpenServer  bool
	UDPBuffer       int64
	ReceiveOption   int64
	SendOption      int64
	IP              IPConfig
	SendICMP        bool
	ConnectTimeout  vtime.Time
	Blackhole       Blackhole
	DropSYNFIN      bool
	DropSigned      bool
	EarlyWrite      EarlyWrite
	ReflectTOS      bool
	ChallengeLimit  int64 // 0: none
	MaxOrphans      int64
	SaveMetrics     bool
	SaveThresholds  bool
	BlockCost       vtime.Time
}

// Table lists the knobs of a host: its own under "host." and those of its TCP
// under "tcp.".
func Table() knob.Table[Config] { return slices.Clone(table()) }

// table is made once. It must not be changed.
var table = sync.OnceValue(newTable)

func newTable() knob.Table[Config] {
	t := knob.Table[Config]{
		knob.Of("host.port_low", knob.Count, 1, 65535, func(c *Config) *uint16 { return &c.PortLow },
			"first ephemeral port (RFC 6335 section 6: 49152)"),
		knob.Of("host.port_high", knob.Count, 1, 65535, func(c *Config) *uint16 { return &c.PortHigh },
			"last ephemeral port (RFC 6335 section 6: 65535)"),
		knob.Among("host.port_order", []string{"sequential", "random", "even_first"},
			func(c *Config) *PortOrder { return &c.PortOrder }, "order in which ephemeral ports are tried (RFC 6056)"),
		knob.Switch("host.port_per_peer", func(c *Config) *bool { return &c.PortPerPeer },
			"the same local port may serve connections to different peers"),
		knob.Of("host.ttl", knob.Count, 1, 255, func(c *Config) *uint8 { return &c.TTL },
			"time to live of datagrams (RFC 1122 section 3.2.1.7)"),
		knob.Of("host.backlog_limit", knob.Count, 1, 1<<20, func(c *Config) *int64 { return &c.BacklogLimit },
			"largest accept queue that listen may ask for (Linux somaxconn)"),
		knob.Among("host.time_wait_takeover", []string{"never", "always", "loopback"},
			func(c *Config) *TakeOver { return &c.TakeOver },
			"when a connection with timestamps that is opened takes the place of one in TIME-WAIT (Linux tcp_tw_reuse)"),
		knob.Of("host.syn_backlog", knob.Count, 1, 1<<20, func(c *Config) *int64 { return &c.SYNBacklog },
			"handshakes that a listener without cookies remembers, however long its queue (Linux tcp_max_syn_backlog)"),
		knob.Among("host.syn_cookies", []string{"never", "if_full", "always"},
			func(c *Config) *SYNCookies { return &c.SYNCookies },
			"when a listener answers a SYN without remembering it (RFC 4987 section 3.6; Linux tcp_syncookies)"),
		knob.Switch("host.abort_on_overflow", func(c *Config) *bool { return &c.AbortOnOverflow },
			"a full accept queue resets who completes a handshake, instead of letting him try again (Linux)"),
		knob.Switch("host.fast_open_client", func(c *Config) *bool { return &c.FastOpenClient },
			"sockets may open with data in the SYN (RFC 7413; Linux tcp_fastopen bit 1)"),
		knob.Switch("host.fast_open_server", func(c *Config) *bool { return &c.FastOpenServer },
			"listeners that ask for it take data in SYNs with a valid cookie (RFC 7413; Linux tcp_fastopen bit 2)"),
		knob.Of("host.udp_buffer", knob.Bytes, 512, 1<<30, func(c *Config) *int64 { return &c.UDPBuffer },
			"bytes of unread datagrams that a UDP socket keeps"),
		knob.Of("host.receive_option_limit", knob.Bytes, 1, 1<<30, func(c *Config) *int64 { return &c.ReceiveOption },
			"largest receive buffer that a socket may ask for (Linux rmem_max)"),
		knob.Of("host.send_option_limit", knob.Bytes, 1, 1<<30, func(c *Config) *int64 { return &c.SendOption },
			"largest send buffer that a socket may ask for (Linux wmem_max)"),
		knob.Switch("host.icmp", func(c *Config) *bool { return &c.SendICMP },
			"send ICMP errors (RFC 1122 section 3.2.2); off is a silent firewall"),
		knob.Among("host.blackhole", []string{"off", "syn", "all"}, func(c *Config) *Blackhole { return &c.Blackhole },
			"which segments to a port that nobody has are not answered with a reset (FreeBSD blackhole)"),
		knob.Switch("host.drop_syn_fin", func(c *Config) *bool { return &c.DropSYNFIN },
			"a listener drops a SYN that carries a FIN, as port scanners send it (FreeBSD drop_synfin)"),
		knob.Switch("host.drop_signed", func(c *Config) *bool { return &c.DropSigned },
			"a segment that is signed (RFC 2385) with a key that nobody has set is dropped"),
		knob.Among("host.early_write", []string{"queues", "fails", "waits"},
			func(c *Config) *EarlyWrite { return &c.EarlyWrite },
			"what a write does during the handshake: its bytes are taken (RFC 9293 section 3.10.2), it is an error (BSD), "+
				"or it waits, and is an error without a handshake (Linux)"),
		knob.Switch("host.reflect_tos", func(c *Config) *bool { return &c.ReflectTOS },
			"what a listener accepts has the type of service of the SYN, but for ECN (Linux tcp_reflect_tos)"),
		knob.Of("host.challenge_limit", knob.Count, 0, 1<<31-1, func(c *Config) *int64 { return &c.ChallengeLimit },
			"challenge ACKs of the whole host in a second, about (RFC 5961 section 7; Linux tcp_challenge_ack_limit); 0: no limit"),
		knob.Of("host.max_orphans", knob.Count, 0, 1<<30, func(c *Config) *int64 { return &c.MaxOrphans },
			"connections that are not over and that nobody holds; a further one is reset (Linux tcp_max_orphans)"),
		knob.Switch("host.save_metrics", func(c *Config) *bool { return &c.SaveMetrics },
			"a connection hands on what it has learnt of the way, round trip and reordering, to the next one to the same "+
				"peer, for an hour (RFC 9040 section 4; Linux tcp_no_metrics_save of 0)"),
		knob.Switch("host.save_thresholds", func(c *Config) *bool { return &c.SaveThresholds },
			"and the slow-start threshold (Linux tcp_no_ssthresh_metrics_save of 0)"),
		knob.Of("host.block_cost", knob.Duration, 0, int64(vtime.Second), func(c *Config) *vtime.Time { return &c.BlockCost },
			"time that finding the connection of a segment takes for each control block that the host holds, TIME-WAIT included"),
		knob.Of("host.connect_timeout", knob.Duration, 0, int64(24*60*vtime.Minute),
			func(c *Config) *vtime.Time { return &c.ConnectTimeout }, "limit of a blocking connect; 0 leaves it to TCP"),
	}
	t = append(t, knob.Embed("host.", ipTable(), func(c *Config) *IPConfig { return &c.IP })...)
	return append(t, knob.Embed("tcp.", tcp.Table(), func(c *Config) *tcp.Config { return &c.TCP })...)
}
