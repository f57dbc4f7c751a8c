package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/export"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

const (
	scenarios = "../../../testdata/scenarios/"
	shop      = "../../../testdata/pages/shop.har"
)

func filmed(t *testing.T, file string, set ...scenario.Assignment) (*lab.Result, *film.Film) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s, err := lab.Load(file, data, lab.LoadOptions{
		Network: lab.DefaultNetwork(), Set: set,
		Open: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) },
	})
	require.NoError(t, err)
	f := film.New()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{f}})
	require.NoError(t, err)
	return r, f
}

// ns reads a number with decimals as parts of the given size.
func ns(t *testing.T, n json.Number, unit vtime.Time) vtime.Time {
	whole, decimals, _ := strings.Cut(n.String(), ".")
	v, err := strconv.ParseInt(whole, 10, 64)
	require.NoError(t, err)
	sum := vtime.Time(v) * unit
	for _, d := range decimals {
		unit /= 10
		sum += vtime.Time(d-'0') * unit
	}
	return sum
}

// Times of a HAR file add up and are those of the JSON document.
func TestHAR(t *testing.T) {
	for _, file := range []string{
		shop, scenarios + "keep-alive-race.yaml", scenarios + "slow-names.yaml", scenarios + "streams-and-loss.yaml",
	} {
		r, _ := filmed(t, file)
		d := report.NewDocument(r)
		var out bytes.Buffer
		require.NoError(t, export.HAR(&out, r, "test"))
		var h struct {
			Log struct {
				Version string
				Pages   []struct {
					ID          string
					PageTimings struct{ OnLoad json.Number }
				}
				Entries []struct {
					Pageref  string
					Time     json.Number
					Timings  map[string]json.Number
					Request  struct{ URL, Method, HTTPVersion string }
					Response struct {
						Status   int
						BodySize int64
					}
					Connection string
					Own        struct {
						Transaction int
						Why         map[string]vtime.Time `json:"why_ns"`
					} `json:"_rttlab"`
				}
			}
		}
		decode := json.NewDecoder(bytes.NewReader(out.Bytes()))
		require.NoError(t, decode.Decode(&h))
		require.Equal(t, "1.2", h.Log.Version)
		refs := map[string]bool{}
		for i, p := range h.Log.Pages {
			refs[p.ID] = true
			if i < len(d.Pages) {
				require.Equal(t, *d.Pages[i].EndNS-d.Pages[i].StartNS, ns(t, p.PageTimings.OnLoad, vtime.Millisecond))
			}
		}
		require.Len(t, h.Log.Entries, len(d.Transactions), file)
		for i, e := range h.Log.Entries {
			x := &d.Transactions[i]
			require.True(t, refs[e.Pageref], file)
			require.Equal(t, x.ID, e.Own.Transaction)
			require.Equal(t, x.Why, e.Own.Why)
			require.Equal(t, []any{x.URL, x.Method, x.Status, x.Body},
				[]any{e.Request.URL, e.Request.Method, e.Response.Status, e.Response.BodySize})
			want := "HTTP/1.1"
			if a := r.Transactions[i].Last(); a != nil && a.Stream > 0 {
				want = "h2"
			}
			require.Equal(t, want, e.Request.HTTPVersion)
			sum := vtime.Time(0)
			for _, part := range []string{"blocked", "dns", "connect", "send", "wait", "receive"} { // ssl is in connect
				if e.Timings[part] != "-1" {
					sum += ns(t, e.Timings[part], vtime.Millisecond)
				}
			}
			require.Equal(t, *x.EndNS-x.StartNS, sum, "%s %s", file, x.URL)
			require.Equal(t, sum, ns(t, e.Time, vtime.Millisecond), file)
		}
	}
}

// Of every scenario the file is what the schema of HAR 1.2 asks for, and its parts add up
// as developer tools take them: ssl is a part of connect.
func TestHARSchema(t *testing.T) {
	data, err := os.ReadFile("testdata/har-1.2.schema.json")
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("har", doc))
	schema, err := c.Compile("har")
	require.NoError(t, err)
	require.Error(t, schema.Validate(map[string]any{"log": map[string]any{"version": "1.2"}}))
	files, err := filepath.Glob(scenarios + "*.yaml")
	require.NoError(t, err)
	versions := map[string]bool{}
	for _, file := range append(files, shop) {
		r, _ := filmed(t, file)
		var out bytes.Buffer
		require.NoError(t, export.HAR(&out, r, "test"))
		got, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(got), file)
		for _, e := range got.(map[string]any)["log"].(map[string]any)["entries"].([]any) {
			entry, parts := e.(map[string]any), e.(map[string]any)["timings"].(map[string]any)
			part := func(name string) vtime.Time { return max(0, ns(t, parts[name].(json.Number), vtime.Millisecond)) }
			require.LessOrEqual(t, part("ssl"), part("connect"), file)
			sum := part("blocked") + part("dns") + part("connect") + part("send") + part("wait") + part("receive")
			require.Equal(t, ns(t, entry["time"].(json.Number), vtime.Millisecond), sum, file)
			versions[entry["request"].(map[string]any)["httpVersion"].(string)] = true
		}
	}
	require.Equal(t, map[string]bool{"HTTP/1.0": true, "HTTP/1.1": true, "h2": true}, versions)
}

// What was exported can be imported: the same objects, about as fast.
func TestHARComesBack(t *testing.T) {
	r, _ := filmed(t, shop)
	var out bytes.Buffer
	require.NoError(t, export.HAR(&out, r, "test"))
	s, err := lab.Load("out.har", out.Bytes(), lab.LoadOptions{Network: lab.DefaultNetwork()})
	require.NoError(t, err)
	again, err := lab.Run(s, lab.Options{})
	require.NoError(t, err)
	require.Len(t, again.Transactions, len(r.Transactions))
	for i := range r.Transactions {
		a, b := &r.Transactions[i], &again.Transactions[i]
		require.Equal(t, []any{a.Method, a.Status, a.Body}, []any{b.Method, b.Status, b.Body})
	}
	require.InEpsilon(t, int64(r.Duration), int64(again.Duration), 0.05)
}

// Trace events are well-formed: stretches begin before they end and follow each other, arrows have two
// ends, all threads have names, and causes add up to what the
// JSON document says.
func TestPerfetto(t *testing.T) {
	idOf := func(t *testing.T, flow string) int {
		id, err := strconv.ParseUint(strings.TrimPrefix(flow, "0x"), 16, 64) // as Perfetto does
		require.NoError(t, err)
		return int(id)
	}
	for _, file := range []string{shop, scenarios + "tail-loss.yaml", scenarios + "wireless.yaml"} {
		r, f := filmed(t, file)
		d := report.NewDocument(r)
		var out bytes.Buffer
		require.NoError(t, export.Perfetto(&out, r, f))
		var trace struct {
			TraceEvents []struct {
				Name, Cat, Ph, ID string
				Ts, Dur           json.Number
				Pid, Tid          int
				Bind              string `json:"bind_id"`
				FlowOut           bool   `json:"flow_out"`
				FlowIn            bool   `json:"flow_in"`
			}
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &trace))
		began, why := map[string]vtime.Time{}, map[string]map[string]vtime.Time{}
		left, arrived, starts, ends, packets := map[string]bool{}, 0, map[string]bool{}, 0, 0
		sort.SliceStable(trace.TraceEvents, func(i, j int) bool { // as viewers do
			a, b := &trace.TraceEvents[i], &trace.TraceEvents[j]
			return a.Ph == "M" && b.Ph != "M" || a.Ph != "M" && b.Ph != "M" &&
				ns(t, a.Ts, vtime.Microsecond) < ns(t, b.Ts, vtime.Microsecond)
		})
		named, until, open := map[[2]int]bool{}, map[[2]int]vtime.Time{}, map[[2]int]string{}
		for _, e := range trace.TraceEvents {
			thread := [2]int{e.Pid, e.Tid}
			switch e.Ph {
			case "M":
				named[thread] = named[thread] || e.Name == "thread_name"
			case "X", "B", "E", "i", "s", "f":
				require.True(t, named[thread], "%s: the name of thread %v is missing", file, thread)
			}
			switch at := ns(t, e.Ts, vtime.Microsecond); e.Ph {
			case "X", "B":
				require.Empty(t, open[thread], "%s: %s begins before the one on its thread ends", file, e.Name)
				require.GreaterOrEqual(t, at, until[thread], "%s: %s begins before the one on its thread ends", file, e.Name)
				until[thread] = at
				if e.Ph == "B" {
					open[thread] = e.Name
				} else {
					require.Zero(t, ns(t, e.Dur, vtime.Microsecond))
				}
			case "E":
				require.Equal(t, open[thread], e.Name)
				open[thread], until[thread] = "", at
			}
		}
		top := map[[2]int]string{} // the last slice of a thread, which arrows begin and end at
		for _, e := range trace.TraceEvents {
			switch e.Ph {
			case "b":
				began[e.ID+e.Name] = ns(t, e.Ts, vtime.Microsecond)
			case "e":
				from, ok := began[e.ID+e.Name]
				require.True(t, ok, "%s: %s ends and did not begin", file, e.Name)
				if why[e.ID] == nil {
					why[e.ID] = map[string]vtime.Time{}
				}
				why[e.ID][e.Name] += ns(t, e.Ts, vtime.Microsecond) - from
			case "X":
				require.Positive(t, e.Pid)
				top[[2]int{e.Pid, e.Tid}] = e.Name
				switch {
				case e.FlowOut:
					require.Equal(t, e.Name, packetName(f.NumberOf(idOf(t, e.Bind))))
					left[e.Bind] = true
					packets++
				case e.FlowIn:
					require.True(t, left[e.Bind], "an arrow without a beginning")
					arrived++
				}
			case "s":
				starts[e.ID] = true
				freed := f.Packet(idOf(t, e.ID))
				require.Equal(t, packetName(f.NumberOf(freed.Reason.By.Packet))+" arrives", top[[2]int{e.Pid, e.Tid}])
			case "f":
				require.True(t, starts[e.ID])
				require.Equal(t, packetName(f.NumberOf(idOf(t, e.ID))), top[[2]int{e.Pid, e.Tid}])
				ends++
			}
		}
		require.Len(t, starts, ends)
		require.Equal(t, len(f.Packets), packets)
		there := 0
		for _, p := range f.Packets {
			if _, ok := p.Arrived(); ok {
				there++
			}
		}
		require.Equal(t, there, arrived)
		for _, x := range d.Transactions {
			got := why["transaction "+strconv.Itoa(x.ID)]
			require.Equal(t, *x.EndNS-x.StartNS, got[x.Method+" "+x.URL])
			for name, spent := range x.Why {
				require.Equal(t, spent, got[name], "%s: %s", file, name)
			}
		}
	}
}

func packetName(number int) string {
	if number == 0 {
		return "packet that was not captured"
	}
	return fmt.Sprintf("packet %d", number)
}

// Series are complete: times do not go back within one, and the last values are
// what is true at the end.
func TestCSV(t *testing.T) {
	r, f := filmed(t, scenarios+"bufferbloat.yaml")
	var out bytes.Buffer
	require.NoError(t, export.CSV(&out, r, f))
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"time_ns", "kind", "name", "series", "value"}, rows[0])
	last, value, deepest := map[string]int64{}, map[string]string{}, 0
	for _, row := range rows[1:] {
		key := strings.Join(row[1:4], " ")
		at, err := strconv.ParseInt(row[0], 10, 64)
		require.NoError(t, err)
		require.GreaterOrEqual(t, at, last[key], key)
		last[key], value[key] = at, row[4]
		if row[3] == "queue_packets" {
			n, err := strconv.Atoi(row[4])
			require.NoError(t, err)
			require.GreaterOrEqual(t, n, 0)
			deepest = max(deepest, n)
			value[key] = row[4]
		}
	}
	most := 0
	for _, w := range r.Net.Wires() {
		most = max(most, w.Stats().MaxQueue)
		if v, ok := value["wire "+w.Name()+" queue_packets"]; ok {
			require.Equal(t, "0", v, "a queue is empty in the end")
		}
	}
	require.InDelta(t, most, deepest, 1, "the wires count what is being clocked out")
	for _, e := range f.Ends {
		if n := len(e.Samples); n > 0 {
			to := e.Remote().String()
			if e.Peer != nil {
				to = e.Peer.Host.Name()
			}
			key := "end #" + strconv.Itoa(e.Connection.ID) + " " + e.Host.Name() + "->" + to + " "
			require.Equal(t, strconv.FormatInt(e.Samples[n-1].Nxt, 10), value[key+"sent"])
			require.Equal(t, e.States[len(e.States)-1].Name, value[key+"state"])
		}
	}
}

// A time-sequence graph has all bytes once, and all that left again in red.
func TestXPL(t *testing.T) {
	for _, name := range []string{"tail-loss", "wireless", "textbook"} {
		r, f := filmed(t, scenarios+name+".yaml")
		e := r.Net.Connections()[0].Server
		s := export.SequenceOf(f, e)
		next := int64(0)
		for _, b := range s.Data {
			require.Equal(t, next, b.From, name)
			next = b.Upto
		}
		require.EqualValues(t, e.Counts().Resent, len(s.Again), name)
		samples := f.EndOf(e).Samples
		last := samples[len(samples)-1]
		require.Equal(t, last.Una+last.Window, s.Windows[len(s.Windows)-1].To, "%s: windows are scaled", name)
		for i := 1; i < len(s.Acks); i++ {
			require.GreaterOrEqual(t, s.Acks[i].At, s.Acks[i-1].At)
			require.LessOrEqual(t, s.Acks[i].To, next)
		}
		var out bytes.Buffer
		require.NoError(t, export.XPL(&out, s))
		text := out.String()
		require.True(t, strings.HasPrefix(text, "timeval double\ntitle\nserver_==>_"), text)
		require.True(t, strings.HasSuffix(text, "\ngo\n"))
		require.Equal(t, len(s.Again), strings.Count(text, "atext"))
		for line := range strings.SplitSeq(text, "\n") {
			require.NotContains(t, line, "-", "a negative number: %s", line)
		}
	}
}

// What sockets tell at an instant in the middle.
func TestSS(t *testing.T) {
	r, f := filmed(t, scenarios+"textbook.yaml", scenario.Assignment{Path: "until", Value: "150ms"})
	var out bytes.Buffer
	require.NoError(t, export.SS(&out, r, f))
	text := out.String()
	require.Regexp(t, `(?m)^at 150 ms$`, text)
	require.Regexp(t, `(?m)^ESTAB +0 +20522 +10.0.0.2:80 +10.0.0.1:\d+$`, text)
	require.Contains(t, text, "rtt:56/28 mss:1448")
	require.Contains(t, text, "ts sack reno wscale:5,5 rto:1000 ")
	require.Contains(t, text, "cwnd:4 ")
	require.Contains(t, text, "unacked:4 notsent:14730 ")
	require.Equal(t, 2, strings.Count(text, "ESTAB"))
	// In the end only the client's TIME-WAIT is left, or nothing.
	r, f = filmed(t, scenarios+"textbook.yaml")
	out.Reset()
	require.NoError(t, export.SS(&out, r, f))
	require.NotContains(t, out.String(), "ESTAB")
}
