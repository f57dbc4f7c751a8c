// Package vtime holds virtual time and the identity of events.
//
// Time counts integer nanoseconds since the start of a run; nothing in a run
// reads a wall clock. Every event that a run executes has an EventID, and a
// Stamp says both when something happens and which event made it happen: it is
// the first argument of every input to a protocol machine.
package vtime
