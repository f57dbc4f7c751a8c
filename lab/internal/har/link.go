package har

import "github.com/rttlab/rttlab/sim/vtime"

// rule is how a parent was found. Earlier ones go first.
type rule int

const (
	byRedirect rule = iota
	byAnswer
	byInitiator
	byReferer
	byType
	rules
)

// slack is how far times may be off that exporters round to milliseconds, each
// part of an exchange for itself.
const slack = 5 * vtime.Millisecond

// near bounds how many others are looked at that differ in time only.
const near = 32

// links is what the search for parents has counted of the objects.
type links struct {
	rules                    [rules]int
	sightings                [sightings]int
	throughCache, own, early int
}

// link gives every exchange but the document a parent that comes before it.
// Those from the cache take part, since they may stand between two objects.
func (im *importer) link() {
	im.document = im.landing()
	im.index = im.newIndex()
	im.waiting = map[string][]*exchange{}
	im.latest = im.newLatest()
	im.remember(im.all[0])
	var count links
	for _, x := range im.all[1:] {
		if !x.usable() {
			continue
		}
		s, how := im.sourceOf(x)
		x.hang(s)
		im.remember(x)
		if !x.out {
			count.add(x, s, how)
		}
	}
	for i := len(im.all) - 1; i >= 0; i-- {
		if x := im.all[i]; x.next != nil && x.kind == Other {
			x.kind = x.next.kind
		}
	}
	count.tell(im.told)
}

// usable reports whether an exchange can be somebody's parent.
func (x *exchange) usable() bool { return !x.out || x.cached }

// landing is the document itself, behind the redirects that lead to it.
func (im *importer) landing() *exchange {
	document := im.all[0]
	for range near {
		next := document
		for _, x := range im.byURL[document.leads] {
			if x.order > document.order && x.usable() {
				next = x
				break
			}
		}
		if next == document {
			break
		}
		document = next
	}
	return document
}

// sourceOf applies the rules to an exchange, the surest first. Only what was
// asked for earlier can be a parent, so there are no cycles, whatever the file says.
func (im *importer) sourceOf(x *exchange) (source, rule) {
	if r := im.redirectTo(x); r != nil {
		return im.see(r, x, unknown), byRedirect
	}
	in := im.initiatorOf(x.raw)
	if im.madeByScript(x, in) {
		if p := im.holder(x, Data); p != nil {
			return im.see(p, x, unknown), byAnswer
		}
	}
	referrer := im.referrer(x)
	s, how := im.initiated(x, in.places), byInitiator
	// Only a style sheet asks in the name of a style sheet, also where the browser
	// recorded the script or the document that made it apply.
	if referrer != nil && (s.from == nil || referrer.kind == Stylesheet) {
		if best := later(x, s, im.see(referrer, x, unknown)); best.from != s.from {
			s, how = best, byReferer
		}
	}
	if s.from != nil {
		return s, how
	}
	return im.see(im.byType(x), x, unknown), byType
}

// hang makes the source the parent. If that came from the cache and is no object
// itself, what brought in the one brought in the other.
func (x *exchange) hang(s source) {
	x.parent, x.offset = s.from, s.offset
	if s.from.out {
		x.parent, x.offset = s.from.parent, s.from.offset
	}
	x.after = max(0, x.start-x.parent.arrival(x.offset))
}

// initiated chooses among the recorded places. All of them were needed, so it is
// the last that arrived.
func (im *importer) initiated(x *exchange, places []place) (best source) {
	for _, p := range places {
		if from := im.copyBefore(x, p.url); from != nil {
			best = later(x, best, im.see(from, x, p.line))
		}
	}
	return best
}

// later is the one of two sources that arrived later, but one that came after the
// request began only if both did.
func later(x *exchange, a, b source) source {
	if a.from == nil {
		return b
	}
	begun := x.start + slack
	if a.at() > begun {
		if b.at() < a.at() {
			return b
		}
		return a
	}
	if b.at() > a.at() && b.at() <= begun {
		return b
	}
	return a
}

// copyBefore finds who had a URL when an exchange began. Of several with the same
// URL it is the last that had begun to arrive, or else the last at all. A redirect
// stands for what it led to.
func (im *importer) copyBefore(x *exchange, url string) *exchange {
	list := before(im.byURL[url], x)
	var found *exchange
	for _, c := range list {
		for range near {
			if c.next == nil || c.next.order >= x.order {
				break
			}
			c = c.next
		}
		if c.leads != "" || !c.usable() {
			continue
		}
		if c.firstByte <= x.start+slack {
			return c
		}
		if found == nil {
			found = c
		}
	}
	return found
}

// before returns the latest of a list in the page's order that come before an
// exchange, the last one first.
func before(list []*exchange, x *exchange) []*exchange {
	from, to := 0, len(list)
	for from < to {
		if middle := (from + to) / 2; list[middle].order < x.order {
			from = middle + 1
		} else {
			to = middle
		}
	}
	var latest []*exchange
	for i := from - 1; i >= max(0, from-near); i-- {
		latest = append(latest, list[i])
	}
	return latest
}

func (n *links) add(x *exchange, s source, how rule) {
	n.rules[how]++
	if s.from.out {
		n.throughCache++
	} else {
		n.sightings[s.how]++
	}
	switch {
	case x.after > 0:
		n.own++
	case x.parent.arrival(x.offset) > x.start+slack:
		n.early++
	}
}

// tell writes down what was counted.
func (n *links) tell(told *tally) {
	told.objects(n.rules[byRedirect], "%s: the parent is the redirect that led there")
	told.objects(n.rules[byAnswer], "%s: the parent is the answer to a script that holds the URL")
	told.objects(n.rules[byInitiator], "%s: the parent is what the browser recorded (_initiator)")
	told.objects(n.rules[byReferer], "%s: the parent is what the Referer header names")
	told.objects(n.rules[byType], "%s: the parent is guessed from type and time")
	told.objects(n.throughCache, "%s: the parent came from the browser's cache, and what brought it in is taken instead")
	told.objects(n.sightings[byText], "%s: found where the text of the document holds the URL")
	told.objects(n.sightings[byLine], "%s: found in the recorded line of the document")
	told.objects(n.sightings[byTime], "%s: found in as much of the document as had arrived when the request began")
	told.objects(n.own, "%s: asked for later than found, the time between is the browser's own")
	told.objects(n.early, "%s: asked for before the parent was there by the recorded times, it comes at once after it")
}
