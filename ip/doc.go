// Package ip is the network layer as values: IPv4 addresses and prefixes,
// datagram headers and their wire form, UDP and ICMP framing, and a routing
// table with longest-prefix match.
//
// Nothing here sends or receives; package stack does. Headers travel as values
// and are written to bytes only when somebody looks (a capture, a wire that
// damages bytes, a foreign stack). The codec is gVisor's header and checksum
// packages behind bounds checks of our own: gVisor's accessors trust their
// input, ours must not.
//
// The package knows no fragmentation and no IPv6 yet: Header carries the fields
// of fragments so that they can be seen and refused, and Addr hides its
// representation so that it can grow.
package ip
