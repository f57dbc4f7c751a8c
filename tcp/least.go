package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// leastRTT is the shortest round trip of a window of time (RFC 8985 section 6.2 step 1;
// Linux tcp_update_rtt_min): a path that has become longer is known to be so when the
// window is over. What is young enough is all that counts, and takes no room.
type leastRTT struct {
	later *runningMax // of negative round trips; nil as long as none but this one counts
	rtt   vtime.Time  // 0: there is no sample
	at    vtime.Time  // when it was measured
}

// take adds a sample and forgets those that are older than the window; 0: none is.
func (l *leastRTT) take(now, rtt, window vtime.Time) {
	age := now - l.at
	switch {
	case l.rtt == 0 || rtt <= l.rtt || l.later == nil && window > 0 && age > window:
		*l = leastRTT{rtt: rtt, at: now}
		return
	case window == 0 || l.later == nil && age <= window/4:
		return
	case l.later == nil:
		first := roundSample{int64(l.at), -int64(l.rtt)}
		l.later = &runningMax{first, first, first}
	}
	l.later.take(int64(window), int64(now), -int64(rtt))
	l.rtt = vtime.Time(-l.later.best())
}
