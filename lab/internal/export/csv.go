package export

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
)

// CSV writes all series, one value a line: when it began to hold, of what kind of
// thing, of which one, which series, and the value. Bytes and nanoseconds.
func CSV(w io.Writer, r *lab.Result, f *film.Film) error {
	b := bufio.NewWriter(w)
	c := csv.NewWriter(b)
	row := func(at vtime.Time, kind, name, series, value string) {
		_ = c.Write([]string{strconv.FormatInt(int64(at), 10), kind, name, series, value}) // errors stay until Flush
	}
	row2 := func(at vtime.Time, kind, name, series string, value int64) {
		row(at, kind, name, series, strconv.FormatInt(value, 10))
	}
	_ = c.Write([]string{"time_ns", "kind", "name", "series", "value"})
	for _, e := range f.Ends {
		name := nameOf(e)
		for i := range e.Samples {
			s := &e.Samples[i]
			for j := range film.Columns {
				col := &film.Columns[j]
				if i == 0 || col.Of(s) != col.Of(&e.Samples[i-1]) {
					row2(s.At, "end", name, col.Name, col.Of(s))
				}
			}
			if i == 0 || s.Why != e.Samples[i-1].Why {
				row(s.At, "end", name, "bound_by", s.Why.String())
			}
		}
		for _, s := range e.States {
			row(s.At, "end", name, "state", s.Name)
		}
	}
	for i, wire := range f.Wires {
		for _, q := range f.QueueOf(i) {
			row2(q.At, "wire", wire.Name(), "queue_packets", int64(q.Packets))
			row2(q.At, "wire", wire.Name(), "queue_bytes", int64(q.Bytes))
		}
	}
	for _, h := range r.Net.Hosts() {
		for _, n := range f.TimeWaits(h) {
			row2(n.At, "host", h.Name(), "time_wait", int64(n.Count))
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// nameOf names an end: its connection, and from where to where it sends.
func nameOf(e *film.End) string {
	to := e.Remote().String()
	if e.Peer != nil {
		to = e.Peer.Host.Name()
	}
	return "#" + strconv.Itoa(e.Connection.ID) + " " + e.Host.Name() + "->" + to
}
