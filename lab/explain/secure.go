package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// usable is when the connection of an attempt could carry requests.
func (w *walker) usable(a *httpx.Attempt) vtime.Stamp {
	switch {
	case a.TLS != nil && reached(w.tx, a.TLS.Done):
		return a.TLS.Done
	case a.Tunnel != nil:
		return a.Tunnel.Answered
	}
	return a.Conn.Established
}

// secure walks over the TLS handshake of a connection, no further back than since: each
// flight from when it was read to when it was written, and what its reader did before it
// answered.
func (w *walker) secure(a *httpx.Attempt, since vtime.Time) {
	if a.TLS == nil {
		return
	}
	floor := w.floor
	w.floor = max(floor, since, a.TLS.Began.Now)
	upto, way := a.TLS.Done, trip{flight: cause.TLS}
	for i := len(a.TLS.Flights) - 1; i >= 0 && w.at > w.floor; i-- {
		f := a.TLS.Flights[i]
		last, end := f.End-1, a.Conn
		if f.ByClient {
			end, last = w.far(a), w.offsetFar(a, last)
		}
		if end == nil {
			break
		}
		read, ok := end.At(upto.Event).Receipt.ReadOf(last)
		if !ok {
			continue
		}
		w.hold(read.Now, upto, cause.TLS, 0)
		if f.ByClient {
			upto = w.forth(a, f.End-1, read, way)
		} else {
			upto = w.home(a, f.End-1, way)
		}
	}
	w.hold(w.floor, upto, cause.TLS, 0)
	w.floor = floor
}
