package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
)

// kindNames are the kinds of workloads as files name them.
var kindNames = []string{"page", "requests", "bulk", "connects"}

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
	default:
		c.addressed(c.at(w, "server"), "server", w.Server)
		if c.hosts.all[w.Server] {
			c.listen(w, w.Server, w.Port)
		}
	}
}

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
	}
	return fmt.Sprintf("%s %s-%s", w.Kind, w.Client, w.Server)
}
