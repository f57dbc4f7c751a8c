package har

import (
	"errors"
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Page is one recorded page load, ready to be simulated.
type Page struct {
	Title   string
	URL     string // that was asked for: of the document, or of a redirect that leads to it
	Objects []Object

	// Assumptions says in one line each what was left out, inferred or assumed
	// because the file does not tell, and for how many objects.
	Assumptions []string

	// ContentLoaded and Load are when the browser fired its events, since the
	// start of the page; -1 if the file does not tell.
	ContentLoaded, Load vtime.Time
}

// Object is one request with its response. Sizes are bytes as sent.
type Object struct {
	ID       int // its place in Page.Objects; parents come before their children
	URL      string
	Scheme   string // http or https
	Host     string // in small letters; IPv6 addresses in brackets
	Port     int
	Path     string // with the query, escaped
	Method   string
	Protocol string // http/1.0, http/1.1, h2 or h3

	RequestHeaderBytes  int64 // in the form of HTTP/1.1, with the request line
	RequestBodyBytes    int64
	ResponseHeaderBytes int64 // in the form of HTTP/1.1, with the status line
	ResponseBodyBytes   int64 // encoded

	Status   int
	MIME     string // without parameters; "" if unknown
	Kind     Kind
	Priority string // as the browser named it: VeryHigh, High, Medium, Low or VeryLow; "" if unknown

	Close bool // the server closed the connection afterwards: it said so, or spoke HTTP/1.0 without keep-alive

	Think        vtime.Time // between the end of the request and the start of the response, at the server
	Parent       int        // ID, -1 for the document
	ParentOffset int64      // bytes of the parent's body that must have arrived; all of them if it must be complete
	After        vtime.Time // between that, or the header of a parent that redirects, and the request

	Start, End vtime.Time // as recorded, since the document's start
}

// Options is what a file does not know.
type Options struct {
	// RTT is the round trip time of the network on which the page was recorded, of
	// use only if RTTKnown. Otherwise it is estimated for each host.
	RTT      vtime.Time
	RTTKnown bool
}

// FirstPage asks ToPage for the first page that has entries.
const FirstPage = -1

// ToPage turns the recording of one page, by its index in Pages or FirstPage,
// into what can be simulated. It fails if there is no such page or if nothing of
// it went over the network. The first object is the document, or a redirect that
// leads to it.
func (l *Log) ToPage(index int, o Options) (*Page, error) {
	assigned := l.assigned()
	pages := l.pagesOf(assigned)
	if index == FirstPage {
		index = 0
		for index < len(pages)-1 && pages[index].Entries == 0 {
			index++
		}
	}
	switch {
	case len(pages) == 0:
		return nil, errors.New("the file holds no page, expected at least one entry")
	case index < 0 || index >= len(pages):
		return nil, fmt.Errorf("there is no page %d, expected 0 to %d", index, len(pages)-1)
	}
	im := &importer{options: o, told: &tally{}, urls: map[text]string{}}
	if l.broken > 0 {
		im.told.add(l.broken, "%s of the file left out: not a JSON object", "entry", "entries")
	}
	im.load(l, assigned, index)
	if len(im.kept) == 0 {
		return nil, fmt.Errorf("page %d (%q): none of its %d entries went over the network, expected one that did",
			index, pages[index].Title, pages[index].Entries)
	}
	raw := l.allPages()[index]
	p := &Page{Title: pages[index].Title, URL: im.kept[0].url,
		ContentLoaded: raw.PageTimings.OnContentLoad.span(), Load: raw.PageTimings.OnLoad.span()}
	im.measure()
	im.link()
	im.think()
	p.Objects = im.objects()
	p.Assumptions = im.told.lines
	return p, nil
}

// importer is the state of one ToPage.
type importer struct {
	options Options
	told    *tally
	all     []*exchange // of the page in the order of their start, the document first
	kept    []*exchange // those that become objects

	// What the search for parents goes by.
	byURL    map[string][]*exchange
	document *exchange // behind the redirects that lead to it
	index    *index
	waiting  map[string][]*exchange // redirects that were not followed yet, by where they lead
	latest   map[Kind]*latest
	urls     map[text]string // canonical forms
}

// objects writes down what was found out.
func (im *importer) objects() []Object {
	list := make([]Object, len(im.kept))
	origin := im.kept[0].start
	for i, x := range im.kept {
		list[i] = Object{
			ID: i, URL: x.url, Scheme: x.target.scheme, Host: x.target.host, Port: x.target.port, Path: x.target.path,
			Method: x.method, Protocol: x.protocol,
			RequestHeaderBytes: x.requestHeader, RequestBodyBytes: x.requestBody,
			ResponseHeaderBytes: x.header, ResponseBodyBytes: x.body,
			Close: x.closes(), Status: x.status, MIME: x.mime, Kind: x.kind, Priority: x.priority,
			Think: x.thought, Parent: unknown, ParentOffset: x.offset, After: x.after,
			Start: x.start - origin, End: x.end - origin,
		}
		if x.parent != nil {
			list[i].Parent = x.parent.id
		}
	}
	return list
}
