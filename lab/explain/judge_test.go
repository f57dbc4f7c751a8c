package explain_test

import (
	"errors"
	"fmt"
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
	{"the resets of a proxy were lost", anyProxies, []uint64{875}},
	{"a first flight of many streams met the window of a SYN, which knows no scale", anyPage, []uint64{1954}},
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
// be excused: by a connection that has long been over at one of its ends.
func (s *site) requireAbandoned(tx *httpx.Transaction) {
	if !errors.Is(tx.Err, httpx.ErrTimeout) || tx.Done.Now-tx.Asked.Now < patience {
		return
	}
	over := func(e, other *stack.End) bool {
		return e != nil && e.Closed.Event != 0 && (other.Closed.Event == 0 || e.Closed.Now < other.Closed.Now-patience/2)
	}
	for _, c := range s.net.Connections() {
		if over(c.Server, c.Client) || over(c.Client, c.Server) {
			return
		}
	}
	require.Fail(s.t, "nobody goes on", "%s lasts from %v to %v", tx.URL, tx.Asked.Now, tx.Done.Now)
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
