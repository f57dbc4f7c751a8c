// Package sim is the world: virtual time, a totally ordered event queue, named
// random streams and simulated processes.
//
// Events run in the order of (time, sequence number). Each executed event gets
// an EventID and is written to the Log with its parent, the event without which
// it would not have happened at that time, and with what the time from the
// parent to it was spent on. The parent chain of an event reaches back to the
// start of the run, so it tiles any stretch of time before the event. A caller
// who knows how far back anybody will ask has the Log forget what lies before.
//
// Whatever happens later happens through a Timer, a value embedded in its
// owner: arming, moving and stopping it allocate nothing and leave nothing
// behind. Processes are coroutines, resumed one at a time by the event loop;
// there is no goroutine, channel or lock between simulated things.
//
// In a large world nearly all that an event needs comes from far memory. Handlers
// that are Ahead read it shortly before, those of several events side by side.
//
// A run ends because it is done, because a bound was reached, or because
// nothing can happen any more while a process still waits (a deadlock, reported
// with the list of who waits for what).
package sim
