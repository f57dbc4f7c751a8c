package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/ip"
)

// kindNames are the kinds of workloads as files name them.
var kindNames = []string{"page", "requests", "bulk", "connects", "load"}

// String is the kind's name in files.
func (k Kind) String() string { return kindNames[k] }

func (c *checker) workload(w *Workload) {
	c.addressed(c.at(w, "client"), "client", w.Client)
	_, n := c.find(w, "type")
	if n == nil || !contains(kindNames, resolve(n).Value) {
		return // what else is right depends on it
	}
	c.fields(w)
	c.proxy(c.at(w, "proxy"), "proxy", w.Proxy)
	for i, a := range w.From {
		if _, err := ip.ParseAddr(a); err != nil {
			c.fail(c.item(w, "from", i), "from: %v", err)
		}
	}
	switch w.Kind {
	case LoadPage:
		c.ref(c.at(w, "page"), "page", "page", w.Page, &c.pages)
		if i := slices.IndexFunc(c.s.Pages, func(p Page) bool { return p.Name == w.Page }); i >= 0 {
			for j := range c.s.Pages[i].Objects {
				c.plain(w, c.s.Pages[i].Objects[j].URL)
			}
		}
	case Requests:
		c.url(w, w.URL)
		c.plain(w, w.URL)
	case Load:
		c.traffic(w)
	default:
		c.addressed(c.at(w, "server"), "server", w.Server)
		if c.hosts.all[w.Server] {
			c.listen(w, w.Server, w.Port)
		}
	}
}

// traffic reports what a load cannot ask for.
func (c *checker) traffic(w *Workload) {
	_, mix := c.find(w, "mix")
	if len(w.Mix) == 0 && mix != nil && resolve(mix).Kind == yaml.SequenceNode {
		c.fail(mix, "mix: there is nothing, expected at least one url or page")
	}
	for i := range w.Mix {
		p := &w.Mix[i]
		_, url := c.find(p, "url")
		_, page := c.find(p, "page")
		switch {
		case (url == nil) == (page == nil):
			c.fail(c.maps[p], "mix: expected a url or a page, and not both")
		case page != nil:
			c.ref(c.at(p, "page"), "page", "page", p.Page, &c.pages)
		default:
			c.url(p, p.URL)
			c.plain(w, p.URL)
		}
	}
	if w.WarmUp >= w.Duration && w.Duration > 0 {
		c.fail(c.at(w, "warm_up"), "warm_up: it is as long as the duration, expected less: nothing would be measured")
	}
	if w.Every > 0 && int64(w.Duration/w.Every) > MaxCount {
		c.fail(c.at(w, "every"), "every: %d arrivals in the duration, expected at most %d", int64(w.Duration/w.Every), MaxCount)
	}
	if w.Interval > 0 && int64(w.Duration/w.Interval) > maxIntervals {
		c.fail(c.at(w, "interval"), "interval: %d of them in the duration, expected at most %d",
			int64(w.Duration/w.Interval), maxIntervals)
	}
}

// maxIntervals bounds the results over time.
const maxIntervals = 1000

// fields reports what a kind of workload needs and does not have, or has and
// does not need.
func (c *checker) fields(w *Workload) {
	kind := w.Kind.String()
	for _, f := range workloadTable() {
		if f.only == nil {
			continue
		}
		key, v := c.find(w, f.name)
		switch {
		case !slices.Contains(f.only, kind) && key != nil:
			c.fail(key, "%s: a workload of type %s has no such field, expected only with type %s", f.name, kind, either(f.only))
		case slices.Contains(f.only, kind) && f.needed && v == nil:
			c.fail(c.maps[w], "%s is missing, expected %s: type %s needs it", f.name, f.doc, kind)
		}
	}
}

// either lists kinds.
func either(kinds []string) string {
	last := len(kinds) - 1
	if last == 0 {
		return kinds[0]
	}
	return strings.Join(kinds[:last], ", ") + " or " + kinds[last]
}

// Title names the workload in reports.
func (w *Workload) Title() string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Kind == LoadPage:
		return "page " + w.Page
	case w.Kind == Requests:
		return "requests " + w.URL
	case w.Kind == Load:
		return "load of " + w.Client
	}
	return fmt.Sprintf("%s %s-%s", w.Kind, w.Client, w.Server)
}
