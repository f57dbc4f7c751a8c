package lab_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/measure"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Each scenario of testdata says in its first comment what it shows, and the
// report beside it shows it.
func TestGoldenScenarios(t *testing.T) {
	for _, name := range scenarioNames(t) {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(scenarioDir, name+".yaml"))
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(string(data), "# "), "the first comment says what the scenario shows")
			f := runAll(t, loadScenario(t, name), lab.Points{})
			golden(t, filepath.Join(scenarioDir, name+".txt"), textOf(t, f.result, 100))
			requireSums(t, f.document, name)
			requireConserved(t, f.document, name)
		})
	}
}

// law is a number of a scenario that follows from the rules alone.
type law struct {
	scenario, what string
	of             func(*report.Document) vtime.Time
	want           vtime.Time
}

func total(id int) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time {
		x := &d.Transactions[id-1]
		return *x.EndNS - x.StartNS
	}
}

func pageTotal(n int) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return *d.Pages[n-1].EndNS - d.Pages[n-1].StartNS }
}

func why(id int, name string) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return d.Transactions[id-1].Why[name] }
}

func cell(id int, rule, place string) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return d.Transactions[id-1].WhyWhere[rule][place] }
}

func ofLoad(n int, of func(*measure.Times) vtime.Time) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return of(&d.Loads[n].All) }
}

func answered(n int) func(*report.Document) vtime.Time {
	return ofLoad(n, func(t *measure.Times) vtime.Time { return vtime.Time(t.Answered) })
}

func opened(id int) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return d.Connections[id-1].OpenedNS }
}

func closed(id int) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time { return *d.Connections[id-1].ClosedNS }
}

// longest is the longest wait at any wire.
func longest(d *report.Document) (most vtime.Time) {
	for _, l := range d.Links {
		most = max(most, l.MaxWaitNS)
	}
	return most
}

func duration(d *report.Document) vtime.Time { return d.DurationNS }
func end(d *report.Document) vtime.Time      { return d.EndNS }

// onLine is how long n bytes need at a rate in bits per second.
func onLine(n, rate int64) vtime.Time { return vtime.Time(n * 8 * int64(s) / rate) }

// Sizes of packets without data, and of full ones.
const (
	synLen  = 52 // with the options for segment size, SACK and window scale
	ackLen  = 40
	fullLen = 1500
)

// laws are worked out by hand from round trips, timers and bits on the line.
var laws = []law{
	// Handshake, request and server, and two more rounds of slow start: 4, 8 and 3 segments.
	{"textbook", "new connection", total(1), 56*ms + 28*ms + 40*ms + 2*56*ms + 28*ms},
	{"textbook", "slow start", why(1, "slow start"), 2 * 56 * ms},
	{"textbook", "warm connection", total(2), 56*ms + 40*ms},

	// A dead server costs exactly its timeout, and two attempts at two of them four.
	{"dead-name-server", "first name", total(1), 5*s + 30*ms + 80*ms},
	{"dead-name-server", "what was in vain", why(1, "name retry"), 5 * s},
	{"dead-name-server", "in the cache", total(2), 80 * ms},
	{"dead-name-server", "nothing is learnt", why(3, "name retry"), 5 * s},
	{"dead-name-server", "nobody answers", total(4), 2 * 2 * 5 * s},

	// Broken IPv6 costs exactly the delay of RFC 8305; one after the other, all SYNs of Linux: five a
	// second apart, and then doubled from 1 s to 32, and 64 until it gives up.
	{"broken-ipv6", "happy", total(1), 40*ms + 250*ms + 2*80*ms},
	{"broken-ipv6", "the cell", cell(1, "address fallback", "fallback timer"), 250 * ms},
	{"broken-ipv6", "patient", why(2, "address fallback"), 4*s + (1+2+4+8+16+32+64)*s},
	{"broken-ipv6", "refused", why(3, "address fallback"), 40 * ms},
	{"broken-ipv6", "the proxy of a tunnel", cell(4, "address fallback", "fallback timer"), 250 * ms},

	// From the resolver 62 ms to the root and back, 32 to example, 142 and 10 to the domains.
	{"recursion", "cold", why(1, "name recursion"), (62 + 32 + 142) * ms},
	{"recursion", "same domain", why(2, "name recursion"), 142 * ms},
	{"recursion", "other domain", why(3, "name recursion"), (32 + 10) * ms},
	{"recursion", "where the alias leads is known", why(4, "name recursion"), 142 * ms},
	{"recursion", "referrals live longer", why(5, "name recursion"), 142 * ms},
	{"recursion", "to the resolver and back", why(5, "name"), 12 * ms},

	{"answers-of-dns", "UDP, connect, TCP", why(1, "name"), 3 * 20 * ms},
	{"answers-of-dns", "one name does not exist", why(2, "name"), 2 * 20 * ms},
	{"answers-of-dns", "it is kept that it does not", why(3, "name"), 0},
	{"answers-of-dns", "two attempts", why(4, "name retry"), 2 * 20 * ms},

	// The worker is busy always: R = N/X - Z. Arrivals at fixed times wait for nobody.
	{"closed-loop", "eighty users", ofLoad(1, func(t *measure.Times) vtime.Time { return t.MinNS }), 80*20*ms - 1*s},
	{"closed-loop", "all of them", ofLoad(1, func(t *measure.Times) vtime.Time { return t.MaxNS }), 80*20*ms - 1*s},
	{"closed-loop", "one alone", ofLoad(0, func(t *measure.Times) vtime.Time { return t.MinNS }), 20 * ms},
	{"open-loop", "fixed arrivals", answered(0), 4 * 50},

	{"fresh-request", "first", total(1), 2*50*ms + 10*ms},
	{"fresh-request", "third", total(3), 2*50*ms + 10*ms},

	// Handshake, request, first segment, timer, its acknowledgement, last segment.
	{"nagle-meets-delayed-ack", "one full segment", total(1), 40*ms + 20*ms + 20*ms + 200*ms + 20*ms + 20*ms},
	{"nagle-meets-delayed-ack", "two full segments", total(2), 40*ms + 20*ms + 20*ms + 20*ms + 20*ms},
	{"nagle-meets-delayed-ack", "the cell", cell(1, "nagle", "delayed-ack timer"), 200 * ms},

	{"slow-start", "IW 1: 1+2+4+8", total(1), 100*ms + 4*100*ms},
	{"slow-start", "IW 2: 2+4+8+1", total(2), 100*ms + 4*100*ms},
	{"slow-start", "IW 4: 4+8+3", total(3), 100*ms + 3*100*ms},
	{"slow-start", "IW 10: 10+5", total(4), 100*ms + 2*100*ms},
	{"slow-start", "IW 16: 15", total(5), 100*ms + 1*100*ms},

	// The acknowledgement of the handshake is on the line before the request. Of the
	// response only the line counts: 8 full segments.
	{"modem", "document", pageTotal(1), 2*(60*ms+onLine(synLen, 28800)) +
		60*ms + onLine(ackLen+ackLen+260, 28800) + onLine(8*fullLen, 28800) + 60*ms},

	// A repair takes a round trip: a full segment there, an acknowledgement back.
	{"wireless", "repaired by fast retransmit", why(1, "recovery window"), 40*ms + onLine(fullLen+ackLen, 8e6)},
	// The round trip of one request was measured last: the timeout is 200 ms more, to a tick of 4 ms.
	{"wireless", "request lost twice", why(4, "loss (timeout)"), 244*ms + 2*244*ms},

	// The acknowledgements of the first two come a round trip later and restart the timer;
	// who is overtaken has a quarter of a round trip.
	{"tail-loss", "last of three", total(1), 100*ms + 50*ms + (100*ms + 2*100*ms + 200*ms) + 50*ms},
	{"tail-loss", "first of three", total(2), 100*ms + 50*ms + (100*ms + 25*ms) + 50*ms},
	{"tail-loss", "first of five", total(3), 100*ms + 50*ms + 100*ms + 50*ms},

	// Rounds of 60 ms, and what is late by 4 ms on the way of the last byte.
	{"disorder", "six rounds, two of them late", total(1), 60*ms + 30*ms + 5*60*ms + 2*4*ms + 30*ms},
	{"disorder", "four rounds, one late", total(2), 30*ms + 3*60*ms + 4*ms + 30*ms},
	{"disorder", "three rounds, one late", total(3), 30*ms + 2*60*ms + 4*ms + 30*ms},

	// A SYN and a SYN-ACK with all options, whoever sends them.
	{"gvisor", "ours, ours", why(1, "connect"), 42*ms + onLine(2*60, 50e6)},
	{"gvisor", "gVisor, ours", why(2, "connect"), 42*ms + onLine(2*60, 50e6)},
	{"gvisor", "ours, gVisor", why(3, "connect"), 42*ms + onLine(2*60, 50e6)},
	{"gvisor", "gVisor, gVisor", why(4, "connect"), 42*ms + onLine(2*60, 50e6)},

	// A SYN costs the initial timeout of 1 s, data costs the smoothed round trip and 200 ms.
	{"corrupting-wire", "a damaged SYN", total(1), 1000*ms + 20*ms + 2*20*ms},
	{"corrupting-wire", "a damaged segment", total(2), 20*ms + (20*ms + 200*ms)},
	{"corrupting-wire", "damaged twice", total(3), 20*ms + (20*ms + 200*ms) + 2*20*ms},

	{"satellite", "10+20+24+44+44+44+44", total(1), 600*ms + 300*ms + 6*600*ms + 300*ms},
	{"satellite", "10+20+40+80+80", total(2), 600*ms + 300*ms + 4*600*ms + 300*ms},
	{"satellite", "from the fourth round on the receiver", why(1, "receive window"), 4 * 600 * ms},

	{"shared-bottleneck", "alice", pageTotal(1), onLine(synLen, 1e6) + 40*ms + 20*ms + onLine(10*fullLen, 1e6) + 20*ms},
	{"shared-bottleneck", "bob", pageTotal(2), onLine(synLen, 1e6) + 40*ms + 20*ms + onLine(20*fullLen, 1e6) + 20*ms},
	{"shared-bottleneck", "carol", pageTotal(3), onLine(synLen, 1e6) + 40*ms + 20*ms + onLine(30*fullLen, 1e6) + 20*ms},

	{"static-routes", "request", total(1), 2*(22*ms+202*ms) + 3*ms},

	{"slow-names", "question lost", total(1), 5*s + (40*ms + 30*ms) + 2*40*ms},
	{"slow-names", "in the cache", total(2), 2 * 40 * ms},
	{"slow-names", "entry run out", total(3), (40*ms + 30*ms) + 2*40*ms},

	// The worker has the first picture's request at 55 ms and is busy from then on.
	{"few-workers", "page", pageTotal(1), (20*ms + 20*ms + 5*ms) + 10*ms + 4*50*ms + 10*ms},
	{"few-workers", "the last one's wait", why(5, "server queue"), (55*ms + 3*50*ms) - 75*ms},

	// The first connection is over at 2 s; until the window that opens then has come, nothing of what is left may leave.
	{"zero-window", "total", total(2), 2*s + 10*ms + 2*10*ms},
	{"zero-window", "since the window's worth of the body left", why(2, "receive window"), 2*s + 10*ms - 20*ms},

	// One picture, then connections for two at a time.
	{"connection-limit", "page", pageTotal(1), (40*ms + 40*ms + 10*ms) + 40*ms + 3*40*ms},
	{"connection-limit", "last picture", why(7, "blocked"), 3 * 40 * ms},

	// A connection takes 10 ms to open and is closed at once, 100 ms before the next.
	{"port-exhaustion", "fourth connection", opened(4), 3 * (10*ms + 100*ms)},
	{"port-exhaustion", "time-wait", closed(1), 10*ms + 10*ms + 60*s},
	{"port-exhaustion", "last transfer", duration, 70*s + 10*ms + 100*ms + 10*ms},

	{"no-port", "page", pageTotal(1), 80*ms + 2*100*ms + (40*ms + 40*ms + 50*ms)},
	{"no-port", "second try", why(5, "port exhaustion"), 2 * 100 * ms},

	{"time-wait-reuse", "first", total(1), 2 * 50 * ms},
	{"time-wait-reuse", "second", total(2), 2 * 50 * ms},
	{"time-wait-reuse", "third", total(3), 2 * 50 * ms},

	{"unreachable", "reset", total(1), 2 * 15 * ms},
	{"unreachable", "no route", total(2), 2 * 10 * ms},
	{"unreachable", "silence", total(3), (1+1+1+1+1+2+4+8+16+32)*s + 64*s},

	// From the acknowledgement of what came through a probe (two round trips and 2 ms, to a tick of 4 ms), 8 repetitions
	// and a last wait.
	{"vanished-server", "end", end, 100*ms + (2*40+4)*ms + (1+2+4+8+16+32+64+128+256)*240*ms},
	{"vanished-network", "second request", total(2), (2*40+200)*ms + (1+2+4+8+16+32+60)*s},

	// Handshake, its last acknowledgement, then rounds of 10, 20, 40 and 30 segments.
	{"bulk-both-ways", "all bytes", duration, 60*ms + 30*ms + 3*60*ms + 30*ms},
	{"bulk-both-ways", "and the close", closed(1), 60*ms + 30*ms + 3*60*ms + 30*ms + 60*ms},
	{"bulk-both-ways", "and the other's", closed(2), 60*ms + 30*ms + 3*60*ms + 30*ms + 60*ms},

	// 66 bytes of request, 38 of response, both behind an acknowledgement.
	{"nothing-and-too-much", "nothing", pageTotal(1), 40*ms + 2*onLine(synLen, 100e6) +
		onLine(ackLen+ackLen+66, 100e6) + onLine(ackLen+ackLen+38, 100e6)},

	// Question and answer of the name server, SYNs with all options, and the request of
	// 82 bytes and the response of 159, each behind an acknowledgement.
	{"ipv6", "small", total(1), 2*15*ms + onLine(78+106, 1e6) + 2*25*ms + 2*onLine(80, 1e6) +
		25*ms + onLine(72+72+82, 1e6) + 25*ms + onLine(72+72+159, 1e6)},

	// What the server sends during the outage goes when it ends: 1093 bytes from the new cell.
	{"handover", "across the outage", total(1), 500*ms + onLine(1093, 1e6) + 50*ms},
	{"handover", "what the transmitter took", cell(1, "response", "serialisation"),
		500*ms - (40096+20131)*us - 30*ms - 200 + onLine(1093, 1e6)},
	{"handover", "in the new cell", why(2, "server"), 30 * ms},

	// A packet at 15 ms, then ten from 40 ms on; another ten from 110 ms on.
	{"recorded-link", "first", total(1), 40*ms + 9*5*ms + 10*ms},
	{"recorded-link", "second", total(2), 110*ms + 9*5*ms + 10*ms - (95+3)*ms},

	// A round trip of 80 ms for the connection and one for the request, and one of 20 ms
	// to the router before the narrow link.
	// A tail loss probe and four timeouts of the first segment; its second half follows
	// the delayed acknowledgement of the first.
	{"black-hole", "late", total(1), 2*80*ms + (2*80*ms + 200*ms) + (1+2+4+8)*s + 80*ms + 200*ms},
	{"black-hole", "since it was suspected", why(1, "path mtu black hole"), 8*s + 80*ms + 200*ms},

	// SYNs with a segment size, a request of 58 bytes behind an acknowledgement, and a
	// response of 1391 bytes with two IP headers.
	{"fragments", "request", total(1), 2*80*ms + 2*onLine(44, 1e6) + onLine(40+40+58, 1e6) + onLine(1391+20+2*20, 1e6)},

	{"path-mtu", "first", total(1), 2*80*ms + 2*10*ms},
	{"path-mtu", "what the discovery costs", why(1, "path mtu"), 2 * 10 * ms},
	{"path-mtu", "second", total(2), 2 * 80 * ms},

	{"classic", "first", total(1), 80*ms + 40*ms + 20*ms + (40*ms + 200*ms + 40*ms) + 40*ms},
	{"classic", "second", total(2), 80*ms + 40*ms + 20*ms + (40*ms + 200*ms + 40*ms) + 40*ms},
	{"classic", "the cell", cell(1, "slow start", "delayed-ack timer"), 200 * ms},
}

// The same scenario over IPv6 and IPv4: each packet of six that wait for each other
// is 20 bytes longer, and so are a question about a name and its answer, to which
// an address of IPv6 adds 12 more.
func TestFamilies(t *testing.T) {
	took := func(family string) []vtime.Time {
		f := runAll(t, loadScenario(t, "ipv6", scenario.Assignment{Path: "family", Value: family}), lab.Points{})
		return []vtime.Time{total(1)(f.document), total(2)(f.document)}
	}
	four, six := took("ipv4"), took("ipv6")
	require.Equal(t, onLine(20+20+12, 1e6)+6*onLine(20, 1e6), six[0]-four[0])
	// Fourteen kilobytes fit into the first window: ten segments over both.
	require.Equal(t, onLine(20, 1e6)*(5+10), six[1]-four[1])
}

// bound is a number of a scenario that rules keep between two others.
type bound struct {
	scenario, what string
	of             func(*report.Document) vtime.Time
	least, most    vtime.Time
}

// smallOnDSL is what the small request takes on the empty line of the scenarios about
// queues: two ways, and its bits and those of the response.
const smallOnDSL = 2*11*ms + 4812*us

var bounds = []bound{
	{"congestion-marks", "the sender waits because of marks", why(1, "marked window"), 20 * ms, 2000 * ms},
	// 2000/(10 s + R) a second for ten seconds, within four deviations of independent arrivals.
	{"many-clients", "N/(Z + R)", answered(0), 1984 - 4*45, 1984 + 4*45},

	// What Heidemann measured, within 2 %.
	{"slower-when-kept", "new", pageTotal(1), 43 * ms * 98 / 100, 43 * ms * 102 / 100},
	{"slower-when-kept", "kept, header apart", pageTotal(2), 605 * ms * 98 / 100, 605 * ms * 102 / 100},
	{"slower-when-kept", "kept, one write", pageTotal(3), 195 * ms * 98 / 100, 195 * ms * 102 / 100},
	{"slower-when-kept", "kept, without Nagle", pageTotal(4), 26 * ms * 98 / 100, 26 * ms * 102 / 100},

	{"congestion-marks", "the download takes what the line needs", total(1), onLine(1e6, 2e6), onLine(1e6, 2e6) * 12 / 10},

	// Two round trips and what the line needs: SYN, ACK, request and response.
	{"access-links", "modem", total(1), 2*160*ms + onLine(1093+300, 28800), 2*160*ms + onLine(1093+400, 28800)},
	{"access-links", "cable", total(2), 2 * 38 * ms, 2*38*ms + 5*ms},
	{"access-links", "4g", total(3), 2 * 180 * ms, 2*180*ms + 2*ms},
	{"access-links", "satellite", total(4), 2 * 568 * ms, 2*568*ms + 2*ms},

	// A hundred full packets are 600 ms, and CUBIC comes down to 0.7 of them. Each later
	// request meets the queue as it is then.
	{"bufferbloat", "behind the whole queue", total(5), smallOnDSL + 420*ms, smallOnDSL + 100*6*ms},
	{"bbr", "the line is busy", total(1), onLine(2e6, 2e6), onLine(2e6, 2e6) * 106 / 100},
	{"bbr", "a few packets wait", total(3), smallOnDSL, smallOnDSL + 6*onLine(fullLen, 2e6)},
	{"dctcp", "the line is busy", closed(2), onLine(24e6, 10e9), onLine(24e6, 10e9) * 118 / 100},
	{"dctcp", "slow start overshoots the threshold", longest, 65 * onLine(fullLen, 10e9), 3 * 65 * onLine(fullLen, 10e9)},
	{"codel", "the start of the download", total(2), 2 * smallOnDSL, 2*smallOnDSL + 50*ms},
	{"codel", "the target, and what a download varies", total(4), smallOnDSL, smallOnDSL + 5*ms + 20*ms},
	{"fq-codel", "the packet in the transmitter", total(3), smallOnDSL, smallOnDSL + onLine(fullLen, 2e6)},
	{"fq-codel", "and again", total(5), smallOnDSL, smallOnDSL + onLine(fullLen, 2e6)},
}

// A wrong model fails here, and not only a changed one.
func TestLawsOfScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("all scenarios have to run for it")
	}
	documents := map[string]*report.Document{}
	for _, name := range allScenarioNames(t) {
		documents[name] = runAll(t, loadScenario(t, name), lab.Points{}).document
	}
	held := map[string]bool{}
	for _, l := range slices.Concat(laws, httpLaws, http2Laws, proxyLaws, tlsLaws, browserLaws) {
		held[l.scenario] = true
		t.Run(l.scenario+"/"+l.what, func(t *testing.T) {
			require.Equal(t, l.want.Millis(), l.of(documents[l.scenario]).Millis())
		})
	}
	for _, f := range slices.Concat(httpFacts, http2Facts, proxyFacts, linkFacts, tlsFacts) {
		held[f.scenario] = true
		t.Run(f.scenario+"/"+f.what, func(t *testing.T) { require.Equal(t, f.want, f.of(documents[f.scenario])) })
	}
	for _, b := range bounds {
		held[b.scenario] = true
		t.Run(b.scenario+"/"+b.what, func(t *testing.T) {
			n := b.of(documents[b.scenario])
			require.GreaterOrEqual(t, n, b.least)
			require.LessOrEqual(t, n, b.most)
		})
	}
	for name := range documents {
		require.True(t, held[name], "no law about %s", name)
	}
}
