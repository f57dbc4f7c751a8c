package page

import (
	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/export"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/story"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Data is all that the page shows. Lists that may be long are columns.
type Data struct {
	Document  *report.Document `json:"document"`
	Stories   []*story.Story   `json:"stories"` // of transactions, null for one that has not ended
	Paths     []*story.Story   `json:"paths"`   // of pages
	Summary   []story.Tally    `json:"summary"` // of interactions in transactions
	Packets   Packets          `json:"packets"`
	Ends      []End            `json:"ends"`
	Queues    []Queue          `json:"queues"`
	TimeWaits []TimeWaits      `json:"time_waits"`
	Series    []Series         `json:"series"` // what the columns of ends are
}

// Packets are the packets by ID: the first has ID 1.
type Packets struct {
	Number     []int        `json:"number"` // in a capture; 0: not there
	Connection []int        `json:"connection"`
	Client     []bool       `json:"client"` // the client of the connection sent it
	From       []string     `json:"from"`
	To         []string     `json:"to"`
	Left       []vtime.Time `json:"left"`
	Queued     []vtime.Time `json:"queued"` // of its way, in queues
	End        []vtime.Time `json:"end"`    // -1: under way
	Lost       []string     `json:"lost"`
	What       []string     `json:"what"`
	Why        []string     `json:"why"`
	Copy       []int        `json:"copy"`
	Bytes      []int        `json:"bytes"`
}

// End is one end of a connection over time, with what it sends as a graph.
type End struct {
	Connection int              `json:"connection"`
	Host       string           `json:"host"`
	Peer       string           `json:"peer"`
	Client     bool             `json:"client"`
	At         []vtime.Time     `json:"at"`
	Why        []string         `json:"why"`
	Columns    [][]int64        `json:"columns"` // in the order of Data.Series
	StateAt    []vtime.Time     `json:"state_at"`
	State      []string         `json:"state"`
	Sequence   *export.Sequence `json:"sequence"`
}

// Series names a column of ends.
type Series struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

// Queue is what stood before a wire.
type Queue struct {
	Wire    string       `json:"wire"`
	At      []vtime.Time `json:"at"`
	Packets []int        `json:"packets"`
	Bytes   []int        `json:"bytes"`
}

// TimeWaits is how many connections of a host were in TIME-WAIT.
type TimeWaits struct {
	Host  string       `json:"host"`
	At    []vtime.Time `json:"at"`
	Count []int        `json:"count"`
}

// NewData gathers what the page shows.
func NewData(r *lab.Result, f *film.Film) *Data {
	t := story.New(r, f)
	d := &Data{Document: report.NewDocument(r), Stories: []*story.Story{}, Paths: []*story.Story{}, Ends: []End{},
		Queues: []Queue{}, TimeWaits: []TimeWaits{}}
	for i := range r.Transactions {
		d.Stories = append(d.Stories, t.Transaction(&r.Transactions[i]))
	}
	d.Summary = story.Summary(d.Stories)
	for i := range r.Pages {
		d.Paths = append(d.Paths, t.Page(&r.Pages[i]))
	}
	for i := range film.Columns {
		d.Series = append(d.Series, Series{film.Columns[i].Name, film.Columns[i].Doc})
	}
	for _, p := range f.Packets {
		d.Packets.add(t, f, p)
	}
	for _, e := range f.Ends {
		d.Ends = append(d.Ends, endOf(f, e))
	}
	for i, w := range f.Wires {
		q := Queue{Wire: w.Name()}
		for _, x := range f.QueueOf(i) {
			q.At, q.Packets, q.Bytes = append(q.At, x.At), append(q.Packets, x.Packets), append(q.Bytes, x.Bytes)
		}
		if len(q.At) > 0 {
			d.Queues = append(d.Queues, q)
		}
	}
	for _, h := range r.Net.Hosts() {
		w := TimeWaits{Host: h.Name()}
		for _, x := range f.TimeWaits(h) {
			w.At, w.Count = append(w.At, x.At), append(w.Count, x.Count)
		}
		if len(w.At) > 0 {
			d.TimeWaits = append(d.TimeWaits, w)
		}
	}
	return d
}

func (c *Packets) add(t *story.Teller, f *film.Film, p *film.Packet) {
	connection, client := 0, false
	if x := p.Connection(); x != nil {
		connection, client = x.ID, x.Client == p.End
	}
	queued, end := p.Queued(), p.Ended()
	if end == vtime.Never {
		end = -1
	}
	c.Number, c.Connection = append(c.Number, p.Number), append(c.Connection, connection)
	c.Client = append(c.Client, client)
	c.From, c.To = append(c.From, p.From), append(c.To, p.To)
	c.Left, c.Queued, c.End = append(c.Left, p.Left), append(c.Queued, queued), append(c.End, end)
	c.Lost, c.What, c.Why = append(c.Lost, p.Lost), append(c.What, t.What(p)), append(c.Why, f.Comment(p))
	c.Copy, c.Bytes = append(c.Copy, p.Copy), append(c.Bytes, p.Length)
}

func endOf(f *film.Film, e *film.End) End {
	out := End{
		Connection: e.Connection.ID, Host: e.Host.Name(), Peer: e.Remote().String(), Client: e.Connection.Client == e.End,
		At: []vtime.Time{}, Why: []string{}, Columns: make([][]int64, len(film.Columns)),
		StateAt: []vtime.Time{}, State: []string{}, Sequence: export.SequenceOf(f, e.End),
	}
	if e.Peer != nil {
		out.Peer = e.Peer.Host.Name()
	}
	for i := range e.Samples {
		s := &e.Samples[i]
		out.At, out.Why = append(out.At, s.At), append(out.Why, s.Why.String())
		for j := range film.Columns {
			out.Columns[j] = append(out.Columns[j], film.Columns[j].Of(s))
		}
	}
	for _, s := range e.States {
		out.StateAt, out.State = append(out.StateAt, s.At), append(out.State, s.Name)
	}
	return out
}
