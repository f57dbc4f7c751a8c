// Package gvisor runs gVisor's netstack as the stack of a host (stack.Guest):
// under the virtual clock, on the simulated wires, below the same sockets.
//
// gVisor has goroutines of its own, one per stack here, that process segments.
// They run only while the event loop waits for them: each datagram, timer and
// call of an application is followed by the pause and resumption of the TCP
// protocol, which come back when no segment is left to process. What leaves
// meanwhile is queued, and so are wake-ups; the event loop takes both when the
// goroutines are quiet. So a run is repeated to the byte, whatever the number of
// processors. Its random numbers come from a stream of the host's own.
//
// What gVisor computes is its own: it uses floating point in CUBIC, and takes
// machine words from the random stream as the machine orders them. Runs are the
// same on all little-endian machines that round alike.
//
// Knobs of a host that gVisor has too are in Table; it has no delayed
// acknowledgements, no PAWS, no ECN and no TCP Fast Open.
package gvisor
