package httpx

import "github.com/rttlab/rttlab/httpx/internal/h2"

// Scheduler is which of several streams of HTTP/2 sends first.
type Scheduler = h2.Scheduler

// The schedulers.
const (
	StreamsByUrgency = h2.ByUrgency  // RFC 9218: by urgency; in turn those that are incremental, the others in order
	StreamsByTree    = h2.ByTree     // RFC 7540 section 5.3: what others depend on goes first, siblings share by weight
	StreamsInTurn    = h2.RoundRobin // in turn, a frame each
	StreamsInOrder   = h2.InOrder    // the oldest stream first
)

// SchedulerNames are the schedulers as people write them.
func SchedulerNames() []string { return h2.SchedulerNames }
