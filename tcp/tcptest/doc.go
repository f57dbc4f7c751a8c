// Package tcptest runs connections of package tcp without a host: one against
// a script, or two over a pair of pipes that delay, drop, double and reorder.
// It is test support.
//
// # Stories
//
// A story is a file in packetdrill's manner that is its own golden: its
// options, calls, injected segments and comments are input, the rest is what
// happened. Tell reads the input and writes the whole conversation.
//
//	--profile=rfc
//
//	// A comment above a step says what it shows.
//	0.000 connect
//	0.000 -> SYN-SENT
//	0.000 > S 0:0(0) win 65535 <mss 1460,wscale 5>
//	0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
//	0.100 -> ESTABLISHED
//	0.100 > . 1:1(0) ack 1 win 65535
//	0.200 write 100 = 100
//	0.200 > P. 1:101(100) ack 1 win 65535
//	// 1.2: A comment with a time stands before what happens then. Its further
//	//      lines are indented.
//	1.200 > P. 1:101(100) ack 1 win 65535 // copy 2: loss (timeout)
//
// Times are absolute, in seconds. A step comes after everything else that
// happens at its time. Sequence and acknowledgement numbers are relative to the
// initial ones. "<" comes in and ">" goes out; "->" is a change of state, with
// the error if there is one; "*" is a wake-up. A call ends with its result. A
// segment to inject needs no window: it repeats the last one.
//
// The remark behind a departure says which copy it is and what it repairs, what
// its first byte was held by since it was written and what let it go, how long
// the acknowledgement in it was owed, which timer sent it, and what becomes of
// it on the way.
//
// If the steps name "client" and "server", both ends are real, and what one
// sends arrives at the other; arrivals are not shown.
//
// # Options
//
// They stand above the first step. In a story with two ends "--client.KEY" and
// "--server.KEY" are for one of them.
//
//	--profile=NAME      rfc, classic, linux or freebsd
//	--KNOB=VALUE        any knob of tcp.Table; mss is the interface's as well
//	--iss, --peer_iss   initial sequence numbers
//	--reads=yes         the application reads at once whatever arrives
//	--wakes=LIST        wake-ups to show: established, readable, writable, time-wait, closed
//	--until=TIME        ends the story; else it runs until nothing is left to do
//	--delay=TIME        one way from an end to its peer
//	--lose=3,5          the segments of an end that are lost, from 1
//	--twice=3:10ms      segments that arrive again that much later
//	--late=3:10ms       segments that arrive that much later
package tcptest
