package har

import (
	"cmp"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// load collects the exchanges of a page: what is kept, in order, with the
// document first.
func (im *importer) load(l *Log, assigned []int, page int) {
	for i, of := range assigned {
		if of == page {
			im.all = append(im.all, newExchange(&l.entries[i]))
		}
	}
	starts, undated := im.starts()
	slices.SortStableFunc(im.all, func(a, b *exchange) int { return cmp.Compare(starts[a], starts[b]) })
	for _, x := range im.all {
		x.date(vtime.Time(min(starts[x]-starts[im.all[0]], int64(longest))))
	}
	im.told.add(undated, "%s without a readable start: taken to start with the one before", "entry", "entries")
	im.sift()
	im.putDocumentFirst()
	im.number()
}

// starts tells when exchanges start, in nanoseconds since 1970. Those that do not
// tell start with the one before, or if there is none, with the first that does.
func (im *importer) starts() (starts map[*exchange]int64, undated int) {
	starts = map[*exchange]int64{}
	last, dated := int64(0), false
	for i, x := range im.all {
		at, ok := instant(string(x.raw.Started))
		if !ok {
			undated++
		}
		if ok && !dated {
			for _, early := range im.all[:i] {
				starts[early] = at
			}
		}
		if ok {
			last, dated = at, true
		}
		starts[x] = last
	}
	return starts, undated
}

// sift leaves out what never went over the network and says so.
func (im *importer) sift() {
	var cached, unreadable, silent, sockets int
	var schemes tallyOf
	for _, x := range im.all {
		var ok bool
		x.target, ok = parseTarget(string(x.raw.Request.URL))
		x.out = true
		switch scheme := x.target.scheme; {
		case scheme == "ws" || scheme == "wss" || x.status == 101:
			sockets++
		case scheme != "" && scheme != "http" && scheme != "https":
			schemes.count(scheme)
		case !ok:
			unreadable++
		case fromCache(x.raw):
			x.cached = true
			cached++
		case x.status < 200:
			silent++
		default:
			x.out = false
		}
		x.leads = x.redirectsTo()
		x.kind = kindOf(x)
	}
	im.told.add(cached, "%s left out: from the browser's cache", "entry", "entries")
	im.told.add(schemes.total(), "%s left out: never on the network (%s)", "entry", "entries",
		schemes.names())
	im.told.add(sockets, "%s left out: a WebSocket", "entry", "entries")
	im.told.add(unreadable, "%s left out: the URL cannot be read", "entry", "entries")
	im.told.add(silent, "%s left out: no response was recorded (blocked, failed or aborted)", "entry", "entries")
}

// putDocumentFirst moves the document to the front: the first that is one, or may
// lead to one by a redirect, or else the first that is kept. If it came from the
// cache it is taken back. What began before it is taken to begin with it.
func (im *importer) putDocumentFirst() {
	at := slices.IndexFunc(im.all, func(x *exchange) bool {
		return x.usable() && (x.kind == Document || x.kind == Other && x.leads != "")
	})
	if at < 0 {
		at = slices.IndexFunc(im.all, func(x *exchange) bool { return !x.out })
	}
	if at < 0 {
		return
	}
	document := im.all[at]
	im.all = slices.Insert(slices.Delete(im.all, at, at+1), 0, document)
	if document.cached {
		im.told.lines = append(im.told.lines, "the document came from the browser's cache: it is loaded like the others")
		document.out, document.cached = false, false
		document.status = max(200, document.status)
	}
	early := 0
	for _, x := range im.all {
		if x.start < document.start {
			x.shift(document.start - x.start)
			if !x.out {
				early++
			}
		}
	}
	im.told.objects(early, "%s: began before the document, taken to begin with it")
}

// number lists what is kept, gives it its IDs and makes URLs findable.
func (im *importer) number() {
	im.byURL = map[string][]*exchange{}
	for i, x := range im.all {
		x.order = i
		if !x.out {
			x.id, x.url = len(im.kept), x.target.url()
			im.kept = append(im.kept, x)
		}
		if x.usable() {
			im.byURL[x.target.key] = append(im.byURL[x.target.key], x)
		}
	}
}
