package har

import (
	"maps"
	"slices"

	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
)

// think sets how long the servers thought: what was waited less one round trip.
func (im *importer) think() {
	trips, connected := im.roundTrips()
	waits, silent := 0, 0
	for _, x := range im.kept {
		if x.wait == unknown {
			silent++
			continue
		}
		waits++
		x.thought = max(0, x.wait-trips[x.host()])
	}
	if im.options.RTTKnown {
		im.told.objects(waits, "%s: server time is the recorded wait less a round trip of %s",
			units.FormatDuration(im.options.RTT))
	} else {
		im.told.objects(waits, "%s: server time is the recorded wait less one round trip, which the file does not tell;"+
			" it is estimated per host: the median TCP connect (%d of %d hosts), but at most the shortest wait",
			connected, len(trips))
	}
	im.told.objects(silent, "%s: wait unknown, the server takes no time")
}

// roundTrips tells the round trip of each host, and of how many hosts a handshake
// was recorded.
func (im *importer) roundTrips() (trips map[string]vtime.Time, connected int) {
	trips = map[string]vtime.Time{}
	connects := map[string][]vtime.Time{}
	for _, x := range im.kept {
		host := x.host()
		if x.connect > 0 {
			connects[host] = append(connects[host], x.connect)
		}
		if trip, known := trips[host]; x.wait != unknown && (!known || x.wait < trip) {
			trips[host] = x.wait
		}
	}
	for _, host := range slices.Sorted(maps.Keys(trips)) {
		list := connects[host]
		switch {
		case im.options.RTTKnown:
			trips[host] = max(0, im.options.RTT)
		case len(list) > 0:
			trips[host] = min(trips[host], typical(list))
			connected++
		}
	}
	return trips, connected
}

// typical is the median of some handshakes, the lower one of an even number.
// Those that the browser began ahead of the request are recorded too short, those
// of a busy machine or with a lost packet too long. The first is worse, since what
// is too long is bounded by the shortest wait: of two it is the longer.
func typical(connects []vtime.Time) vtime.Time {
	slices.Sort(connects)
	if len(connects) == 2 {
		return connects[1]
	}
	return connects[(len(connects)-1)/2]
}
