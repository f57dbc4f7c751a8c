package gvisor

import (
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	netstack "gvisor.dev/gvisor/pkg/tcpip/stack"
	gtcp "gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Config holds the knobs of a host that gVisor runs.
type Config struct {
	PortLow, PortHigh               uint16
	TTL                             uint8
	SendBuffer, SendBufferMax       int64
	ReceiveBuffer, ReceiveBufferMax int64
	ReceiveTuning                   bool
	Congestion                      uint8 // an index into algorithms
	SACK, RACK                      bool
	Nagle                           uint8 // 1: on
	RTOMin, RTOMax                  vtime.Time
	Retries                         uint8
	TimeWait, FinWait2Limit         vtime.Time
}

// algorithms are gVisor's congestion controls.
var algorithms = []string{"reno", "cubic"}

// Default is what gVisor does unless somebody changes it.
func Default() Config {
	return Config{
		PortLow: 16000, PortHigh: 65535, TTL: 64,
		SendBuffer: gtcp.DefaultSendBufferSize, SendBufferMax: gtcp.MaxBufferSize,
		ReceiveBuffer: gtcp.DefaultReceiveBufferSize, ReceiveBufferMax: gtcp.MaxBufferSize, ReceiveTuning: true,
		SACK: true, RACK: true, RTOMin: vtime.Time(gtcp.MinRTO), RTOMax: vtime.Time(gtcp.MaxRTO),
		Retries:  gtcp.MaxRetries,
		TimeWait: vtime.Time(gtcp.DefaultTCPTimeWaitTimeout), FinWait2Limit: vtime.Time(gtcp.DefaultTCPLingerTimeout),
	}
}

// Table lists the knobs. They are called as those of our own stack that mean the
// same.
func Table() knob.Table[Config] {
	const least, most = int64(gtcp.MinBufferSize), int64(gtcp.MaxBufferSize)
	const long = int64(60 * vtime.Minute)
	return knob.Table[Config]{
		knob.Of("host.port_low", knob.Count, 1, 65535, func(c *Config) *uint16 { return &c.PortLow },
			"first ephemeral port"),
		knob.Of("host.port_high", knob.Count, 1, 65535, func(c *Config) *uint16 { return &c.PortHigh },
			"last ephemeral port"),
		knob.Of("host.ttl", knob.Count, 1, 255, func(c *Config) *uint8 { return &c.TTL },
			"time to live of datagrams"),
		knob.Of("tcp.send_buffer", knob.Bytes, least, most, func(c *Config) *int64 { return &c.SendBuffer },
			"bytes that may be written and not acknowledged"),
		knob.Of("tcp.send_buffer_max", knob.Bytes, least, most, func(c *Config) *int64 { return &c.SendBufferMax },
			"the most that it grows to"),
		knob.Of("tcp.receive_buffer", knob.Bytes, least, most, func(c *Config) *int64 { return &c.ReceiveBuffer },
			"bytes that may have arrived and not been read"),
		knob.Of("tcp.receive_buffer_max", knob.Bytes, least, most, func(c *Config) *int64 { return &c.ReceiveBufferMax },
			"the most that it grows to"),
		knob.Switch("tcp.receive_autotuning", func(c *Config) *bool { return &c.ReceiveTuning },
			"the receive buffer grows"),
		knob.Among("tcp.congestion", algorithms, func(c *Config) *uint8 { return &c.Congestion },
			"congestion control"),
		knob.Switch("tcp.sack", func(c *Config) *bool { return &c.SACK },
			"selective acknowledgements (RFC 2018)"),
		knob.Switch("tcp.rack", func(c *Config) *bool { return &c.RACK },
			"losses are found by time, and tails are probed (RFC 8985)"),
		knob.Among("tcp.nagle", []string{"off", "classic"}, func(c *Config) *uint8 { return &c.Nagle },
			"small segments wait until all is acknowledged (RFC 9293 section 3.7.4)"),
		knob.Of("tcp.rto_min", knob.Duration, 1, long, func(c *Config) *vtime.Time { return &c.RTOMin },
			"least retransmission timeout"),
		knob.Of("tcp.rto_max", knob.Duration, 1, long, func(c *Config) *vtime.Time { return &c.RTOMax },
			"largest retransmission timeout"),
		knob.Of("tcp.retries", knob.Count, 1, 255, func(c *Config) *uint8 { return &c.Retries },
			"timeouts in a row that end a connection"),
		knob.Of("tcp.time_wait", knob.Duration, 0, long, func(c *Config) *vtime.Time { return &c.TimeWait },
			"how long TIME-WAIT lasts"),
		knob.Of("tcp.fin_wait2_timeout", knob.Duration, 0, long, func(c *Config) *vtime.Time { return &c.FinWait2Limit },
			"how long FIN-WAIT-2 lasts once the socket is closed"),
	}
}

// apply sets the knobs of a stack.
func (c *Config) apply(s *netstack.Stack) {
	must(s.SetPortRange(min(c.PortLow, c.PortHigh), c.PortHigh))
	ttl := tcpip.DefaultTTLOption(c.TTL)
	must(s.SetNetworkProtocolOption(ipv4.ProtocolNumber, &ttl))
	must(s.SetNetworkProtocolOption(ipv6.ProtocolNumber, &ttl))
	sack, nagle := tcpip.TCPSACKEnabled(c.SACK), tcpip.TCPDelayEnabled(c.Nagle == 1)
	tuning := tcpip.TCPModerateReceiveBufferOption(c.ReceiveTuning)
	algorithm := tcpip.CongestionControlOption(algorithms[c.Congestion])
	least, most := tcpip.TCPMinRTOOption(c.RTOMin), tcpip.TCPMaxRTOOption(max(c.RTOMin, c.RTOMax))
	retries := tcpip.TCPMaxRetriesOption(c.Retries)
	wait, fin2 := tcpip.TCPTimeWaitTimeoutOption(c.TimeWait), tcpip.TCPLingerTimeoutOption(time.Duration(c.FinWait2Limit))
	var recovery tcpip.TCPRecovery
	if c.RACK {
		recovery = tcpip.TCPRACKLossDetection
	}
	for _, o := range []tcpip.SettableTransportProtocolOption{
		&sack, &nagle, &tuning, &algorithm, &most, &least, &retries, &wait, &fin2, &recovery,
		&tcpip.TCPSendBufferSizeRangeOption{
			Min: gtcp.MinBufferSize, Default: int(c.SendBuffer), Max: int(max(c.SendBuffer, c.SendBufferMax)),
		},
		&tcpip.TCPReceiveBufferSizeRangeOption{
			Min: gtcp.MinBufferSize, Default: int(c.ReceiveBuffer), Max: int(max(c.ReceiveBuffer, c.ReceiveBufferMax)),
		},
	} {
		must(s.SetTransportProtocolOption(gtcp.ProtocolNumber, o))
	}
}
