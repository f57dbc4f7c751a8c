package tcp

// order is the list of the segments that are on their way in the order in which
// their last copies left: time-based loss detection looks at the oldest only
// (RFC 8985 section 6.2). It links slots of the scoreboard's ring, counted from 1
// so that the zero value is empty.
type order struct{ oldest, newest int32 }

// position returns which segment a slot of the list holds.
func (b *scoreboard) position(at int32) int { return (int(at) - 1 - int(b.head)) & (len(b.ring) - 1) }

// departs puts a slot to the end of the list.
func (b *scoreboard) departs(slot int) {
	s := &b.ring[slot]
	at := int32(slot) + 1
	s.queued, s.prev, s.next = true, b.order.newest, 0
	if s.prev != 0 {
		b.ring[s.prev-1].next = at
	} else {
		b.order.oldest = at
	}
	b.order.newest = at
}

// leaves takes a slot off the list.
func (b *scoreboard) leaves(slot int) {
	s := &b.ring[slot]
	if !s.queued {
		return
	}
	if s.prev != 0 {
		b.ring[s.prev-1].next = s.next
	} else {
		b.order.oldest = s.next
	}
	if s.next != 0 {
		b.ring[s.next-1].prev = s.prev
	} else {
		b.order.newest = s.prev
	}
	s.queued = false
}

// returns puts a slot where its last departure belongs.
func (b *scoreboard) returns(slot int) {
	b.leaves(slot)
	s := &b.ring[slot]
	after := b.order.newest
	for after != 0 && b.ring[after-1].at > s.at {
		after = b.ring[after-1].prev
	}
	at := int32(slot) + 1
	s.queued, s.prev = true, after
	if after != 0 {
		s.next = b.ring[after-1].next
		b.ring[after-1].next = at
	} else {
		s.next = b.order.oldest
		b.order.oldest = at
	}
	if s.next != 0 {
		b.ring[s.next-1].prev = at
	} else {
		b.order.newest = at
	}
}

// move renames the slots of a ring of a length whose first segment, in slot head,
// comes to slot 0.
func (o *order) move(segments []sent, head, length int) {
	to := func(at int32) int32 {
		if at == 0 {
			return 0
		}
		return int32((int(at)-1-head)&(length-1)) + 1
	}
	for i := range segments {
		s := &segments[i]
		s.next, s.prev = to(s.next), to(s.prev)
	}
	o.oldest, o.newest = to(o.oldest), to(o.newest)
}

// unlinkFrom takes segments off the list before they move to other slots.
func (b *scoreboard) unlinkFrom(i int) {
	for ; i < b.n; i++ {
		b.leaves(b.slot(i))
	}
}

// relinkFrom puts those of them that belong there back.
func (b *scoreboard) relinkFrom(i int) {
	for ; i < b.n; i++ {
		if s := b.at(i); !s.sacked && !s.missing() {
			b.returns(b.slot(i))
		}
	}
}
