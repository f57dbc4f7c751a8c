package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// What servers recorded does not grow with the run: neither with the requests of
// a connection nor with connections.
func TestHandlingsAreForgotten(t *testing.T) {
	for _, keep := range []bool{true, false} {
		w := newWorld(t)
		w.client.KeepAlive, w.client.PerHost = keep, 1
		w.served["shop.example/"] = Resource{Size: 100}
		w.start()
		most, seen := 0, 0
		w.browse(func(p *sim.Proc) {
			for range 400 {
				require.NoError(t, w.get(p, Request{URL: page("/")}).Err)
				wait(p, 20*sec)
				now := p.Now().Now
				w.net.Forget(now - vtime.Second)
				w.rec.Forget(now - vtime.Second)
				n := len(w.rec.accepted)
				for _, l := range w.rec.handled {
					n += 1 + len(l.list)
				}
				most, seen = max(most, n), seen+1
			}
		})
		require.Equal(t, 400, seen)
		require.LessOrEqual(t, most, 6, "keep alive: %v", keep)
	}
}

// A request is found by its number, however many before it are forgotten.
func TestHandlingsKeepTheirNumbers(t *testing.T) {
	var l handlings
	for i := range 5 {
		l.list = append(l.list, &Handling{Done: vtime.Stamp{Now: vtime.Time(i), Event: vtime.EventID(i + 1)}})
	}
	l.list[3].Done = vtime.Stamp{} // under way
	fourth := l.list[3]
	l.forget(2, nil)
	require.Nil(t, l.at(1))
	require.Equal(t, vtime.Time(2), l.at(2).Done.Now)
	l.forget(10, nil)
	require.Same(t, fourth, l.at(3), "what is not done stays, and what came after it")
	require.Equal(t, vtime.Time(4), l.at(4).Done.Now)
	require.Nil(t, l.at(5))
	require.Nil(t, (*handlings)(nil).at(0))
}
