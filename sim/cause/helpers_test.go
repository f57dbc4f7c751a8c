package cause

import (
	"github.com/rttlab/rttlab/sim/vtime"
)

// at is a stamp whose event belongs to its time.
func at(now vtime.Time) vtime.Stamp {
	return vtime.Stamp{Now: now, Event: vtime.EventID(now) + 1}
}
