package har

import (
	"encoding/base64"
	"slices"
	"strings"
)

// index knows where the kept texts of documents, style sheets and answers to
// scripts name the URLs of the page. Each text is read once, whatever it holds.
type index struct {
	places  map[string]map[*exchange][]int // of each URL of the page, in each text: where it ends, ascending
	holders map[string][]*exchange         // of each URL: whose texts name it, in their order
	tails   map[string]bool                // how the URLs end
	texts   map[*exchange]string           // of documents
	lines   map[*exchange][]int            // of documents: where lines begin
	left    int                            // how many references may still be resolved
}

// Bounds of the work of an index and of its size.
const (
	mostResolved = 1 << 20 // references
	mostPlaced   = 1000    // places of one URL in one text
)

// newIndex reads the texts. References in a document or a style sheet start from
// its own URL, those in an answer to a script from the page's document.
func (im *importer) newIndex() *index {
	d := &index{places: map[string]map[*exchange][]int{}, holders: map[string][]*exchange{}, tails: map[string]bool{},
		texts: map[*exchange]string{}, lines: map[*exchange][]int{}, left: mostResolved}
	for _, x := range im.all {
		if x.usable() {
			d.places[x.target.key] = map[*exchange][]int{}
			d.tails[tail(x.target.key)] = true
		}
	}
	for _, x := range im.all {
		if !x.usable() {
			continue
		}
		switch x.kind {
		case Document:
			d.texts[x] = x.text()
			d.read(x, d.texts[x], baseOf(d.texts[x], x.target))
		case Stylesheet:
			d.read(x, x.text(), x.target)
		case Data:
			d.read(x, x.text(), im.document.target)
		}
	}
	if d.left == 0 {
		im.told.lines = append(im.told.lines, "the recorded texts hold more references than are looked at")
	}
	return d
}

// text is the decoded body of a response, "" if it was not kept.
func (x *exchange) text() string {
	c := &x.raw.Response.Content
	if !strings.EqualFold(string(c.Encoding), "base64") {
		return string(c.Text)
	}
	decoded, err := base64.StdEncoding.DecodeString(string(c.Text))
	if err != nil {
		return ""
	}
	return string(decoded)
}

// read finds the URLs of the page in a text.
func (d *index) read(x *exchange, text string, base target) {
	eachReference(text, func(reference string, end int) {
		if !d.note(x, reference, base, end) {
			// In a list of images and widths without spaces a URL follows a comma.
			if at := strings.LastIndexByte(reference, ','); at >= 0 {
				d.note(x, reference[at+1:], base, end)
			}
		}
	})
}

// note adds a place if the reference there leads to a URL of the page.
func (d *index) note(x *exchange, reference string, base target, end int) bool {
	reference = unescape(reference)
	if d.left == 0 || !d.tails[tail(key(reference))] {
		return false
	}
	d.left--
	to, ok := resolve(base, reference)
	places, wanted := d.places[to.key]
	if !ok || !wanted {
		return false
	}
	if len(places[x]) == 0 {
		d.holders[to.key] = append(d.holders[to.key], x)
	}
	if len(places[x]) < mostPlaced {
		places[x] = append(places[x], end)
	}
	return true
}

// find returns the place in a document behind the tag that names a URL, or -1.
// Of several the first from a line on is taken, or else the last before it.
func (d *index) find(document *exchange, url string, line int) int {
	places := d.places[url][document]
	if len(places) == 0 {
		return -1
	}
	i, _ := slices.BinarySearch(places, max(0, d.lineStart(document, line)))
	return tagEnd(d.texts[document], places[min(i, len(places)-1)])
}

// lineStart is where a line of a document begins, counted from 0, or -1.
func (d *index) lineStart(document *exchange, line int) int {
	if line < 0 || d.texts[document] == "" {
		return -1
	}
	starts, known := d.lines[document]
	if !known {
		starts = []int{0}
		for i, c := range []byte(d.texts[document]) {
			if c == '\n' {
				starts = append(starts, i+1)
			}
		}
		d.lines[document] = starts
	}
	if line >= len(starts) {
		return -1
	}
	return starts[line]
}

// tagEnd is the end of the tag that goes on at a place, which the parser needs
// complete, or the place itself if none ends nearby.
func tagEnd(text string, at int) int {
	const near = 4096
	if end := strings.IndexByte(text[at:min(len(text), at+near)], '>'); end >= 0 {
		return at + end + 1
	}
	return at
}

// tail is the last part of a URL's path with the query. It is the same in all the
// ways in which a URL can be written.
func tail(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return escape(url[strings.LastIndexByte(path, '/')+1:])
}

// baseOf is where the references of a document start: at its URL, or where its
// <base> says.
func baseOf(text string, document target) target {
	_, rest, found := strings.Cut(text, "<base ")
	if !found {
		return document
	}
	tag, _, _ := strings.Cut(rest[:min(len(rest), longestURL)], ">")
	_, href, found := strings.Cut(tag, "href=")
	if !found {
		return document
	}
	href = strings.TrimLeft(href, `"'`)
	if end := strings.IndexAny(href, `"' `); end >= 0 {
		href = href[:end]
	}
	if base, ok := resolve(document, unescape(href)); ok {
		return base
	}
	return document
}

// unescape undoes what HTML and JSON do to URLs.
func unescape(reference string) string {
	for strings.HasSuffix(reference, ",") || strings.HasSuffix(reference, ";") {
		reference = reference[:len(reference)-1]
	}
	if strings.IndexByte(reference, '\\') >= 0 {
		reference = strings.ReplaceAll(strings.ReplaceAll(reference, `\/`, "/"), `\u0026`, "&")
	}
	return strings.ReplaceAll(reference, "&amp;", "&")
}

// eachReference calls f with everything in a text that may be the reference to a
// URL, and where it ends.
func eachReference(text string, f func(reference string, end int)) {
	start, looks, open := 0, false, false // looks like a URL; holds an opening parenthesis
	for i := range len(text) + 1 {
		c := byte(' ')
		if i < len(text) {
			c = text[i]
		}
		switch {
		case c <= ' ' || delimiters[c] || c == ')' && !open || c == '\\' && !escaped(text[i+1:]):
			if looks && start < i && i-start <= longestURL {
				f(text[start:i], i)
			}
			start, looks, open = i+1, false, false
			if c == '\\' {
				start++ // the character that it escapes is no part of a URL
			}
		case c == '=' && !looks, c == '(' && (!looks || strings.HasSuffix(text[start:i], "url")):
			start, looks = i+1, false // an attribute or a function comes before
		case c == '(':
			open = true
		case c == '/' || c == '.' || c == '?':
			looks = true
		}
	}
}

var delimiters = [256]bool{'"': true, '\'': true, '`': true, '<': true, '>': true, '{': true, '}': true, 0x7f: true}

// escaped reports whether what follows a backslash is a character of a URL.
func escaped(rest string) bool {
	return strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "u0026")
}
