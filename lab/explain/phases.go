package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Phases is the time of a transaction as DevTools and HAR divide it. The parts
// add up to the total.
type Phases struct {
	Blocked, DNS, Connect, TLS, Send, Wait, Receive vtime.Time
}

// PhasesOf divides a transaction that has ended. What failed attempts took
// counts as blocked.
func PhasesOf(tx *httpx.Transaction) Phases {
	var p Phases
	at := tx.Asked.Now
	// upTo moves on to t and adds the time to a part.
	upTo := func(t vtime.Time, part *vtime.Time) {
		if t > at {
			*part += t - at
			at = t
		}
	}
	upTo(tx.Named.Now, &p.DNS)
	a := tx.Last()
	if a == nil {
		if tx.Named.Event == 0 {
			upTo(tx.Done.Now, &p.DNS)
		}
		upTo(tx.Done.Now, &p.Blocked)
		return p
	}
	if a.Fresh || a.Stream != 0 {
		opened := a.Opened
		if a.Raced.Event != 0 {
			opened = a.Raced
		}
		upTo(min(opened.Now, a.Taken.Now), &p.Blocked)
		switch {
		case a.InSYN && established(a):
		case established(a):
			upTo(a.Conn.Established.Now, &p.Connect)
			if a.TLS != nil {
				upTo(min(a.TLS.Done.Now, a.Taken.Now), &p.TLS)
			}
		default:
			upTo(tx.Done.Now, &p.Connect)
		}
	}
	upTo(a.Taken.Now, &p.Blocked)
	if a.Conn != nil && a.RequestEnd > 0 {
		if last, ok := a.Conn.Half.FirstOf(a.RequestEnd - 1); ok {
			upTo(min(last.At.Now, tx.Done.Now), &p.Send)
		}
	}
	if tx.FirstByte != (vtime.Stamp{}) {
		upTo(tx.FirstByte.Now, &p.Wait)
		upTo(tx.Done.Now, &p.Receive)
	}
	upTo(tx.Done.Now, &p.Wait)
	return p
}
