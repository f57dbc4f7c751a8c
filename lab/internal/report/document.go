package report

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/measure"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Document is the JSON form of a result. Times are integer nanoseconds. Maps
// hold only what is not zero; encoding/json sorts their keys.
type Document struct {
	Format       int           `json:"format"`
	Title        string        `json:"title,omitempty"`
	Seed         uint64        `json:"seed"`
	DurationNS   vtime.Time    `json:"duration_ns"`
	End          string        `json:"end"`
	EndNS        vtime.Time    `json:"end_ns"`
	Failed       string        `json:"failed,omitempty"`
	Events       uint64        `json:"events"`
	TraceSHA256  string        `json:"trace_sha256"`
	Effective    Effective     `json:"effective"`
	Packets      Packets       `json:"packets"`
	Links        []Link        `json:"links"`
	Hosts        []Host        `json:"hosts"`
	Connections  []Connection  `json:"connections"`
	Transactions []Transaction `json:"transactions"`
	Lookups      []Lookup      `json:"lookups,omitempty"`

	// Loads are what loads were answered.
	Loads       []*measure.Summary `json:"loads,omitempty"`
	Page        *Page              `json:"page,omitempty"`
	Pages       []Page             `json:"pages,omitempty"`
	Assumptions []string           `json:"assumptions,omitempty"`
}

// Effective is what the run was made with: the scenario in canonical form, and
// every knob of every host.
type Effective struct {
	Scenario string                       `json:"scenario"`
	Profiles map[string]string            `json:"profiles"`
	Knobs    map[string]map[string]string `json:"knobs"`
}

// Packets counts what happened on all wires.
type Packets struct {
	Sent       uint64 `json:"sent"`
	Delivered  uint64 `json:"delivered"`
	Dropped    uint64 `json:"dropped"`
	Duplicated uint64 `json:"duplicated"`
	InFlight   uint64 `json:"in_flight"`
}

// Link is one wire.
type Link struct {
	Name      string            `json:"name"`
	RateBPS   uint64            `json:"rate_bps"`
	DelayNS   vtime.Time        `json:"delay_ns"`
	Sent      uint64            `json:"sent"`
	Delivered uint64            `json:"delivered"`
	Dropped   map[string]uint64 `json:"dropped,omitempty"`
	Damaged   uint64            `json:"damaged,omitempty"`
	Queue     string            `json:"queue,omitempty"` // its discipline, if it is not drop-tail
	Marked    uint64            `json:"marked,omitempty"`
	MaxWaitNS vtime.Time        `json:"max_queue_wait_ns"`
	WaitNS    vtime.Time        `json:"mean_queue_wait_ns"`
}

// Host is how many control blocks of connections a host held: the most at once,
// and the most in each step of time from the start.
type Host struct {
	Name   string     `json:"name"`
	Peak   Blocks     `json:"peak_blocks"`
	StepNS vtime.Time `json:"step_ns"`
	Over   []Blocks   `json:"blocks"`
}

// Blocks counts control blocks, those of connections in certain states apart.
type Blocks struct {
	All       int `json:"all"`
	TimeWait  int `json:"time_wait,omitempty"`
	CloseWait int `json:"close_wait,omitempty"`
	FinWait2  int `json:"fin_wait_2,omitempty"`
}

// Connection is a TCP connection.
type Connection struct {
	ID            int         `json:"id"`
	ClientHost    string      `json:"client_host"`
	Client        string      `json:"client"`
	ServerHost    string      `json:"server_host"`
	Server        string      `json:"server"`
	OpenedNS      vtime.Time  `json:"opened_ns"`
	EstablishedNS *vtime.Time `json:"established_ns"`
	ClosedNS      *vtime.Time `json:"closed_ns"`
	Requests      int         `json:"requests"`
	Sent          uint64      `json:"segments_client"`
	Received      uint64      `json:"segments_server"`
	Resent        uint64      `json:"resent"`
	Error         string      `json:"error,omitempty"`
}

// Times are the margins and the matrix of an explanation.
type Times struct {
	Why      map[string]vtime.Time            `json:"why_ns"`
	Where    map[string]vtime.Time            `json:"where_ns"`
	WhyWhere map[string]map[string]vtime.Time `json:"why_where_ns"`
}

// Phases divide a transaction as HAR does.
type Phases struct {
	Blocked vtime.Time `json:"blocked"`
	DNS     vtime.Time `json:"dns"`
	Connect vtime.Time `json:"connect"`
	TLS     vtime.Time `json:"tls"`
	Send    vtime.Time `json:"send"`
	Wait    vtime.Time `json:"wait"`
	Receive vtime.Time `json:"receive"`
}

// Transaction is a request and its response. EndNS is null if it had not ended.
type Transaction struct {
	ID         int         `json:"id"`
	Workload   string      `json:"workload"`
	Client     string      `json:"client"`
	Method     string      `json:"method"`
	URL        string      `json:"url"`
	StartNS    vtime.Time  `json:"start_ns"`
	EndNS      *vtime.Time `json:"end_ns"`
	Status     int         `json:"status"`
	Cached     bool        `json:"cached,omitempty"`
	Body       int64       `json:"body_bytes"`
	Connection int         `json:"connection"`
	Parent     int         `json:"parent,omitempty"`
	Attempts   int         `json:"attempts"`
	Error      string      `json:"error,omitempty"`
	Phases     *Phases     `json:"phases_ns,omitempty"`
	Times
	Spans []Span `json:"spans"`
}

// Span is a stretch of an explanation.
type Span struct {
	FromNS      vtime.Time `json:"from_ns"`
	ToNS        vtime.Time `json:"to_ns"`
	Why         string     `json:"why"`
	Where       string     `json:"where"`
	Also        []string   `json:"also,omitempty"`
	Transaction int        `json:"transaction,omitempty"`
}

// Page is a page load and its critical path.
type Page struct {
	Name    string      `json:"name"`
	Client  string      `json:"client"`
	StartNS vtime.Time  `json:"start_ns"`
	EndNS   *vtime.Time `json:"end_ns"`
	Times
	Spans []Span `json:"spans"`
}

// NewDocument makes the document of a result.
func NewDocument(r *lab.Result) *Document {
	p := r.Packets()
	d := &Document{
		Format: 1, Title: r.Scenario.Title, Seed: r.Scenario.Seed, DurationNS: r.Duration,
		End: r.Outcome.End.String(), EndNS: r.Outcome.At, Failed: r.Failed(), Events: r.Outcome.Events,
		TraceSHA256: r.TraceSHA256, Effective: effective(r), Assumptions: r.Scenario.Notes,
		Packets: Packets{p.Sent, p.Delivered, p.Dropped, p.Duplicated, p.InFlight},
		Links:   []Link{}, Connections: []Connection{}, Transactions: []Transaction{},
	}
	d.links(r)
	d.hosts(r)
	d.Lookups = lookups(r.Recorder.Lookups)
	for _, l := range r.Loads {
		d.Loads = append(d.Loads, measure.Of(l))
	}
	d.connections(r)
	for i := range r.Transactions {
		d.Transactions = append(d.Transactions, transaction(&r.Transactions[i]))
	}
	for i := range r.Pages {
		d.Pages = append(d.Pages, page(&r.Pages[i]))
	}
	if len(d.Pages) > 0 {
		d.Page = &d.Pages[0]
	}
	return d
}

func effective(r *lab.Result) Effective {
	e := Effective{
		Scenario: string(lab.YAML(r.Scenario)),
		Profiles: map[string]string{}, Knobs: map[string]map[string]string{},
	}
	for i := range r.Scenario.Hosts {
		h := &r.Scenario.Hosts[i]
		e.Profiles[h.Name] = h.Profile
		switch {
		case h.Stack == scenario.GVisor:
			e.Profiles[h.Name] = "gvisor"
		case h.Profile == "":
			e.Profiles[h.Name] = r.Scenario.Profile
		}
		values := map[string]string{}
		for _, o := range knobs.Of(r.Scenario, h, r.Net.Host(h.Name).Config()) {
			values[o.Name] = o.Text
		}
		e.Knobs[h.Name] = values
	}
	return e
}

func (d *Document) links(r *lab.Result) {
	for _, w := range r.Net.Wires() {
		s, c := w.Stats(), w.Config()
		l := Link{Name: c.Name, RateBPS: c.Rate, DelayNS: c.Delay, Sent: s.Sent, Delivered: s.Delivered, Damaged: s.Damaged,
			Queue: c.Queue.Name, Marked: s.Marked, MaxWaitNS: s.MaxWait, WaitNS: s.MeanWait()}
		for why, n := range s.Dropped {
			if n > 0 {
				if l.Dropped == nil {
					l.Dropped = map[string]uint64{}
				}
				l.Dropped[link.Drop(why).String()] = n
			}
		}
		d.Links = append(d.Links, l)
	}
}

func (d *Document) hosts(r *lab.Result) {
	d.Hosts = []Host{}
	for _, c := range r.Censuses {
		h := Host{Name: c.Host.Name(), Peak: Blocks(c.Peak), StepNS: c.Step, Over: []Blocks{}}
		for _, n := range c.Over {
			h.Over = append(h.Over, Blocks(n))
		}
		d.Hosts = append(d.Hosts, h)
	}
}

func (d *Document) connections(r *lab.Result) {
	requests := map[int]int{}
	for _, t := range r.Transactions {
		for _, a := range t.Attempts {
			if a.Conn != nil && a.RequestEnd > 0 {
				requests[a.Conn.Connection.ID]++
			}
		}
	}
	for _, c := range r.Net.Connections() {
		d.Connections = append(d.Connections, connection(c, requests[c.ID]))
	}
}

func connection(c *stack.Connection, requests int) Connection {
	out := Connection{
		ID: c.ID, ClientHost: hostName(c.Client), ServerHost: hostName(c.Server), Requests: requests,
	}
	e := c.Client
	if e == nil { // the server knows a client whose end is no host's any more
		e = c.Server
		out.Client, out.Server = e.Remote().String(), e.Local().String()
		out.Received = e.Counts().Sent
	} else {
		out.Client, out.Server = e.Local().String(), e.Remote().String()
		out.Sent = e.Counts().Sent
	}
	out.OpenedNS, out.Resent = e.Opened.Now, e.Counts().Resent
	if e.IsEstablished {
		out.EstablishedNS = &e.Established.Now
	}
	if !e.IsOpen {
		out.ClosedNS = &e.Closed.Now
	}
	if e.Err != 0 {
		out.Error = e.Err.Error()
	}
	if p := e.Peer; p != nil {
		out.Received = p.Counts().Sent
		out.Resent += p.Counts().Resent
	}
	return out
}

func transaction(t *lab.Transaction) Transaction {
	out := Transaction{
		ID: t.ID, Workload: t.Workload, Client: t.Client.Name(), Method: t.Method, URL: t.URL, StartNS: t.Asked.Now,
		Status: t.Status, Cached: t.Cached, Body: t.Body, Attempts: len(t.Attempts),
		Times: TimesOf(t.Explanation), Spans: spans(t.Explanation, t.Transaction),
	}
	if t.Finished {
		out.EndNS = &t.Done.Now
		out.Phases = (*Phases)(&t.Phases)
	}
	if a := t.Last(); a != nil && a.Conn != nil {
		out.Connection = a.Conn.Connection.ID
	}
	if t.Parent != nil {
		out.Parent = t.Parent.ID
	}
	if t.Err != nil {
		out.Error = t.Err.Error()
	}
	return out
}

func page(p *lab.Page) Page {
	out := Page{
		Name: p.Name, Client: p.Client.Name(), StartNS: p.Start.Now,
		Times: TimesOf(p.Explanation), Spans: spans(p.Explanation, nil),
	}
	if p.Finished {
		out.EndNS = &p.Done.Now
	}
	return out
}

// TimesOf sums an explanation up; nil has no time.
func TimesOf(e *explain.Explanation) Times {
	t := Times{map[string]vtime.Time{}, map[string]vtime.Time{}, map[string]map[string]vtime.Time{}}
	if e == nil {
		return t
	}
	m := e.Matrix()
	for why, row := range m {
		for where, d := range row {
			if d == 0 {
				continue
			}
			y, w := cause.Why(why).String(), cause.Where(where).String()
			t.Why[y] += d
			t.Where[w] += d
			if t.WhyWhere[y] == nil {
				t.WhyWhere[y] = map[string]vtime.Time{}
			}
			t.WhyWhere[y][w] += d
		}
	}
	return t
}

// spans tells whose each span is, where it is not that of the transaction itself: it
// may be of one that a proxy made for it.
func spans(e *explain.Explanation, own *httpx.Transaction) []Span {
	out := []Span{}
	if e == nil {
		return out
	}
	for _, s := range e.Spans {
		span := Span{FromNS: s.From, ToNS: s.To, Why: s.Why.String(), Where: s.Where.String(), Also: s.Also.Names()}
		if s.Transaction != own {
			span.Transaction = s.Transaction.ID
		}
		out = append(out, span)
	}
	return out
}
