package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
)

// ICMPErrors says what ICMP errors mean.
type ICMPErrors uint8

// What they mean.
const (
	ICMPLinux ICMPErrors = iota // icmp_err_convert
	ICMPBSD                     // FreeBSD icmp_errmap
)

// IPConfig holds the knobs of a host's IP.
type IPConfig struct {
	PMTUDiscovery     bool
	PMTUMin           int64
	PMTUExpires       vtime.Time
	MSSClamp          bool
	FlowLabels        bool
	ReassemblyTimeout vtime.Time
	ReassemblyLimit   int64
	FragmentOverlap   ip.Overlap
	ICMPErrors        ICMPErrors
	ICMPInterval      vtime.Time
	ICMPBurst         int64
}

func ipTable() knob.Table[IPConfig] {
	const day = 24 * 60 * vtime.Minute
	return knob.Table[IPConfig]{
		knob.Switch("pmtu_discovery", func(c *IPConfig) *bool { return &c.PMTUDiscovery },
			"find out what the way to a peer carries, with DF set (RFC 1191, RFC 8201); off lets routers fragment"),
		knob.Of("pmtu_min", knob.Bytes, 68, 65535, func(c *IPConfig) *int64 { return &c.PMTUMin },
			"least MTU that an ICMP error of IPv4 is believed (RFC 1191 section 3: 68; Linux min_pmtu: 552); IPv6: 1280"),
		knob.Of("pmtu_expires", knob.Duration, int64(vtime.Second), int64(day),
			func(c *IPConfig) *vtime.Time { return &c.PMTUExpires },
			"how long what was found out is believed (RFC 1191 section 6.3: 10 min)"),
		knob.Switch("mss_clamp", func(c *IPConfig) *bool { return &c.MSSClamp },
			"a router lowers the segment size in passing SYNs to what its links carry"),
		knob.Switch("flow_labels", func(c *IPConfig) *bool { return &c.FlowLabels },
			"IPv6 segments of a connection carry its flow label (RFC 6437 section 3)"),
		knob.Of("reassembly_timeout", knob.Duration, 1, int64(day),
			func(c *IPConfig) *vtime.Time { return &c.ReassemblyTimeout },
			"how long fragments wait for the others (RFC 1122 section 3.3.2: 60 to 120 s, RFC 8200 section 4.5: 60 s)"),
		knob.Of("reassembly_limit", knob.Bytes, 0, 1<<30, func(c *IPConfig) *int64 { return &c.ReassemblyLimit },
			"bytes of fragments that a host holds; the oldest datagrams go first"),
		knob.Among("fragment_overlap", []string{"drop", "newest", "oldest"},
			func(c *IPConfig) *ip.Overlap { return &c.FragmentOverlap },
			"what becomes of fragments that overlap (IPv6: always dropped, RFC 5722)"),
		knob.Among("icmp_errors", []string{"linux", "freebsd"}, func(c *IPConfig) *ICMPErrors { return &c.ICMPErrors },
			"whose table says what error an ICMP message is to a program"),
		knob.Of("icmp_interval", knob.Duration, 0, int64(day), func(c *IPConfig) *vtime.Time { return &c.ICMPInterval },
			"time between ICMP errors to one host, once a burst is used up (RFC 1812 section 4.3.2.8, "+
				"RFC 4443 section 2.4); too-big errors are exempt (Linux); 0: no limit"),
		knob.Of("icmp_burst", knob.Count, 1, 1<<20, func(c *IPConfig) *int64 { return &c.ICMPBurst },
			"ICMP errors to one host that may leave at once"),
	}
}
