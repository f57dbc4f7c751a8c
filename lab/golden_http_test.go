package lab_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

// fact is something about a scenario that is no time.
type fact struct {
	scenario, what string
	of             func(*report.Document) any
	want           any
}

func connections(d *report.Document) any { return len(d.Connections) }

// requestsOn is how many requests each connection carried.
func requestsOn(d *report.Document) any {
	list := []int{}
	for _, c := range d.Connections {
		list = append(list, c.Requests)
	}
	return list
}

// errorsOf is what failed, by the number of the transaction.
func errorsOf(d *report.Document) any {
	list := map[int]string{}
	for _, x := range d.Transactions {
		if x.Error != "" {
			list[x.ID] = x.Error
		}
	}
	return list
}

// attempts is how often each request was sent.
func attempts(d *report.Document) any {
	list := []int{}
	for _, x := range d.Transactions {
		list = append(list, x.Attempts)
	}
	return list
}

// ordered says whether the transactions of a workload ended in the order in which
// they were asked for.
func ordered(workload string) func(*report.Document) any {
	return func(d *report.Document) any {
		last := vtime.Time(0)
		for _, x := range d.Transactions {
			if strings.HasPrefix(x.Workload, workload) {
				if *x.EndNS < last {
					return false
				}
				last = *x.EndNS
			}
		}
		return true
	}
}

// plainSYN is a SYN with the options for segment size and window scale, and no others.
const plainSYN = 48

// httpLaws are about how HTTP uses connections, worked out by hand.
var httpLaws = []law{
	// Two round trips for each connection, and three more rounds for the photo.
	{"serial-connections", "page", pageTotal(1), 4*2*40*ms + 3*40*ms},
	{"serial-connections", "slow start, paid anew", why(3, "slow start"), 3 * 40 * ms},

	{"parallel-and-the-line", "far, 1 connection", pageTotal(1), 5 * 2 * 500 * ms},
	{"parallel-and-the-line", "far, 4 connections", pageTotal(2), 2 * 2 * 500 * ms},
	{"parallel-and-the-line", "modem, the document", total(3), 2*100*ms + onLine(plainSYN+ackLen+1420, 28800)},
	// The acknowledgement of the last connection's end is on the line before the handshake.
	{"parallel-and-the-line", "modem, a picture", why(8, "blocked"), 3 * (2*100*ms + 2*onLine(ackLen, 28800) +
		onLine(plainSYN, 28800) + onLine(fullLen, 28800))},

	{"keep-alive-1.0", "new", total(1), 2 * 60 * ms},
	{"keep-alive-1.0", "granted", total(2), 60 * ms},
	{"keep-alive-1.0", "max is reached", total(3), 2 * 60 * ms},
	{"keep-alive-1.0", "not granted", total(5), 2 * 60 * ms},
	{"keep-alive-1.0", "no length", total(7), 2 * 60 * ms},

	{"pipelining", "one at a time", pageTotal(1), 2*100*ms + 8*(100*ms+2*ms)},
	{"pipelining", "two at a time", pageTotal(2), 2*100*ms + 4*100*ms + (4+1)*2*ms},
	{"pipelining", "all at once", pageTotal(3), 2*100*ms + 100*ms + 8*2*ms},
	{"pipelining", "the last one's wait", why(27, "head of line"), 7 * 2 * ms},

	{"head-of-line", "first behind the report", why(3, "head of line"), 1000 * ms},
	{"head-of-line", "second behind the report", why(4, "head of line"), 1000*ms + 1*ms},
	{"head-of-line", "on its own connection", total(7), 2*40*ms + 1*ms},

	// Each connection: a handshake, a round trip for the first, one for the second.
	{"pipeline-cut", "last of seven", total(7), 3*(40*ms+2*40*ms) + 2*40*ms},

	// 3 + 6 + 12 + 21 segments; then the window admits 30 kB at once.
	{"reset-destroys-response", "first", total(1), 40*ms + 40*ms + 5*ms + 3*40*ms},
	{"reset-destroys-response", "the reset", total(2), 205*ms + 40*ms + 5*ms},

	{"keep-alive-race", "GET", total(2), (5*s + 50*ms) - (4940*ms + 100*ms) + 50*ms + 2*100*ms},
	{"keep-alive-race", "POST", total(4), (5*s + 50*ms) - (4940*ms + 100*ms) + 50*ms},
	{"keep-alive-race", "POST of one that heeds", total(6), 2 * 100 * ms},

	{"framings", "two pauses in chunks", total(4), 40*ms + 3*10*ms},
	// Two waves of sixty, four at a time; in the first forty are accepted at once.
	{"crowd", "the last picture", total(120), 1*s + 20*ms + 10*ms + 60/4*20*ms + 10*ms},
	{"crowd", "accepted last in the first wave", why(60, "accept queue"), (20/4-1)*20*ms + 20*ms + 10*ms - 10*ms},

	{"overloaded", "alone, new", total(1), 2*40*ms + 10*ms},
	{"overloaded", "alone", total(3), 40*ms + 10*ms},
	{"overloaded", "one core: a hundred a second", lastOf("one core"), 1*s + 40*ms + 20*ms + 200*10*ms + 20*ms},
	{"overloaded", "two cores: two hundred", lastOf("two cores"), 4*s + 40*ms + 20*ms + 200*10*ms/2 + 20*ms},
	{"overloaded", "behind the nineteen others", why(203, "server queue"), 20*10*ms - 10*ms - 40*ms},

	// 600 ports, one each 100 ms.
	{"time-wait-rate", "the last port", opened(600), 599 * 100 * ms},
	{"time-wait-rate", "two minutes of TIME-WAIT", closed(600), 599*100*ms + 2*10*ms + 120*s},

	{"who-closes-first", "each with a handshake", total(20), 2 * 20 * ms},
	{"more-ports", "no port, no time", total(29), 0},
	{"never-closes", "no answer", total(21), 5 * s},
	{"never-closes", "not accepted", why(21, "accept queue"), 5*s - 20*ms - 10*ms},
	{"never-closes", "patience with the orphan", closed(1), 20*ms + 20*ms + 10*ms + 20*ms + 60*s},

	{"bad-peers", "another protocol", total(1), 2 * 40 * ms},
	{"bad-peers", "half a header", total(2), 2 * 40 * ms},
	{"bad-peers", "silence", total(6), 3 * s},
	{"bad-peers", "no end", total(7), 3 * s},
	{"bad-peers", "closed without need", total(9), 2 * 40 * ms},

	// What is kept takes no time.
	{"cold-and-warm", "fresh", total(6), 0},
	{"cold-and-warm", "fresh by its age", total(11), 0},
	// A round trip, the request and its acknowledgement, and the header alone.
	{"cold-and-warm", "not changed", total(9), 50*ms + onLine(ackLen+78, 1e6) + onLine(ackLen, 1e6) + onLine(ackLen+63, 1e6)},

	// The body leaves a round trip and the two heads later.
	{"expect-continue", "leave", why(1, "expect continue"), 100*ms + onLine(ackLen+148, 1e6)},
	{"expect-continue", "refused, not sent", total(3), 2*100*ms + onLine(plainSYN, 1e6) + onLine(ackLen, 1e6) + onLine(ackLen+110, 1e6)},

	{"parts", "one range", total(2), 40 * ms},
	{"parts", "two ranges", total(4), 40 * ms},
	{"parts", "nothing", total(6), 40 * ms},

	{"slower-when-kept", "new", pageWhere(1, "delayed-ack timer"), 0},
	{"slower-when-kept", "kept, without Nagle", pageWhere(4, "delayed-ack timer"), 0},

	// A SYN and its answer, of which only the answer is on the line, then the formula.
	{"kurose-ross", "28 kbit/s", total(1), onLine(plainSYN, 28e3) + kuroseRoss(187*576, 576, 28e3, 100*ms)},
	{"kurose-ross", "100 kbit/s", total(2), onLine(plainSYN, 100e3) + kuroseRoss(187*576, 576, 100e3, 100*ms)},
	{"kurose-ross", "1 Mbit/s", total(3), onLine(plainSYN, 1e6) + kuroseRoss(187*576, 576, 1e6, 100*ms)},
	{"kurose-ross", "10 Mbit/s", total(4), onLine(plainSYN, 10e6) + kuroseRoss(187*576, 576, 10e6, 100*ms)},

	{"write-write-read", "again", total(8), 20*ms + 200*ms + 20*ms + 2*20*ms},
	{"write-write-read", "the cell", cell(8, "nagle", "delayed-ack timer"), 200 * ms},
	{"write-write-read", "one write", total(5), 2 * 20 * ms},
	{"write-write-read", "no Nagle", total(6), 2 * 20 * ms},
	{"write-write-read", "no delay", total(7), 2*20*ms + 2*20*ms},

	{"tuned-connection", "new: 4 + 8 + 16 + 14 segments", total(1), 2*100*ms + 3*100*ms},
	{"tuned-connection", "soon", total(4), 100 * ms},
	{"tuned-connection", "restarts", total(5), 100*ms + 3*100*ms},
	{"tuned-connection", "keeps", total(6), 100 * ms},

	// Sixty blocks for the SYN, and sixty-one each for two segments, one after the other.
	{"large-table", "a list", total(121), 40*ms + 60*100*us + 2*61*100*us},
	{"large-table", "a table", total(122), 40 * ms},

	{"half-close", "3 + 6 + 6 segments", total(1), 2*40*ms + 100*ms + 2*40*ms},

	{"few-connections", "until the first is done", why(4, "blocked"), 40*ms + 100*ms},
	{"few-connections", "the third host", total(4), 40*ms + 100*ms + 2*40*ms},

	{"service-times", "the last of thirty", lastOf("fixed"), 2*40*ms + 30*10*ms},

	{"framings", "the close", total(14), 2 * 40 * ms},
}

// kuroseRoss is the latency of n bytes in segments of a size, on a line of a rate
// in bits per second with a round trip, from an initial window of one segment and
// with an acknowledgement for each: 2 RTT + O/R + P (RTT + S/R) - (2^P - 1) S/R.
func kuroseRoss(n, segment, rate int64, rtt vtime.Time) vtime.Time {
	k := int64(0) // windows that cover all
	for covered := int64(0); covered < n; k++ {
		covered += segment << k
	}
	q := int64(0) // windows after which the server would stall, if there were no end
	for onLine(segment<<q, rate) < rtt+onLine(segment, rate) {
		q++
	}
	p := min(q, k-1)
	return 2*rtt + vtime.Time(p)*rtt + onLine(n+p*segment-(1<<p-1)*segment, rate)
}

func pageWhere(n int, place string) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return d.Pages[n-1].Where[place] }
}

// lastOf is when the last transaction of a workload ended.
func lastOf(workload string) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time {
		last := vtime.Time(0)
		for _, x := range d.Transactions {
			if x.Workload == workload {
				last = max(last, *x.EndNS)
			}
		}
		return last
	}
}

// peaks are the most control blocks that hosts held.
func peaks(hosts ...string) func(*report.Document) any {
	return func(d *report.Document) any {
		list := []report.Blocks{}
		for _, h := range d.Hosts {
			if slices.Contains(hosts, h.Name) {
				list = append(list, h.Peak)
			}
		}
		return list
	}
}

// bodies are the bytes of the bodies of responses.
func bodies(d *report.Document) any {
	list := []int64{}
	for _, x := range d.Transactions {
		list = append(list, x.Body)
	}
	return list
}

// statuses are the status codes of responses, 0 for what was not asked for.
func statuses(d *report.Document) any {
	list := []int{}
	for _, x := range d.Transactions {
		if x.Cached {
			x.Status = 0
		}
		list = append(list, x.Status)
	}
	return list
}

var httpFacts = []fact{
	{"service-times", "times vary", func(d *report.Document) any {
		least, most := d.Transactions[30].Why["server"], vtime.Time(0)
		for _, x := range d.Transactions[30:60] {
			least, most = min(least, x.Why["server"]), max(most, x.Why["server"])
		}
		return least < 3*ms && most > 20*ms
	}, true},
	{"half-close", "blocks", peaks("client", "server"), []report.Blocks{
		{All: 1, TimeWait: 1, FinWait2: 1}, {All: 1, CloseWait: 1}}},
	{"slower-when-kept", "ten times slower", func(d *report.Document) any {
		return pageTotal(2)(d) > 10*pageTotal(1)(d) && pageTotal(4)(d) < pageTotal(1)(d)
	}, true},
	{"bad-peers", "errors", errorsOf, map[int]string{
		1: `malformed HTTP response "SSH-2.0-OpenSSH_9.2"`,
		2: "the server closed the connection in the middle of the header: unexpected EOF",
		3: "the server closed the connection in the middle of the body: unexpected EOF",
		5: "ECONNRESET: connection reset by peer",
		6: "the request took longer than its timeout",
		7: "the request took longer than its timeout",
		8: "the header is longer than 1048576 bytes",
	}},
	{"bad-peers", "every connection ends", func(d *report.Document) any {
		for _, c := range d.Connections {
			if c.ClosedNS == nil {
				return false
			}
		}
		return d.End == "done"
	}, true},
	{"cold-and-warm", "statuses", statuses, []int{200, 200, 200, 200, 304, 0, 0, 200, 304, 304, 0, 200}},
	{"expect-continue", "statuses", statuses, []int{200, 200, 413, 413}},
	{"expect-continue", "refused bodies that were sent", func(d *report.Document) any {
		return []bool{d.Connections[2].Sent > 20, d.Connections[3].Sent > 20}
	}, []bool{false, true}},
	{"parts", "bodies", bodies, []int64{500, 500, 2*500 + 229, 2*500 + 229, 0, 0}},
	{"parts", "statuses", statuses, []int{206, 206, 206, 206, 416, 416}},
	{"crowd", "errors", errorsOf, map[int]string{}},
	{"crowd", "SYNs sent again", func(d *report.Document) any {
		n := uint64(0)
		for _, c := range d.Connections {
			n += c.Resent
		}
		return n
	}, uint64(60)},
	{"time-wait-rate", "ports", connections, 601},
	{"time-wait-rate", "the first that found none", func(d *report.Document) any {
		return strings.Contains(d.Failed, "connection 601: EADDRNOTAVAIL")
	}, true},
	{"time-wait-rate", "blocks", peaks("client", "server"), []report.Blocks{
		{All: 600, TimeWait: 600, FinWait2: 1}, {All: 1, CloseWait: 1}}},
	{"who-closes-first", "blocks", peaks("server-1", "client-1", "server-2", "client-2", "client-3"), []report.Blocks{
		{All: 1, CloseWait: 1},
		{All: 20, TimeWait: 20, FinWait2: 1},
		{All: 20, TimeWait: 20, FinWait2: 1},
		{All: 1, CloseWait: 1},
		{All: 1, TimeWait: 1, FinWait2: 1}}},
	{"more-ports", "errors", errorsOf, map[int]string{29: "EADDRNOTAVAIL: no address or port available"}},
	{"never-closes", "blocks", peaks("client", "server"), []report.Blocks{
		{All: 21, FinWait2: 20}, {All: 21, CloseWait: 20}}},
	{"serial-connections", "connections", connections, 4},
	{"parallel-and-the-line", "the line bounds the gain", func(d *report.Document) any {
		one, four := pageTotal(3)(d), pageTotal(4)(d)
		return four < one && four > one*3/4
	}, true},
	{"keep-alive-1.0", "requests on connections", requestsOn, []int{2, 1, 1, 1, 1, 1}},
	{"pipelining", "in order", ordered("eight"), true},
	{"head-of-line", "in order", ordered("one connection"), true},
	{"pipeline-cut", "requests on connections", requestsOn, []int{5, 5, 3, 1}},
	{"pipeline-cut", "attempts", attempts, []int{1, 1, 2, 2, 3, 2, 3}},
	{"pipeline-cut", "errors", errorsOf, map[int]string{}},
	{"reset-destroys-response", "errors", errorsOf, map[int]string{2: "ECONNRESET: connection reset by peer"}},
	{"keep-alive-race", "errors", errorsOf, map[int]string{4: "the server closed the connection before it answered: " +
		"unexpected EOF (a POST request is not sent again)"}},
	{"keep-alive-race", "attempts", attempts, []int{1, 2, 1, 1, 1, 1}},
	{"framings", "requests on connections", requestsOn, []int{2, 2, 2, 2, 2, 2, 1, 1}},
}

// The numbers that Kurose and Ross print, for 100 kB in segments of 536 bytes
// without headers.
func TestKuroseRossFormula(t *testing.T) {
	for rate, want := range map[int64]vtime.Time{28e3: 28_871 * ms, 100e3: 8_357 * ms, 1e6: 1_389 * ms, 10e6: 929 * ms} {
		got := kuroseRoss(100_000, 536, rate, 100*ms)
		require.InDelta(t, int64(want), int64(got), float64(ms), "%d bit/s", rate)
	}
}

// Where each delayed acknowledgement waits for all of its time, and not for a tick of the
// host's clock, persistent connections wait three times, once and not at all.
func TestDelayedAcknowledgementsOfKeptConnections(t *testing.T) {
	f := runAll(t, loadScenario(t, "slower-when-kept", scenario.Assignment{Path: "options.tcp.ack_ticks", Value: "off"}), lab.Points{})
	for i, want := range []vtime.Time{0, 3 * 200 * ms, 200 * ms, 0} {
		require.Equal(t, want, pageWhere(i+1, "delayed-ack timer")(f.document))
	}
}
