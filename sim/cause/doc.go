// Package cause is the vocabulary of blame: why time passed, and on what.
//
// A Why is the rule that made somebody wait (slow start, Nagle, a lookup); a
// Where is what the time was physically spent on (propagation, a queue, a named
// timer, a host's thinking). Both are closed enums without an "other".
//
// A need is born at one event and met at a later one; while it is held there
// is exactly one binding Why at each instant. Chrono is the stopwatch that
// keeps this: a total function from time to Why. Half and Receipt
// are what the two ends of one direction of a connection record about its
// bytes, so that an explanation can walk from the last byte back to the first
// cause. All of them only grow at their ends, and forget from their beginnings:
// what happened before a time that nobody will ask about becomes one entry.
//
// Offsets count sequence space from the sender's initial sequence number: the
// SYN is offset 0, the first data byte is offset 1, the FIN follows the last
// byte. They are 64 bits wide and never wrap.
package cause
