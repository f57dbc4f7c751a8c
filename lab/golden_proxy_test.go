package lab_test

import (
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/sim/vtime"
)

// nthOf is the n-th transaction of a workload.
func nthOf(d *report.Document, workload string, n int) *report.Transaction {
	for i := range d.Transactions {
		if x := &d.Transactions[i]; x.Workload == workload {
			if n--; n == 0 {
				return x
			}
		}
	}
	return &report.Transaction{EndNS: new(vtime.Time)}
}

func totalOf(workload string, n int) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time {
		x := nthOf(d, workload, n)
		return *x.EndNS - x.StartNS
	}
}

func whyOf(workload string, n int, rule string) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return nthOf(d, workload, n).Why[rule] }
}

// hop is the round trip between any two hosts of dumb-relay.
const hop = 2 * 10 * ms

// proxyLaws are about proxies, worked out by hand.
var proxyLaws = []law{
	{"dumb-relay", "wise, first: two hops, two handshakes", totalOf("wise", 1), 2 * 2 * hop},
	{"dumb-relay", "wise, second", totalOf("wise", 2), 2 * hop},
	// The server closes 15 s after its response, and both take the same way to the client.
	{"dumb-relay", "the hang", whyOf("dumb", 2, "relay hang"), 15 * s},
	{"dumb-relay", "the hang, and all anew", totalOf("dumb", 2), 15*s + 2*2*hop},
	{"dumb-relay", "the client's patience", totalOf("impatient", 2), 5 * s},
	{"dumb-relay", "the hang within it", whyOf("impatient", 2, "relay hang"), 5*s - hop/2},
	{"dumb-relay", "the relay waits until it learns of it", whyOf("proxy dumb", 3, "relay hang"), 5*s + hop},
	{"dumb-relay", "Proxy-Connection: no hang", totalOf("half-mended", 2), 2 * 2 * hop},
	{"dumb-relay", "a wise one behind: its own timeout", whyOf("relay first", 2, "relay hang"), 20 * s},
	{"dumb-relay", "the rest: two new connections of three", totalOf("relay first", 2), 20*s + 3*hop + 3*hop},
	// What is left of 15 s when the request has come to the wise one, which the response left two hops earlier.
	{"dumb-relay", "a wise one in front", whyOf("wise first", 2, "relay hang"), 15*s - hop},
	{"dumb-relay", "which loses two connections", totalOf("wise first", 2), 15*s - hop + 3*hop + 2*hop},

	{"proxy-chain", "a handshake on each hop", totalOf("kept", 1), 2 * 2 * (1 + 10 + 50) * ms},
	{"proxy-chain", "none", totalOf("kept", 2), 2 * (1 + 10 + 50) * ms},
	{"proxy-chain", "one on the near hop", totalOf("new each time", 1), 2*(1+10+50)*ms + 2*ms},
	{"proxy-chain", "again", totalOf("new each time", 2), 2*(1+10+50)*ms + 2*ms},

	// A handshake and the header on each hop, leave back over both; two rounds more of slow start.
	{"proxy-upload", "asked for leave", totalOf("asks", 1), 2*(20*ms+10*ms) + 20*ms + 2*20*ms + 20*ms + 20*ms},
	{"proxy-upload", "leave, since the proxy passed the header on", whyOf("asks", 1, "expect continue"), 30 * ms},
	{"proxy-upload", "no buffer was full", whyOf("asks", 1, "send buffer"), 0},
	{"proxy-upload", "to the proxy all that is its own request", whyOf("proxy office", 1, "request"), 80*ms + 10*ms},
	{"proxy-upload", "the connection beyond is there", totalOf("asks again", 1), 20*ms + 2*40*ms},
	{"proxy-upload", "the client's window is new, the proxy's is not", totalOf("anew", 1), 20*ms + 20*ms + 40*ms},

	{"proxy-limits", "first wave: both handshakes", totalOf("bounded", 1), 2*10*ms + 2*40*ms + 100*ms},
	{"proxy-limits", "third wave", totalOf("bounded", 18), 2*10*ms + 2*40*ms + 100*ms + 2*(40*ms+100*ms)},
	{"proxy-limits", "without the rule", totalOf("free", 18), 2*10*ms + 2*40*ms + 100*ms},

	{"tls-gateway", "far: three long round trips", totalOf("far", 2), 3 * 200 * ms},
	{"tls-gateway", "near: the gateway connects, once", totalOf("near", 1), 2*20*ms + 180*ms + 200*ms},
	{"tls-gateway", "two short ones, and one all the way", totalOf("near", 2), 2*20*ms + 200*ms},
	{"tls-gateway", "what TLS costs near", whyOf("near", 2, "tls"), 20 * ms},

	{"fast-open", "the cookie", totalOf("granted", 1), 2 * 100 * ms},
	{"fast-open", "the request in the SYN", totalOf("granted", 2), 100 * ms},
	{"fast-open", "and again", totalOf("granted", 3), 100 * ms},
	{"fast-open", "not to be carried out twice", totalOf("post", 1), 2 * 100 * ms},
	{"fast-open", "without", totalOf("without", 2), 2 * 100 * ms},

	{"tunnel", "direct", totalOf("direct", 1), 3 * 100 * ms},
	{"tunnel", "one round trip to the proxy more", totalOf("tunnel", 1), 3*100*ms + 20*ms},
	{"tunnel", "which is this", whyOf("tunnel", 1, "tunnel"), 20 * ms},
	{"tunnel", "as if there were no proxy", totalOf("tunnel", 2), 100 * ms},
	{"tunnel", "nobody there", totalOf("nobody", 1), 20*ms + 20*ms + 80*ms},

	{"gateway", "first of a server", totalOf("four at once", 1), 2*40*ms + 2*2*ms + 100*ms},
	{"gateway", "second of a server", totalOf("four at once", 4), 2*40*ms + 2*2*ms + 2*100*ms},
	{"gateway", "nobody there", totalOf("nobody there", 1), 2*40*ms + 2*ms},
	{"gateway", "too late", totalOf("too late", 1), 2*40*ms + 2*s},
}

// from counts the connections that a host opened.
func from(host string) func(*report.Document) any {
	return func(d *report.Document) any {
		n := 0
		for _, c := range d.Connections {
			if c.ClientHost == host {
				n++
			}
		}
		return n
	}
}

var proxyFacts = []fact{
	{"proxy-limits", "twice the users", from("bounded"), 6},
	{"proxy-limits", "as many as the clients have", from("free"), 18},
	{"proxy-chain", "one connection to the server for all", from("isp"), 1},
	{"gateway", "statuses", statuses, []int{200, 200, 200, 200, 200, 200, 200, 200, 502, 0, 504, 0}},
	{"store-and-forward", "passing on adds next to nothing", func(d *report.Document) any {
		return totalOf("passes", 1)(d) < totalOf("proxy passes", 1)(d)+10*ms
	}, true},
	{"store-and-forward", "storing takes the time of both lines", func(d *report.Document) any {
		return totalOf("stores", 1)(d) > 2*onLine(1e6, 8e6) && totalOf("stores", 1)(d) < 2*onLine(1e6, 8e6)+100*ms
	}, true},
	{"store-and-forward", "what lies in the proxy when the server is done", func(d *report.Document) any {
		rest := *nthOf(d, "slow", 1).EndNS - *nthOf(d, "proxy passes", 2).EndNS
		return rest > onLine(64<<10, 800e3) && rest < onLine(3*64<<10+2*1500, 800e3)
	}, true},
}
