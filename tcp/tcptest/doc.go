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
//	--profile=rfc              and more options, see Options
//	// A comment before a step says what it shows.
//	0.000 connect
//	0.000 > S 0:0(0) win 65535 <mss 1460>
//	0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
//	0.100 -> ESTABLISHED
//	0.100 > . 1:1(0) ack 1 win 65535
//	// 1.1: A comment with a time stands before what happens then.
//
// Times are absolute, in seconds. Sequence and acknowledgement numbers are
// relative to the initial ones, "<" comes in, ">" goes out. If lines name
// "client" and "server", both ends are real; only departures are shown then.
// A remark at the end of a departure says what the segment waited for, or what
// became of it.
package tcptest
