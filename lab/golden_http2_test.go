package lab_test

import (
	"strings"

	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/sim/vtime"
)

// http2Laws are about connections that many requests share.
var http2Laws = []law{
	// After r rounds the kept connection has had r pictures, and five others r-1 each.
	{"multiplexing", "six connections", pageTotal(1), 2*100*ms + 6*100*ms},
	{"multiplexing", "one connection", pageTotal(2), 2*100*ms + 100*ms},

	{"stream-window", "100 kB, 20 kB in a round trip", total(1), 100*ms + 100/20*100*ms},
	{"stream-window", "the last four of five", why(1, "stream window"), (100/20 - 1) * 100 * ms},
	{"stream-window", "three at once", total(4), 100*ms + 100/20*100*ms},
	{"stream-window", "no other window", why(4, "connection window"), 0},

	{"stream-limit", "four", total(14), 100 * ms},
	{"stream-limit", "four more", total(18), 2 * 100 * ms},
	{"stream-limit", "the last of ten", total(20), 3 * 100 * ms},
	{"stream-limit", "what it waited for", why(20, "stream limit"), 2 * 100 * ms},

	{"goaway", "the first on the second connection", why(6, "connect"), 200 * ms},
	{"goaway", "the first on the third", why(11, "connect"), 300 * ms},
	{"goaway", "sent for nothing twice", why(11, "refused stream"), 2 * 100 * ms},
	{"stream-limit", "refused once", why(8, "refused stream"), 100 * ms},
	{"stream-limit", "the first of those refused is the first to go again", total(5), 100*ms + 2*100*ms},
	{"stream-limit", "the last of them waits for a stream", total(10), 100*ms + 3*100*ms},

	{"bad-streams", "silence", total(1), 2 * s},
	{"bad-streams", "afterwards", total(7), 2*40*ms + 40*ms},
}

var http2Facts = []fact{
	{"multiplexing", "connections", connections, 7},
	{"stream-limit", "connections", connections, 1},
	{"stream-limit", "attempts", attempts, []int{1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
	{"goaway", "connections", connections, 3},
	{"goaway", "attempts", attempts, []int{1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3}},
	{"goaway", "errors", errorsOf, map[int]string{}},

	// One loss delays one of six, or all that share a connection.
	{"streams-and-loss", "six connections", lateBy(80*ms, "six connections"), 1},
	{"streams-and-loss", "one connection, none is on time", lateBy(80*ms, "one connection"), 6},
	{"streams-and-loss", "all but those whose bytes they were", having(4, "foreign hole"), true},

	{"urgency", "in order", ordered("page plain"), true},
	{"urgency", "the style sheet first", ordered("page modern"), false},
	{"urgency", "by the tree", ordered("page older"), false},

	{"bad-streams", "errors", errorsOf, map[int]string{
		1: "the request took longer than its timeout",
		2: "ECONNRESET: connection reset by peer",
		3: "the server closed the connection in the middle of a response: unexpected EOF",
		4: "HTTP/2 PROTOCOL_ERROR: the body has 5000 bytes, content-length says 9000",
		5: "HTTP/2 FRAME_SIZE_ERROR: UNKNOWN_FRAME_TYPE_80 of 4740180 bytes, more than 16384",
		6: "HTTP/2 ENHANCE_YOUR_CALM: the header of stream 1 is longer than 1048576 bytes",
	}},
}

// lateBy is how many transactions of a workload ended so much later than the first
// of the whole run, counted from their starts.
func lateBy(late vtime.Time, workload string) func(*report.Document) any {
	return func(d *report.Document) any {
		first, n := *d.Transactions[0].EndNS-d.Transactions[0].StartNS, 0
		for _, x := range d.Transactions {
			if strings.HasPrefix(x.Workload, workload) && *x.EndNS-x.StartNS > first+late {
				n++
			}
		}
		return n
	}
}

// having says whether so many transactions at least waited for something.
func having(least int, name string) func(*report.Document) any {
	return func(d *report.Document) any {
		n := 0
		for _, x := range d.Transactions {
			if x.Why[name] > 0 {
				n++
			}
		}
		return n >= least
	}
}
