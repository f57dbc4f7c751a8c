package har

import (
	"cmp"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// remember makes an exchange known to the rules for those after it.
func (im *importer) remember(x *exchange) {
	if x.leads != "" {
		im.waiting[x.leads] = append(im.waiting[x.leads], x)
	}
}

// redirectTo finds the redirect that led to an exchange: the last to its URL that
// had been answered and was not followed yet, or else the last at all.
func (im *importer) redirectTo(x *exchange) *exchange {
	list := im.waiting[x.target.key]
	if len(list) == 0 {
		return nil
	}
	found := len(list) - 1
	for i := found; i >= max(0, len(list)-near); i-- {
		if list[i].firstByte <= x.start+slack {
			found = i
			break
		}
	}
	r := list[found]
	im.waiting[x.target.key] = slices.Delete(list, found, found+1)
	r.next = x
	return r
}

// madeByScript reports whether a script may have made a request: where the file
// does not tell, it did unless a document names the URL.
func (im *importer) madeByScript(x *exchange, in initiator) bool {
	switch in.kind {
	case "script":
		return true
	case "", "other":
		return len(in.places) == 0 && im.holder(x, Document) == nil
	}
	return false
}

// holder is the last exchange of a kind before another one whose text names its
// URL. A document may do so while it arrives, the others once they are complete.
func (im *importer) holder(x *exchange, kind Kind) *exchange {
	for _, h := range before(im.index.holders[x.target.key], x) {
		if h.kind == kind && (kind == Document || h.end <= x.start+slack) {
			return h
		}
	}
	return nil
}

// referrer is what the Referer header names. Fonts and data are asked for in the
// name of the document too, although a style sheet or a script needs them.
func (im *importer) referrer(x *exchange) *exchange {
	referer := x.raw.Request.Headers.get("Referer")
	if referer == "" {
		return nil
	}
	p := im.copyBefore(x, im.canonical(text(referer)))
	if p != nil && p.kind == Document && (x.kind == Font || x.kind == Data) {
		return nil
	}
	return p
}

// byType guesses: what a text names comes from there, fonts from the last style
// sheet that was complete, data from the last script, the rest from the document.
func (im *importer) byType(x *exchange) *exchange {
	sheet, script := im.latest[Stylesheet].at(x), im.latest[Script].at(x)
	if document := im.holder(x, Document); document != nil {
		return document
	}
	if named := im.holder(x, Stylesheet); named != nil {
		return named
	}
	switch {
	case x.kind == Font && sheet != nil:
		return sheet
	case x.kind == Data && script != nil:
		return script
	case im.document.order < x.order:
		return im.document
	}
	return im.all[0]
}

// latest tells which exchange of a kind was the last to be complete as time goes on.
type latest struct {
	byEnd []*exchange
	now   *exchange
}

func (im *importer) newLatest() map[Kind]*latest {
	kinds := map[Kind]*latest{Stylesheet: {}, Script: {}}
	for _, x := range im.all {
		if l := kinds[x.kind]; l != nil && x.usable() && x.leads == "" {
			l.byEnd = append(l.byEnd, x)
		}
	}
	for _, kind := range []Kind{Stylesheet, Script} {
		slices.SortStableFunc(kinds[kind].byEnd, func(a, b *exchange) int { return cmp.Compare(a.end, b.end) })
	}
	return kinds
}

// at is the last that was complete when an exchange began, nil if none was. The
// exchanges must be asked for in their order.
func (l *latest) at(x *exchange) *exchange {
	for len(l.byEnd) > 0 && l.byEnd[0].end <= x.start+vtime.Millisecond && l.byEnd[0].order < x.order {
		l.now, l.byEnd = l.byEnd[0], l.byEnd[1:]
	}
	return l.now
}
