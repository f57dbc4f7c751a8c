package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Addresses of a race: the web server's, that of a host without a server, and one that
// nobody has on a wire that loses everything.
const (
	works = iota
	refuses
	silent
	noRoute
)

// The next address is tried when the delay has passed, or at once if the one before
// fails; whoever answers first wins, and the others are given up.
func TestRaceOfAddresses(t *testing.T) {
	for _, c := range []struct {
		name  string
		addrs []int
		delay vtime.Time
		took  vtime.Time // until the connection is there, or failed
		raced bool       // it was not the first address
		want  error
		conns int // that were begun
	}{
		{"first works", []int{works, silent}, 250 * ms, 20 * ms, false, nil, 1},
		{"first is silent", []int{silent, works}, 250 * ms, 270 * ms, true, nil, 2},
		{"two are silent", []int{silent, silent, works}, 100 * ms, 220 * ms, true, nil, 3},
		{"first refuses", []int{refuses, works}, 250 * ms, 10*ms + 20*ms, true, nil, 2},
		{"no route to the first", []int{noRoute, works}, 250 * ms, 20 * ms, true, nil, 1},
		{"all refuse", []int{refuses, refuses}, 250 * ms, 20 * ms, true, errno.ECONNREFUSED, 2},
		{"nobody can be reached", []int{noRoute, noRoute}, 250 * ms, 0, true, errno.ENETUNREACH, 0},
		{"first refuses after the second has begun", []int{refuses, works}, 5 * ms, 25 * ms, true, nil, 2},
		{"the first is slower than the delay, and wins", []int{works, works}, 15 * ms, 20 * ms, false, nil, 2},
		{"one after the other", []int{refuses, works}, 0, 30 * ms, true, nil, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, cutOffNames)
			w.start()
			w.served["shop.example/a"] = Resource{Size: 10}
			w.client.AttemptDelay = c.delay
			hosts := map[int]ip.Addr{works: w.web, refuses: w.names.Host.Addrs()[0],
				silent: w.names.Host.Addrs()[0], noRoute: ip.AddrFrom4([4]byte{192, 0, 2, 1})}
			refusing := false
			var list []ip.Addr
			for _, a := range c.addrs {
				list = append(list, hosts[a])
				refusing = refusing || a == refuses
			}
			if refusing {
				w = newWorld(t)
				w.start()
				w.served["shop.example/a"] = Resource{Size: 10}
				w.client.AttemptDelay = c.delay
			}
			w.client.Resolver.Static = map[string][]ip.Addr{"shop.example": list}
			tx := &Transaction{}
			w.browse(func(p *sim.Proc) {
				w.client.Fetch(Request{URL: page("/a")}, tx, nil)
				wait(p, 600*sec)
			})
			require.ErrorIs(t, tx.Err, c.want)
			a := tx.Last()
			require.Equal(t, c.took, a.Taken.Now-a.Begun.Now)
			require.Equal(t, c.raced, a.Raced.Event != 0 && a.Opened.Now >= a.Raced.Now)
			require.Len(t, w.net.Connections(), c.conns)
			for _, conn := range w.net.Connections() { // nothing is left
				require.NotZero(t, conn.Client.Closed.Event)
			}
			require.Empty(t, w.client.conns)
		})
	}
}

// A client that is closed calls its races off.
func TestCloseDuringRace(t *testing.T) {
	w := newWorld(t, cutOff, cutOffNames)
	w.client.AttemptDelay = 250 * ms
	w.client.Resolver.Static = map[string][]ip.Addr{"shop.example": {w.web, w.names.Host.Addrs()[0]}}
	tx := &Transaction{}
	w.browse(func(p *sim.Proc) {
		w.client.Fetch(Request{URL: page("/a")}, tx, nil)
		wait(p, 300*ms)
		w.client.Close()
		wait(p, sec)
	})
	require.ErrorIs(t, tx.Err, ErrClosed)
	require.Len(t, w.net.Connections(), 2)
	for _, conn := range w.net.Connections() {
		require.Equal(t, 300*ms, conn.Client.Closed.Now)
	}
}
