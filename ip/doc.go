// Package ip is the network layer as values: addresses and prefixes of IPv4 and
// IPv6, datagram headers and their wire form, UDP and ICMP framing, and a routing
// table with longest-prefix match.
//
// Nothing here sends or receives; package stack does. Headers travel as values
// and are written to bytes only when somebody looks (a capture, a wire that
// damages bytes, a foreign stack).
//
// # Addresses
//
// Addr and Prefix are comparable, so they can be keys. An Addr is of either family:
// one of IPv4 is held as the IPv6 address that stands for it, and prints as itself.
// The zero Addr, ::, stands for "any" or "none" where the family is open; a Prefix
// holds addresses of one family, the zero one, ::/0, all of IPv6. A Prefix never has
// bits set behind its length: PrefixFrom clears them, ParsePrefix refuses them,
// since there they are most likely a slip.
//
// A Header is of the family of its addresses; TTL and TOS have the names of IPv4.
//
// # Wire form
//
// Each format has an Append function and a Parse function, which undo each
// other:
//
//	AppendHeader  Parse       a datagram: header, then payload
//	AppendUDP     ParseUDP    what a datagram of protocol UDP carries
//	AppendICMP    ParseICMP   what a datagram of protocol ICMP or ICMPv6 carries
//	ErrorAbout    ParseQuote  the datagram that an ICMP error quotes
//
// A whole UDP datagram is built outside in, into one buffer:
//
//	b = ip.AppendHeader(b, h, ip.UDPHeaderLen+len(data))
//	b = ip.AppendUDP(b, h.Src, h.Dst, udp, data)
//
// Append functions compute every length and checksum, and allocate only if the
// buffer has no room. Parse functions take any bytes whatever, return parts of
// their input and keep nothing; what they refuse they name by one of ErrShort,
// ErrVersion, ErrLength and ErrChecksum, or by a Problem that the sender is told of.
// The codec of IPv4 is gVisor's header and checksum packages behind bounds checks of
// our own: gVisor's accessors trust their input, ours must not.
//
// A parsed datagram appended again is not always the same bytes: options (an IHL
// above 5), extension headers, the reserved flag and bytes behind the total length
// are dropped. Of extension headers we write that of fragments only.
//
// # Errors about datagrams
//
// Before a host reports a datagram to its sender it asks MustNotReport, which
// knows the cases where an answer could breed more of its kind. The host that
// gets the report finds out with ParseQuote which of its datagrams it is about.
//
// # Fragments
//
// Fragments cuts a datagram for a link, Assembly puts one together, by the rule of
// the host where fragments overlap. Timers and limits are the host's.
//
// # Routes
//
// Table.Lookup returns the route with the longest prefix. Among routes for the
// same prefix the lowest metric is kept, and of equal metrics the route added
// first, so the outcome does not depend on more than the order of Add. A zero
// Gateway says that the destination is on the link itself.
//
// # What is left out
//
// There are no zones, so no link-local addresses, and no jumbograms. Options and
// extension headers are read, and written by nobody.
package ip
