package explain_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/stack"
)

// judge tries a property on random cases and says on how many transactions.
func judge(t *testing.T, normal uint64, property func(t *testing.T, seed uint64) (transactions int)) {
	judged := 0
	for seed := range simtest.Seeds(t, normal) {
		judged += property(t, seed)
	}
	t.Logf("%d transactions judged", judged)
}

// Cases that went wrong once.
var remembered = []struct {
	what     string
	property func(t *testing.T, seed uint64) int
	seeds    []uint64
}{
	{"requests that waited for earlier ones to be prepared were said to wait for the send buffer", anyPage,
		[]uint64{174, 300, 372}},
	{"a full server's resets were lost, after the request had come in the SYN", anyPage, []uint64{790}},
	{"with Fast Open the offsets of a request were one too small", anyForgetting, []uint64{626}},
	{"the resets of a proxy were lost", anyProxies, []uint64{875}},
	{"a first flight of many streams met the window of a SYN, which knows no scale", anyPage, []uint64{1954}},
	{"a first flight of many streams met the first window of a connection of HTTP/2", anyPage, []uint64{2621}},
	{"a server that was full was said to think while its answer was lost", anyPage, []uint64{3696}},
	{"a server took no further streams while its GOAWAY waited to be written", anyPage, []uint64{13705}},
	{"a client took the SYN-ACK of a server's end that had been given up for another one", anyPage, []uint64{10008}},
	{"a server that had refused a stream was said to think until it said so", anyPage, []uint64{17445}},
	{"a request that shared its TLS record with the body of another one was said to be thought about", anySecure,
		[]uint64{94, 549}},
	{"where a request ends was told once more of an earlier frame of it", anyPage, []uint64{30348}},
	{"a cookie used twice opened a second end on the same numbers, of which nothing was recorded", anyForeign,
		[]uint64{2600}},
	{"a server was said to think while it opened the record of a request", anySecure,
		[]uint64{12183, 12411, 31007, 44383}},
	{"a request that waited for leave to send its body, over TLS, was said to be thought about", anySecure,
		[]uint64{620379}},
	{"a server was said to think while it sealed its leave for a body", anySecure, []uint64{702827, 711167}},
	{"a request was said to wait for the send buffer while the records before its own were sealed", anySecure,
		[]uint64{30287}},
	{"two processes sealed records of a connection at a time, as one of them had its last words", anySecure,
		[]uint64{43951}},
	{"a request that did not come whole within the patience of a server was said to be read late", anyPage, []uint64{23613}},
	{"a client that was reset had its last words sealed, and nothing explained that", anySecure, []uint64{45263}},
	{"of two requests of a connection whose time ended at once, one went again", anyProxies, []uint64{500970}},
	{"the limit of a response never ended that was thought about when its connection was over", anySecure, []uint64{500603}},
	{"a client waited in vain for one of its few ports", anyPage, []uint64{513213}},
	{"what a server was asked was forgotten, and so it seemed to have turned the client away", anySecure, []uint64{554}},
}

func TestRememberedSeeds(t *testing.T) {
	for _, c := range remembered {
		t.Run(c.what, func(t *testing.T) {
			for _, seed := range c.seeds {
				c.property(t, seed)
			}
		})
	}
}

// patience is how long clients wait that have no other timeout, where packets get lost.
// Who is reset may never hear of it, and waits for ever if it has nothing to send (RFC
// 9293 section 3.5.1).
const patience = 3600 * sec

// requireAbandoned wants a transaction that lasted until the client lost its patience to
// be excused: by a connection that has long been over at one of its ends, or by one that
// found no free port.
func (s *site) requireAbandoned(tx *httpx.Transaction) {
	if !errors.Is(tx.Err, httpx.ErrTimeout) || tx.Done.Now-tx.Asked.Now < patience {
		return
	}
	noPort := slices.ContainsFunc(s.rec.Transactions, func(tx *httpx.Transaction) bool {
		return tx.Last() != nil && tx.Last().NoPort.Event != 0
	})
	require.True(s.t, noPort || s.abandoned(), "%s lasts from %v to %v, and nobody is gone", tx.URL, tx.Asked.Now, tx.Done.Now)
}

// abandoned reports whether there is a connection that has long been over at one end,
// while the other one waits.
func (s *site) abandoned() bool {
	over := func(e, other *stack.End) bool {
		return e.Closed.Event != 0 && (other.Closed.Event == 0 || e.Closed.Now < other.Closed.Now-patience/2)
	}
	return slices.ContainsFunc(s.net.Connections(), func(c *stack.Connection) bool {
		return c.Client != nil && c.Server != nil && (over(c.Server, c.Client) || over(c.Client, c.Server))
	})
}

// open lists the connections that are, with what binds both their ends.
func (s *site) open() (list string) {
	for _, c := range s.net.Connections() {
		for _, e := range []*stack.End{c.Client, c.Server} {
			if e != nil && e.IsOpen {
				why, _ := e.Half.Chrono.Current()
				list += fmt.Sprintf("\n%v to %v: %v", e.Local(), e.Remote(), why)
			}
		}
	}
	return list
}
