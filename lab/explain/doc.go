// Package explain tells where the time of a transaction or of a page went.
//
// An explanation is a tiling: spans that follow each other without gap or
// overlap from start to end, each with the rule that made us wait (Why) and
// what the time was physically spent on (Where). It is made by walking from the
// last byte back to the first cause:
//
//	the byte was read          application read: it had been ready since
//	it became deliverable      hole: its first copy had arrived before
//	that copy arrived          response, or request: it was on its way since
//	that copy left             loss: the first copy had left before
//	the first copy left        what the sender's stopwatch says: slow start, Nagle ...
//	the byte entered the send  the same stopwatch, and send buffer while all before
//	  buffer                   it was on its way: the application had wanted to write
//	the application wrote it   server, server queue: since it had read the request;
//	                           or, on the client, blocked, connect, name ...
//
// A transaction that failed is explained in the same way, from its end: what it
// waited for then, and before that as far as it came. Only what had happened by
// its end counts. A request on a connection that the server had given up is one
// span, "stale connection".
//
// Where comes from the parents of events: what set off the event at the end of
// a span, and so on back to its start. Both margins add up to the total, in
// integer nanoseconds; a tiling that does not is a bug and panics.
//
// The explanation of a page follows its critical path: the object that was
// finished last, back to when it was asked for, to the byte of its parent that
// revealed it, and on from there to the document.
package explain
