package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// RateSample is how fast data was delivered between the departure of a segment
// and its acknowledgement (Linux tcp_rate.c, draft-cheng-iccrg-delivery-rate-estimation).
type RateSample struct {
	Delivered  int64      // bytes delivered in the interval
	Interval   vtime.Time // its length; 0: no valid sample
	Prior      int64      // bytes delivered in all when the segment left: rounds are counted with it
	AppLimited bool       // the sender had too little to send in it
	Losses     int64      // bytes newly found lost with this acknowledgement
}
