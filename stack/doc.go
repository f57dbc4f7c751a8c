// Package stack makes hosts: machines with interfaces, routes, ports and
// sockets, joined by wires into a Net.
//
// A Net is a world of hosts on one event loop (package sim). Hosts are added
// with AddHost, joined with Connect, and find each other after ComputeRoutes.
// Processes on hosts (Host.Go) use sockets with the calls of the classical API
// (Socket, UDPSocket), or the same as net.Conn and net.Listener (Dial,
// ListenOn). Calls block the simulated process that makes them.
//
// A segment's way: a call or an arriving segment changes the connection's state
// machine (package tcp); the endpoint pumps it, that is, polls it for segments
// until there are none, gives each to IP, sets the one timer that the
// connection has to its next deadline, and wakes the processes that wait. IP
// finds the route and hands the datagram to a wire, whose far end demultiplexes
// it to an endpoint, a listener or a datagram socket.
//
// Each connection has a record (Connection, with an End for each side): what
// the bytes of each direction waited for, from which an explanation is made.
//
// Profiles are tables of knobs; every knob can be overridden for a host.
//
// A link joins two hosts and is a subnet of its own. What is sent to an address
// on a link that neither end has is unreachable at once, since there is no
// address resolution that could time out.
//
// Another stack can run a host in place of ours (Guest, Host.Lodge): its sockets
// and its packets look the same, and from them the records are made.
//
// After the kernel's Shutdown hosts stay as they were: processes that are
// unwound close their sockets, but nothing leaves any more.
//
// Hosts find out what ways carry by ICMP (RFC 1191, RFC 8201) and remember it;
// connections shrink their segments at once. Datagrams without DF are fragmented
// where they are too big, by routers only in IPv4, and put together by the host
// that they are for.
//
// Not simulated: address resolution, link-local addresses, multicast, anycast.
package stack
