package cause

import (
	"fmt"
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Arrival says that the bytes [Start, End) arrived At, on a frame that left
// the sender in event Origin. The frame may have brought more.
type Arrival struct {
	Start, End uint64
	At         vtime.Stamp
	Origin     vtime.EventID
}

// Receipt is what the receiving end of one direction records about its bytes.
type Receipt struct {
	progress column[progress]
	ready    uint64       // where that ends
	strays   *strays      // nil before one came
	reads    column[upTo] // what the application had read
}

// strays are out-of-order arrivals, by offset; each byte's first one only. They are a line
// of a processor's cache as long as they are one.
type strays struct {
	list []Arrival
	room [1]Arrival
}

// progress says that the bytes up to end, from where the entry before it ends,
// became deliverable. Origin is zero if all of them had waited behind a hole.
type progress struct {
	upTo
	origin vtime.EventID
}

// Advance records that the bytes [start, end) became deliverable, which leave no
// gap behind those before. Origin is the sending event of the frame that brought
// them, zero if they had strayed in before; a frame may bring some of these again.
func (r *Receipt) Advance(start, end uint64, at vtime.Stamp, origin vtime.EventID) {
	if start > r.ready {
		panic(fmt.Sprintf("cause: the bytes before %d never became deliverable", start))
	}
	r.ready = end
	r.progress.push(progress{upTo{end, at}, origin})
}

// Stray records that the bytes [start, end) arrived behind a hole. Bytes that
// had strayed in before keep their first arrival.
func (r *Receipt) Stray(start, end uint64, at vtime.Stamp, origin vtime.EventID) {
	if r.strays == nil {
		r.strays = &strays{}
		r.strays.list = r.strays.room[:0]
	}
	list := r.strays.list
	i := len(list)
	if i > 0 && list[i-1].End > start {
		i = sort.Search(i, func(i int) bool { return list[i].End > start })
	}
	for ; start < end; i++ {
		stop := end
		if i < len(list) {
			stop = min(end, list[i].Start)
		}
		if start < stop {
			list = slices.Insert(list, i, Arrival{start, stop, at, origin})
		}
		start = list[i].End
	}
	r.strays.list = list
}

// strayed returns the strays.
func (r *Receipt) strayed() []Arrival {
	if r.strays == nil {
		return nil
	}
	return r.strays.list
}

// Read records that the application has read the bytes up to end.
func (r *Receipt) Read(end uint64, at vtime.Stamp) { extend(&r.reads, end, at) }

// ReadyOf returns when the byte at offset became deliverable, and when and
// from which sending event its first copy arrived.
func (r *Receipt) ReadyOf(offset uint64) (ready vtime.Stamp, first Arrival, ok bool) {
	i := r.progress.search(func(p *progress) bool { return p.end > offset })
	if i == r.progress.len() {
		return vtime.Stamp{}, Arrival{}, false
	}
	p := *r.progress.at(i)
	strays := r.strayed()
	j := sort.Search(len(strays), func(j int) bool { return strays[j].End > offset })
	if j < len(strays) && strays[j].Start <= offset {
		return p.at, strays[j], true
	}
	if p.origin == 0 {
		if i > 0 {
			panic("cause: a byte became deliverable and never arrived")
		}
		p.origin = p.at.Event // how it arrived is forgotten
	}
	start := uint64(0)
	if i > 0 {
		start = r.progress.at(i - 1).end
	}
	return p.at, Arrival{start, p.end, p.at, p.origin}, true
}

// Stalls calls fn, the last first, for each stretch between two events in which
// delivery stood still: at which byte, which had not arrived, and since when and
// until what it did.
func (r *Receipt) Stalls(from, to vtime.Stamp, fn func(missing uint64, since vtime.Time, until vtime.Stamp)) {
	first := r.progress.search(func(p *progress) bool { return p.at.Event > from.Event })
	for i := first; i < r.progress.len() && r.progress.at(i).at.Event <= to.Event; i++ {
		first = i
	}
	for i := first; i < r.progress.len() && i >= 0; i-- {
		until := r.progress.at(i).at
		missing, since := uint64(0), from.Now
		if i > 0 {
			before := r.progress.at(i - 1)
			missing, since = before.end, max(since, before.at.Now)
		}
		fn(missing, since, until)
		if since <= from.Now {
			return
		}
	}
}

// ReadOf returns when the application read the byte at offset.
func (r *Receipt) ReadOf(offset uint64) (vtime.Stamp, bool) {
	_, e, ok := covering(&r.reads, offset)
	return e.at, ok
}

// Forget drops what happened before a time. Of bytes to which it happened then,
// the records tell from now on that it happened together, when it happened to
// the last of them. What stays of a long list goes to an archive if there is one.
func (r *Receipt) Forget(before vtime.Time, to Archive) {
	r.reads.drop(older(&r.reads, func(e *upTo) bool { return e.at.Now < before }))
	r.progress.drop(older(&r.progress, func(p *progress) bool { return p.at.Now < before }))
	r.reads.pack(to)
	r.progress.pack(to)
	strays := r.strayed()
	if len(strays) == 0 || r.progress.empty() {
		return
	}
	if first := r.progress.at(0); first.at.Now < before {
		n := sort.Search(len(strays), func(i int) bool { return strays[i].End > first.end })
		r.strays.list = slices.Delete(strays, 0, n)
	}
}

// Release gives back what lies in an archive: from now on nobody asks.
func (r *Receipt) Release() {
	r.progress.release()
	r.reads.release()
}
