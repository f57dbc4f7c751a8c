package lab_test

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/tcp"
)

// The grammar of docs/trace.md.
const (
	timeForm    = `(0|[1-9]\d*)(\.\d{0,5}[1-9])?`
	spanForm    = timeForm + `ms`
	fourForm    = `\d+\.\d+\.\d+\.\d+`
	sixForm     = `[0-9a-f:]*:[0-9a-f:]*`
	addrForm    = `(` + fourForm + `|` + sixForm + `)`
	portForm    = `(` + fourForm + `|\[` + sixForm + `\]):\d+`
	segmentForm = `(#\d+|` + portForm + ` ` + portForm + `) (\[(ect[01]|ce)\] )?[A-Z.]+ \d+:\d+\(\d+\)( ack \d+)? win \d+( <[^>]+>)?`
	packetForm  = `(` + segmentForm + `|` + portForm + ` ` + portForm + ` udp \(\d+\)|` +
		addrForm + ` ` + addrForm + ` icmp \(\d+\)|` + addrForm + ` ` + addrForm + ` fragment \d+ \d+\(\d+\)\+?|damaged \d+ bytes)`
	wireForm = `\S+->\S+`
)

// form compiles the pattern of a whole line. The first group is the time.
func form(rest string) *regexp.Regexp { return regexp.MustCompile(`^(` + timeForm + `) ` + rest + `$`) }

var (
	sentLine      = form(`(?P<wire>` + wireForm + `) > ` + packetForm + `( // (?P<reason>.+))?`)
	deliveredLine = form(`(?P<wire>` + wireForm + `) < ` + packetForm)
	droppedLine   = form(`(?P<wire>` + wireForm + `) x ` + packetForm + ` // dropped: (?P<reason>.+)`)
	hostDropLine  = form(`(?P<host>\S+) x ` + packetForm + ` // dropped by the host: (?P<reason>.+)`)
	stateLine     = form(`(?P<host>\S+) = #(?P<id>\d+) (?P<from>[A-Z0-9-]+) -> (?P<to>[A-Z0-9-]+)`)
)

// reasonForm is what may stand behind a packet that leaves its first host.
var reasonForm = func() *regexp.Regexp {
	var rules []string
	for w := range cause.NumWhy {
		rules = append(rules, regexp.QuoteMeta(cause.Why(w).String()))
	}
	rule := `(` + strings.Join(rules, "|") + `)`
	held := rule + ` ` + spanForm
	owed := `ack owed for ` + spanForm
	first := `(copy [2-9]\d*, ` + rule + `|copy 1\d+, ` + rule + `|` + held + `(, ` + held + `)*)`
	return regexp.MustCompile(`^(` + first + `(; ` + owed + `)?|` + owed + `)$`)
}()

// event is a line of a trace.
type event struct {
	kind                                   string // sent, delivered, dropped, host drop, state
	time, wire, host, id, from, to, reason string
	nanoseconds                            int64
	line                                   string
}

// guess tells the kind of a line by its third word, and the form that it must have.
func (e *event) guess() *regexp.Regexp {
	words := strings.SplitN(e.line, " ", 4)
	switch {
	case len(words) == 4 && words[2] == ">":
		e.kind = "sent"
		return sentLine
	case len(words) == 4 && words[2] == "<":
		e.kind = "delivered"
		return deliveredLine
	case len(words) == 4 && words[2] == "=":
		e.kind = "state"
		return stateLine
	case len(words) == 4 && strings.Contains(words[1], "->"):
		e.kind = "dropped"
		return droppedLine
	}
	e.kind = "host drop"
	return hostDropLine
}

// readTrace reads a trace back.
func readTrace(t require.TestingT, text []byte, where string) (events []event) {
	lines := strings.Split(string(text), "\n")
	require.Empty(t, lines[len(lines)-1], "%s: the last line ends", where)
	for _, line := range lines[:len(lines)-1] {
		e := event{line: line}
		form := e.guess()
		m := form.FindStringSubmatch(line)
		require.NotNil(t, m, "%s: no line of a trace: %q", where, line)
		e.time, e.nanoseconds = m[1], nanoseconds(m[1])
		for name, field := range map[string]*string{
			"wire": &e.wire, "host": &e.host, "id": &e.id, "from": &e.from, "to": &e.to, "reason": &e.reason,
		} {
			if i := form.SubexpIndex(name); i >= 0 {
				*field = m[i]
			}
		}
		if e.kind == "sent" && e.reason != "" {
			require.Regexp(t, reasonForm, e.reason, "%s: %q", where, line)
			requireOnce(t, e.reason, where)
		}
		events = append(events, e)
	}
	return events
}

// requireOnce checks that a reason names each rule once, however often it held.
func requireOnce(t require.TestingT, reason, where string) {
	seen := map[string]bool{}
	held, _, _ := strings.Cut(reason, "; ")
	for _, one := range strings.Split(held, ", ") {
		rule := one[:strings.LastIndexByte(one, ' ')]
		require.False(t, seen[rule], "%s: %s", where, reason)
		seen[rule] = true
	}
}

// nanoseconds reads a time in milliseconds.
func nanoseconds(text string) int64 {
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(part + "000000")[:6], 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// requireTrace reads the trace of a run and checks it against what the run counted.
func requireTrace(t require.TestingT, f *files, where string) []event {
	events := readTrace(t, f.trace, where)
	type counts struct{ sent, delivered, dropped uint64 }
	wires, last := map[string]counts{}, int64(0)
	states := map[string]string{}
	for _, e := range events {
		require.LessOrEqual(t, last, e.nanoseconds, "%s: time goes on: %q", where, e.line)
		last = e.nanoseconds
		c := wires[e.wire]
		switch e.kind {
		case "sent":
			c.sent++
		case "delivered":
			c.delivered++
		case "dropped":
			c.dropped++
		case "state":
			requireState(t, f, states, e, where)
		}
		wires[e.wire] = c
	}
	for _, l := range f.document.Links {
		dropped := uint64(0)
		//tidy:ordered the sum does not depend on the order
		for _, n := range l.Dropped {
			dropped += n
		}
		require.Equal(t, counts{l.Sent, l.Delivered, dropped}, wires[l.Name], "%s: %s", where, l.Name)
	}
	return events
}

// requireState checks that an end goes on from the state that it was in. Both
// ends of a loopback connection are one host's, which cannot be told apart.
func requireState(t require.TestingT, f *files, states map[string]string, e event, where string) {
	id, err := strconv.Atoi(e.id)
	require.NoError(t, err)
	if c := f.document.Connections[id-1]; c.ClientHost == c.ServerHost {
		return
	}
	end := e.host + " " + e.id
	before, known := states[end]
	if !known || before == "CLOSED" { // a server that gave up takes the next SYN anew
		require.Contains(t, []string{"CLOSED", "LISTEN"}, e.from, "%s: %q", where, e.line)
	} else {
		require.Equal(t, before, e.from, "%s: %q", where, e.line)
	}
	states[end] = e.to
}

func TestTraceReadsBack(t *testing.T) {
	for _, name := range scenarioNames(t) {
		f := runAll(t, loadScenario(t, name, fewer(name)...), lab.Points{})
		events := requireTrace(t, f, name)
		require.NotEmpty(t, events, name)
	}
}

// The states that a trace names are those of RFC 9293.
func TestTraceNamesStates(t *testing.T) {
	known := map[string]bool{}
	for s := tcp.Closed; s <= tcp.TimeWait; s++ {
		known[s.String()] = true
	}
	seen := map[string]bool{}
	for _, name := range scenarioNames(t) {
		for _, e := range readTrace(t, runAll(t, loadScenario(t, name, fewer(name)...), lab.Points{}).trace, name) {
			if e.kind == "state" {
				require.True(t, known[e.from] && known[e.to] && e.from != e.to, e.line)
				seen[e.to] = true
			}
		}
	}
	require.Greater(t, len(seen), 8)
}

// lines returns what a trace holds between two times, in milliseconds.
func lines(trace []byte, from, to int64, contains string) (list []string) {
	for line := range strings.Lines(string(trace)) {
		at := nanoseconds(line[:strings.IndexByte(line, ' ')])
		if at >= from*1e6 && at <= to*1e6 && strings.Contains(line, contains) {
			list = append(list, strings.TrimSuffix(line, "\n"))
		}
	}
	return list
}

// numbers is what a line says of bytes, acknowledgement, window and timestamps.
var numbers = regexp.MustCompile(` \d+:\d+\(\d+\)( ack \d+)? win \d+( <TS [^>]+>)?`)

// brief leaves numbers out, which change with the length of a header.
func brief(lines []string) (list []string) {
	for _, l := range lines {
		list = append(list, numbers.ReplaceAllString(l, ""))
	}
	return list
}

// Reasons stand where they are expected, and only there.
func TestTraceReasons(t *testing.T) {
	trace := func(name string) []byte { return runAll(t, loadScenario(t, name, fewer(name)...), lab.Points{}).trace }
	nagle := trace("nagle-meets-delayed-ack")
	require.Equal(t, []string{
		"0 client->server > #1 S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>",
		"0 client = #1 CLOSED -> SYN-SENT",
		"20 client->server < #1 S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>",
		"20 server->client > #1 S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,TS val 20 ecr 0,wscale 5>",
		"20 server = #1 LISTEN -> SYN-RECEIVED",
		"40 server->client < #1 S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,TS val 20 ecr 0,wscale 5>",
		"40 client->server > #1 . 1:1(0) ack 1 win 32768 <TS val 40 ecr 20>",
		"40 client = #1 SYN-SENT -> ESTABLISHED",
	}, lines(nagle, 0, 40, "")[:8])
	require.Equal(t, []string{
		"40 client->server > #1 P.",
		"60 client->server < #1 .",
		"60 server = #1 SYN-RECEIVED -> ESTABLISHED",
		"60 client->server < #1 P.",
		"60 server->client > #1 .",
		"80 server->client < #1 .",
		"280 client->server > #1 . // ack owed for 200ms",
		"300 client->server < #1 .",
		"300 server->client > #1 P. // nagle 240ms",
	}, brief(lines(nagle, 0, 300, "")[8:]))
	require.Equal(t, []string{
		"650 server->client > #1 P. // copy 2, loss (probe)",
		"10275 server->client > #2 . // copy 2, loss (rack)",
		"20250 server->client > #3 . // copy 2, loss (rack)",
	}, brief(lines(trace("tail-loss"), 0, 30000, "copy")))
	require.Equal(t, []string{
		"150 server->client x #1 P. // dropped: listed loss",
	}, brief(lines(trace("tail-loss"), 0, 9000, "dropped")))
	require.Len(t, lines(trace("corrupting-wire"), 0, 1e6, " damaged "), 2*7, "each arrives and is dropped by the host")
	require.Len(t, lines(trace("corrupting-wire"), 0, 1e6, "dropped by the host: "), 7)
	require.Equal(t, []string{
		"1010 router x #2 S 0:0(0) win 64240 <mss 1460,sackOK,TS val 3399105234 ecr 0,wscale 7> // dropped by the host: no route",
	}, lines(trace("unreachable"), 1001, 1015, " x "))
	require.Regexp(t, `^1010 router->client > 10.0.0.2 10.0.0.1 icmp \(\d+\)$`, lines(trace("unreachable"), 1001, 1015, " > ")[0])
	require.Regexp(t, `^0 client->router > 10.0.0.1:\d+ 10.0.2.2:53 udp \(30\)$`, lines(trace("slow-names"), 0, 19, "")[0])
}

// bytesOf reads which bytes of a connection a segment holds.
var bytesOf = regexp.MustCompile(` #(\d+) ([A-Z.]+) (\d+):(\d+)\((\d+)\)`)

// A segment has a reason exactly if its first byte was written before it left,
// or if it is a further copy, or if its acknowledgement was owed before.
func TestReasonsAreOnWhatWaited(t *testing.T) {
	names, cases := everyCase(t)
	held := 0
	for i, sc := range cases {
		f := runAll(t, sc, lab.Points{})
		for _, e := range readTrace(t, f.trace, names[i]) {
			from, _, _ := strings.Cut(e.wire, "->")
			m := bytesOf.FindStringSubmatch(e.line)
			if e.kind != "sent" || m == nil || f.result.Net.Host(from) == nil {
				continue
			}
			id, err := strconv.Atoi(m[1])
			require.NoError(t, err)
			end := f.result.Net.Connections()[id-1].Client
			if end.Host.Name() != from {
				if end = end.Peer; end == nil || end.Host.Name() != from {
					continue // a router's, which passes it on
				}
			}
			if end.Half == nil || len(f.result.Loads) > 0 {
				continue // the run was long enough to forget it
			}
			if m[5] == "0" && !strings.ContainsAny(m[2], "SF") || strings.HasPrefix(e.reason, "copy ") {
				continue
			}
			start, err := strconv.ParseUint(m[3], 10, 64)
			require.NoError(t, err)
			mark, ok := end.Half.MarkOf(start)
			require.True(t, ok, "%s: %s", names[i], e.line)
			waited := int64(mark.Taken.Now) < e.nanoseconds
			told := e.reason != "" && !strings.HasPrefix(e.reason, "ack owed")
			require.Equal(t, waited, told, "%s: written at %v: %s", names[i], mark.Taken.Now, e.line)
			if told {
				held++
			}
		}
	}
	require.Greater(t, held, 1000)
}

// A file that cannot be written is reported, and the run is the same.
func TestTraceReportsWriteErrors(t *testing.T) {
	broken := errors.New("no space left")
	trace := lab.NewTrace(&failing{after: 100, err: broken})
	r, err := lab.Run(loadScenario(t, "textbook"), lab.Options{Watchers: []lab.Watcher{trace}})
	require.NoError(t, err)
	require.ErrorIs(t, trace.Err(), broken)
	whole := runAll(t, loadScenario(t, "textbook"), lab.Points{})
	require.Equal(t, whole.result.TraceSHA256, r.TraceSHA256)
}

// failing is a writer that takes only so many bytes.
type failing struct {
	bytes.Buffer
	after int
	err   error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.Len()+len(p) > f.after {
		return 0, f.err
	}
	return f.Buffer.Write(p)
}
