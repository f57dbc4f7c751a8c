package stack

// index finds connections by the pair of their ends: an open-addressing table,
// several times as quick as a map. It holds no keys: who is in it knows its own.
type index[T comparable] struct {
	latest T          // that was found: most hosts talk on one connection at a time
	last   key        // of it
	slots  []entry[T] // the length is a power of two; at least a quarter is free
	n      int
	key    func(T) key
}

// entry is a slot. A mark of zero means that it is free.
type entry[T comparable] struct {
	mark uint32 // of the key: says where the search for it begins, and sorts out most others
	who  T
}

// mark spreads a tuple over 32 bits. It is never zero.
func (t *tuple) mark() uint32 { return uint32(t.hash()>>32) | 1<<31 }

// find returns who has the key of t, the zero value if nobody has.
func (x *index[T]) find(t *tuple) (none T) {
	if x.latest != none && x.last.is(t) {
		return x.latest
	}
	if x.n == 0 {
		return none
	}
	mask := len(x.slots) - 1
	mark := t.mark()
	for i := int(mark) & mask; x.slots[i].mark != 0; i = (i + 1) & mask {
		if s := &x.slots[i]; s.mark == mark && x.key(s.who).is(t) {
			x.latest, x.last = s.who, x.key(s.who)
			return s.who
		}
	}
	return none
}

// all yields who is in it, in no order.
func (x *index[T]) all(yield func(T) bool) {
	for _, s := range x.slots {
		if s.mark != 0 && !yield(s.who) {
			return
		}
	}
}

// any reports whether there is a connection whose local end a binding takes.
func (x *index[T]) any(b *binding) bool {
	for who := range x.all {
		if k := x.key(who); k.localPort == b.Port && b.takes(k.local) {
			return true
		}
	}
	return false
}

// add adds someone with a key that nobody has.
func (x *index[T]) add(who T) {
	if x.n++; 4*x.n > 3*len(x.slots) {
		old := x.slots
		x.slots = make([]entry[T], max(8, 2*len(old)))
		for _, s := range old {
			if s.mark != 0 {
				x.put(s)
			}
		}
	}
	x.put(entry[T]{x.markOf(who), who})
}

func (x *index[T]) markOf(who T) uint32 {
	t := x.key(who).tuple()
	return t.mark()
}

func (x *index[T]) put(s entry[T]) {
	mask := len(x.slots) - 1
	i := int(s.mark) & mask
	for x.slots[i].mark != 0 {
		i = (i + 1) & mask
	}
	x.slots[i] = s
}

// remove takes someone out who is there. Those that follow move up as far as
// they would be without it, so that no search ends too early.
func (x *index[T]) remove(who T) {
	if x.latest == who {
		var none T
		x.latest = none
	}
	mask := len(x.slots) - 1
	hole := int(x.markOf(who)) & mask
	for x.slots[hole].who != who {
		hole = (hole + 1) & mask
	}
	x.n--
	for i := (hole + 1) & mask; x.slots[i].mark != 0; i = (i + 1) & mask {
		if home := int(x.slots[i].mark) & mask; (i-home)&mask >= (i-hole)&mask {
			x.slots[hole] = x.slots[i]
			hole = i
		}
	}
	x.slots[hole] = entry[T]{}
}
