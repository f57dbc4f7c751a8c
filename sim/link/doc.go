// Package link joins hosts by wires. A Wire carries frames in one direction:
// through a bounded queue, a transmitter of a certain rate, and a stretch of a
// certain delay; on the way it may lose, duplicate, reorder, delay or damage
// them.
//
// A frame that is sent waits until the transmitter is free (Queue), is clocked
// out (Serialisation: its length over the rate, in nanoseconds, the remainder
// carried over to the next frame of the same burst so that long runs do not
// drift), and travels (Propagation, then Jitter). Since a drop-tail queue is
// served in order, all of this is known when the frame is sent: the queue is
// computed, not simulated, and a wire has at most one pending event, the next
// delivery, or two where some frames come later than in line. Other queue
// disciplines run the transmitter by a second event:
//
//	Threshold  marks what finds the queue longer than so much (RFC 8257)
//	RED        drops or marks by the average length of the queue (Floyd and Jacobson)
//	CoDel      drops or marks by the time that frames wait (RFC 8289)
//	FQCoDel    that, for each flow apart, served in turn (RFC 8290)
//	PIE        drops or marks so that waits come to a target (RFC 8033)
//
// They decide in integers. A frame that may be marked (Frame.Mark) is marked in
// place of being dropped where the discipline is told so; a full queue drops all.
//
// A wire may change with time: by a Schedule of steps, or by a Trace of the
// opportunities that a recorded link had. Since all of that is known beforehand, a
// drop-tail queue is computed there too.
//
// What happens to frames:
//
//	queue full    refused when sent, takes no time on the wire
//	early         dropped by the queue's discipline, takes no time on the wire
//	too big       refused when sent, longer than the MTU
//	lost          takes its time in the queue and the transmitter, never arrives
//	duplicated    arrives twice at the same instant
//	reordered     arrives later by a fixed time; frames behind it overtake it
//	jittered      arrives later by a random time, but is never overtaken
//	damaged       arrives with one bit flipped; checksums catch it at the end
//
// A lost frame is reported as dropped when the transmitter takes it, which a
// drop-tail queue knows at once; its place is the wire behind the transmitter.
// A damaged frame counts as delivered: what becomes of it is for the receiver
// to say. A duplicate is made on the way and takes no time in the transmitter.
//
// Draws are keyed to the frame (Frame.Key) rather than to its place in the run:
// in a what-if run a frame meets the same luck as in the base run. Only bursty
// loss has a memory; it draws from the wire's own stream, frame by frame.
//
// Always Sent + Duplicated = Delivered + Dropped + InFlight.
package link
