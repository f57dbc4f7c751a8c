// Package tcp is one end of a TCP connection as a pure state machine: no clock,
// no goroutine, no callback and no randomness of its own (RFC 9293 and the
// RFCs named at each rule).
//
// # The contract
//
// Inputs carry a stamp, the time and the event that brought them:
//
//	Open, Listen               how a connection starts
//	Segment                    a segment arrived
//	Write, Read, CloseWrite,
//	Close, Abort               what the application does
//	Advance                    the deadline has come
//	Unreachable                ICMP reported an error
//
// After every input the host polls PollSegment until there is no segment left,
// takes the wake-ups with Wakes, and arms one timer at Deadline. Nothing is
// called back.
//
// # One decision
//
// The function decide answers what may be sent now. PollSegment acts on it; if
// nothing new may leave, the rule that binds is written to the stopwatch of the
// Half and the timer that lifts it is armed. So a refusal always has a reason,
// and sender, deadline and explanation cannot disagree. The order of the
// checks (receive window, congestion window, silly-window avoidance, cork,
// Nagle) is the binding priority where several limits hold at once.
//
// # Positions
//
// Inside, positions are 64-bit offsets from the initial sequence number, which
// never wrap; only the wire form counts modulo 2^32. The SYN is offset 0, the
// first byte offset 1, the FIN follows the last byte.
package tcp
