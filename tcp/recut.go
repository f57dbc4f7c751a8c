package tcp

import "github.com/rttlab/rttlab/sim/cause"

// recut presumes that segments with more than so many bytes are lost, for a reason,
// and cuts what neighbours of them carry anew. It reports whether there were any.
func (b *scoreboard) recut(most int64, found cause.Why) bool {
	tooBig := func(i int) bool { return i < b.n && !b.at(i).sacked && b.at(i).data() > most }
	any := false
	for i := 0; i < b.n; i++ {
		if !tooBig(i) {
			continue
		}
		any = true
		b.lose(i)
		for tooBig(i + 1) {
			b.lose(i + 1)
			b.join(i)
		}
		b.at(i).found = found
		for b.at(i).data() > most {
			b.split(i, b.at(i).start+most)
			b.at(i).push = false
			i++
		}
	}
	return any
}

// join makes one segment of segment i and the next, in the state of the first.
func (b *scoreboard) join(i int) {
	next := *b.at(i + 1)
	b.count(b.at(i), -1)
	b.count(&next, -1)
	b.unlinkFrom(i + 1)
	s := b.at(i)
	if s.tail {
		b.tails--
	}
	s.tail = next.tail
	s.end, s.fin, s.push, s.record = next.end, next.fin, next.push, next.record
	s.copies = max(s.copies, next.copies)
	for j := i + 1; j < b.n-1; j++ {
		*b.at(j) = *b.at(j + 1)
	}
	b.n--
	b.relinkFrom(i + 1)
	b.count(b.at(i), +1)
	if int(b.searchAt) > i {
		b.searchAt = int32(i)
	}
}
