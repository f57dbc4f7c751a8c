package link

import "github.com/rttlab/rttlab/sim/vtime"

// Drop says why a wire dropped a frame.
type Drop uint8

// The reasons. Kept is the reason of none.
const (
	Kept        Drop = iota
	QueueFull        // no room in the queue
	QueuePolicy      // the queue discipline dropped it, and has no name
	TooBig           // longer than the MTU
	RandomLoss       // by Config.Loss
	BurstLoss        // by Config.Burst
	ListedLoss       // by Config.LoseData or Config.LosePackets
	EarlyCoDel       // CoDel dropped it, alone or in FQ-CoDel
	EarlyRED         // RED dropped it
	EarlyPIE         // PIE dropped it

	NumDrops int = iota
)

// String names the reason as reports print it.
func (d Drop) String() string {
	return [NumDrops]string{
		"kept", "queue full", "queue policy", "too big", "random loss", "burst loss", "listed loss", "codel", "red", "pie",
	}[d]
}

// Stats counts what happened on a wire so far. Always Sent + Duplicated =
// Delivered + DroppedAll + InFlight.
type Stats struct {
	MaxQueue                  int        // frames that a frame found before it, at most
	MaxWait                   vtime.Time // in the queue, at most
	Waited                    vtime.Time // in the queue, by all frames that the transmitter took
	Sent, SentBytes           uint64
	SentData                  uint64 // of Sent, frames with payload
	Taken                     uint64 // by the transmitter
	Delivered, DeliveredBytes uint64
	Marked                    uint64 // frames that the queue marked
	Duplicated                uint64 // second copies
	Damaged                   uint64 // frames that a flipped bit went into
	Dropped                   [NumDrops]uint64
	InFlight                  uint64 // waiting or on their way
}

// waited counts the time that a frame was in the queue.
func (s *Stats) waited(d vtime.Time) {
	s.MaxWait = max(s.MaxWait, d)
	s.Waited = s.Waited.Add(d)
}

// MeanWait returns how long a frame was in the queue on the average, in whole
// microseconds.
func (s *Stats) MeanWait() vtime.Time {
	mean := s.Waited / vtime.Time(max(s.Taken, 1))
	return mean - mean%vtime.Microsecond
}

// DroppedAll returns the number of frames dropped for any reason.
func (s *Stats) DroppedAll() uint64 {
	n := uint64(0)
	for _, d := range s.Dropped {
		n += d
	}
	return n
}
