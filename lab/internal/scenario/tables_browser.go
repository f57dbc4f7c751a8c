package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim/vtime"
)

// model is software that people know: what a client or a server is like that names it,
// but for what it says itself.
type model[T any] struct {
	name, doc string
	set       func(*T)
}

// browsers are models of clients.
var browsers = []model[httpx.ClientConfig]{
	{"chromium", "Chromium 156, as measured over a known wire: six connections to a host, of which two are opened before " +
		"they are needed and one more beside one that takes 250 ms; by urgency; two requests of low urgency while " +
		"rendering is blocked; its TLS, HTTP/2 and processing times", chromium},
	{"book", "the browser of textbooks: four connections, one request after the other on each",
		func(c *httpx.ClientConfig) { c.PerHost = 4 }},
	{"rfc2616", "two connections to a host (RFC 2616 section 8.1.4)",
		func(c *httpx.ClientConfig) { c.PerHost = 2 }},
}

func chromium(c *httpx.ClientConfig) {
	c.PerHost = 6
	c.Browsing = httpx.Browsing{
		ByUrgency: true, Speculative: 2, HeadStart: 6 * msec, Apart: 7 * msec, Backup: 250 * msec, Delayable: 2,
		Prepare: 22 * msec, Commit: 11 * msec, Evaluate: 5 * msec, Layout: 4 * msec, Issue: 3 * msec,
		Process: 800 * usec, Render: 40 * msec, Settle: 1500 * usec,
	}
	c.Costs = httpx.Costs{
		Cores: 1, Connection: msec, Request: msec, Kilobyte: 8 * usec, Variation: httpx.Variation{Spread: httpx.Uniform},
	}
	c.Signals = httpx.ByBoth
	c.TLS.KeyShare, c.TLS.Hello = tls.Hybrid, 1850
	c.TLS.FullCost, c.TLS.ResumedCost = 1500*usec, msec
}

// software are models of servers.
var software = []model[httpx.ServerConfig]{
	{"nginx", "nginx 1.22, as measured: DATA frames of 8 KiB in writes of 16 KiB, the order of RFC 7540, its processing time; " +
		"headers of requests of 32 KiB at most",
		func(c *httpx.ServerConfig) {
			c.MaxHeader = 32 << 10
			c.DataSize, c.WriteChunk, c.Scheduler = 8<<10, 16<<10, httpx.StreamsByTree
			c.Costs.Request = 300 * usec
		}},
}

func modelNames[T any](models []model[T]) []string {
	var names []string
	for _, m := range models {
		names = append(names, m.name)
	}
	return names
}

// modelField makes a client or a server like software. It is read before the other
// fields, which win, and never written: a scenario holds the values.
func modelField[T any](name string, models []model[T], doc string) field[T] {
	names := modelNames(models)
	return field[T]{
		name: name, kind: "software, see [software](#software)", doc: doc,
		schema: func(Registry) map[string]any { return map[string]any{"enum": names} },
		put: func(d *decoder, n *yaml.Node, t *T) {
			s, ok := readScalar(d, n, name, texts)
			if !ok {
				return
			}
			i := slices.Index(names, s)
			if i < 0 {
				d.fail(n, "%s: unknown software %q%s", name, cut(s), d.didYouMean(s, names))
				return
			}
			models[i].set(t)
		},
		emit: func(*T) *yaml.Node { return nil },
	}
}

// models writes the table of the reference.
func models(b *strings.Builder) {
	b.WriteString("## software\n\nWhat clients (`like`) and servers (`like`) can be like. Their other fields win.\n\n" +
		"| name | of | what it is like |\n|---|---|---|\n")
	for _, m := range browsers {
		fmt.Fprintf(b, "| `%s` | clients | %s |\n", m.name, m.doc)
	}
	for _, m := range software {
		fmt.Fprintf(b, "| `%s` | servers | %s |\n", m.name, m.doc)
	}
	b.WriteString("\n")
}

// browsingTable is how a client loads pages.
func browsingTable[T any](at func(*T) *httpx.Browsing) []field[T] {
	type cfg = httpx.Browsing
	time := func(name string, at func(*cfg) *vtime.Time, doc string) field[cfg] {
		return scalar(name, durations, 0, at, doc)
	}
	return lift([]field[cfg]{
		scalar("by_urgency", flags, false, func(c *cfg) *bool { return &c.ByUrgency },
			"requests that wait for a connection go by urgency, then by when they were asked for"),
		scalar("speculative", counts[i64](0, 100), 0, func(c *cfg) *i64 { return &c.Speculative },
			"connections that are opened to a page's host before the page is asked for"),
		time("head_start", func(c *cfg) *span { return &c.HeadStart },
			"how long before a page is asked for its first connection is begun; needs speculative"),
		time("speculative_apart", func(c *cfg) *span { return &c.Apart },
			"how long after the first connection each further one is begun; needs speculative"),
		time("backup_after", func(c *cfg) *span { return &c.Backup },
			"a connection that is not there after this time gets another beside it, once for each host; 0: never"),
		scalar("delayable", counts[i64](0, 1000), 0, func(c *cfg) *i64 { return &c.Delayable },
			"requests of urgency 2 and below that are under way while rendering is blocked; 0: any number"),
		time("prepare", func(c *cfg) *span { return &c.Prepare },
			"time from asking for a page until its document can be taken"),
		time("commit", func(c *cfg) *span { return &c.Commit },
			"time from the first byte of a document that can be taken until it is parsed"),
		time("evaluate", func(c *cfg) *span { return &c.Evaluate },
			"computing for each object that blocks rendering, on the client's cores, before it blocks no more"),
		time("layout", func(c *cfg) *span { return &c.Layout },
			"time from when nothing blocks rendering any more until the requests go that waited for it"),
		time("issue", func(c *cfg) *span { return &c.Issue },
			"time from asking for an object until it may have a connection"),
		time("process", func(c *cfg) *span { return &c.Process },
			"computing after each response, on the client's cores"),
		time("render", func(c *cfg) *span { return &c.Render },
			"computing on the client's cores, in turn with the rest, from when nothing blocks rendering"),
		time("settle", func(c *cfg) *span { return &c.Settle },
			"time from the end of the last object to that of the loading"),
	}, at)
}
