package har

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// sighting is how the place was found at which a parent brings in an object.
type sighting int

const (
	bySize sighting = iota // the parent works when it is complete, or at once if it redirects
	byText                 // the text of the document holds the URL
	byLine                 // only the line is recorded
	byTime                 // neither: what had arrived when the request began
	sightings
)

// source is what may have brought in an object.
type source struct {
	from   *exchange
	offset int64 // bytes of its body that must have arrived
	how    sighting
}

// at is when the source brings in its object.
func (s source) at() vtime.Time { return s.from.arrival(s.offset) }

// see finds the place in a parent that brings in an object.
func (im *importer) see(p, x *exchange, line int) source {
	switch {
	case p.leads != "":
		return source{p, 0, bySize}
	case p.kind != Document || p.body == 0:
		return source{p, p.body, bySize}
	}
	length := int64(len(im.index.texts[p]))
	if at := im.index.find(p, x.target.key, line); at >= 0 {
		return source{p, part(p.body, int64(at), length), byText}
	}
	if at := im.index.lineStart(p, line); at >= 0 && length > 0 {
		return source{p, part(p.body, int64(at), length), byLine}
	}
	return source{p, share(p.body, x.start-p.firstByte, p.end-p.firstByte), byTime}
}

// arrival is when so many bytes of a body had arrived and could have an effect.
func (x *exchange) arrival(offset int64) vtime.Time {
	switch {
	case x.leads != "":
		return x.firstByte
	case x.kind != Document || offset >= x.body:
		return x.end
	}
	return x.firstByte + vtime.Time(mulDiv(int64(x.end-x.firstByte), offset, x.body))
}

// share is as much of a body as brings it as far as a time has come on its way to
// the total.
func share(body int64, passed, total vtime.Time) int64 {
	if passed >= total {
		return body
	}
	return part(body, max(0, int64(passed)), int64(total))
}

// part is whole*a/b, rounded up, for a <= b.
func part(whole, a, b int64) int64 {
	return whole - mulDiv(whole, b-a, b)
}

// mulDiv is a*b/c, rounded down, for b <= c; none of them is negative, c is not 0.
func mulDiv(a, b, c int64) int64 {
	if b == c {
		return a
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(q)
}
