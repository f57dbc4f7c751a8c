// Package names looks host names up: stub resolvers as hosts have them, name
// servers that know zones, and servers that ask others on behalf of clients.
// Messages are real, over simulated UDP and TCP.
//
// A Resolver does what resolv.conf says: it asks its servers in turn, each for
// Timeout, all of them Attempts times; a server that fails is left for the next at
// once, an answer that does not fit into a datagram is fetched over TCP (RFC 7766
// section 5), aliases are followed, and answers are kept as long as they live, those
// that say no too (RFC 2308). Names without enough dots go through the search list.
//
// On a host of both families it asks for addresses of both. It need not wait for the
// second answer (RFC 8305 section 3): addresses of IPv6 are told at once, those of
// IPv4 when ResolutionDelay has passed; what comes later is added to the Lookup.
//
// A Server knows a Zone. With a Recursor it finds what it does not know: from the
// root down, at other hosts or with latencies that stand for them, and keeps what it
// found. Records can be told to be answered badly.
//
// What happened is in a Book: every try of every question, and what servers did with
// it. Explanations are made of that.
package names
