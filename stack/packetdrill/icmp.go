package packetdrill

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/ip"
)

// icmpType is a type of ICMP messages by the name that scripts have for it.
type icmpType struct {
	name   string
	number uint8
	codes  []string // by their numbers; empty: without a name
}

var icmpTypes = []icmpType{
	{"echo_reply", ip.EchoReply, nil},
	{"unreachable", ip.DestinationUnreachable, []string{
		"net_unreachable", "host_unreachable", "protocol_unreachable", "port_unreachable", "frag_needed",
		"source_route_failed", "net_unknown", "host_unknown", "source_host_isolated", "net_prohibited",
		"host_prohibited", "net_unreachable_for_tos", "host_unreachable_for_tos", "packet_filtered",
		"precedence_violation", "precedence_cutoff"}},
	{"source_quench", ip.SourceQuench, nil},
	{"redirect", ip.Redirect, nil},
	{"echo_request", ip.EchoRequest, nil},
	{"time_exceeded", ip.TimeExceeded, []string{"exceeded_in_transit", "exceeded_reassembly"}},
	{"parameter_problem", ip.ParameterProblem, nil},
	{"packet_too_big", ip.DestinationUnreachable, nil}, // ICMPv6; stands for frag_needed
}

// icmpAliases are other names of codes, such as those of ICMPv6.
var icmpAliases = map[string]string{
	"no_route": "net_unreachable", "addr_unreachable": "host_unreachable", "admin_prohibited": "packet_filtered",
	"ttl_exceeded": "exceeded_in_transit", "communication_prohibited": "packet_filtered",
	"address_unreachable": "host_unreachable", "not_neighbour": "host_unreachable", "beyond_scope": "host_unreachable",
	"source_address_failed_policy": "packet_filtered", "reject_route": "packet_filtered",
}

// numbers returns type and code as they are on the wire.
func (m *icmp) numbers() (typ, code uint8, ok bool) {
	i := slices.IndexFunc(icmpTypes, func(t icmpType) bool { return t.name == m.kind })
	if i < 0 {
		return 0, 0, false
	}
	t := icmpTypes[i]
	if m.kind == "packet_too_big" {
		return t.number, ip.FragmentationNeeded, m.code == ""
	}
	word := m.code
	if other, ok := icmpAliases[word]; ok {
		word = other
	}
	if word == "" {
		return t.number, 0, true
	}
	if n, err := strconv.ParseUint(strings.TrimPrefix(word, "code"), 10, 8); err == nil {
		return t.number, uint8(n), true
	}
	c := slices.Index(t.codes, word)
	return t.number, uint8(max(c, 0)), c >= 0
}

// icmp6 are the types and codes of IPv6 for those of IPv4 that mean the same.
var icmp6 = map[[2]uint8][2]uint8{
	{ip.DestinationUnreachable, ip.NetUnreachable}:      {ip.Unreachable6, ip.NoRoute6},
	{ip.DestinationUnreachable, ip.HostUnreachable}:     {ip.Unreachable6, ip.NoAddress6},
	{ip.DestinationUnreachable, ip.ProtocolUnreachable}: {ip.ParameterProblem6, 1},
	{ip.DestinationUnreachable, ip.PortUnreachable}:     {ip.Unreachable6, ip.NoPort6},
	{ip.DestinationUnreachable, ip.FragmentationNeeded}: {ip.PacketTooBig6, 0},
	{ip.DestinationUnreachable, ip.AdminProhibited}:     {ip.Unreachable6, ip.Prohibited6},
	{ip.TimeExceeded, 0}:                                {ip.TimeExceeded6, 0},
	{ip.TimeExceeded, 1}:                                {ip.TimeExceeded6, 1},
	{ip.EchoRequest, 0}:                                 {ip.EchoRequest6, 0},
	{ip.EchoReply, 0}:                                   {ip.EchoReply6, 0},
}

// codes6 are the codes of unreachable in IPv6 by the names that scripts have for
// them.
var codes6 = map[string]uint8{
	"no_route": ip.NoRoute6, "admin_prohibited": ip.Prohibited6, "not_neighbour": ip.BeyondScope6,
	"beyond_scope": ip.BeyondScope6, "address_unreachable": ip.NoAddress6, "port_unreachable": ip.NoPort6,
	"source_address_failed_policy": ip.BadSource6, "reject_route": ip.RejectRoute6,
}

// wire returns type and code as they are on the wire in the family of an address.
func (m *icmp) wire(family ip.Addr) (typ, code uint8) {
	typ, code, _ = m.numbers()
	if !family.Is4() {
		if code, ok := codes6[m.code]; ok && m.kind == "unreachable" {
			return ip.Unreachable6, code
		}
		six := icmp6[[2]uint8{typ, code}]
		return six[0], six[1]
	}
	return typ, code
}

// check sees that the words are known.
func (m *icmp) check(p *parser, at token) error {
	if _, _, ok := m.numbers(); ok {
		return nil
	}
	var names []string
	for _, t := range icmpTypes {
		names = append(names, t.name)
		if t.name == m.kind && m.code != "" {
			return p.errorAt(at, "icmp %s %s: the code is not known; expected one of %s",
				m.kind, m.code, strings.Join(t.codes, ", "))
		}
	}
	return p.errorAt(at, "icmp %s: the type is not known; expected one of %s", m.kind, strings.Join(names, ", "))
}
