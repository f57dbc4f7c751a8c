package sim

// list is a list of processes in the order they came: a circle, which is known by the
// one that came first.
type list struct {
	first *node // nil: none is there
}

// node is a process's membership in one list at a time.
type node struct {
	proc       *Proc
	in         *list // nil if in none
	prev, next *node
}

func (l *list) add(n *node) {
	n.in, n.prev, n.next = l, n, n
	if first := l.first; first != nil {
		n.prev, n.next = first.prev, first
		n.prev.next, first.prev = n, n
	} else {
		l.first = n
	}
}

// leave takes n out of its list, if it is in one.
func (n *node) leave() {
	l := n.in
	if l == nil {
		return
	}
	n.prev.next, n.next.prev = n.next, n.prev
	switch {
	case n.next == n:
		l.first = nil
	case l.first == n:
		l.first = n.next
	}
	n.in, n.prev, n.next = nil, nil, nil
}

// all yields the processes in their order. None may come or leave meanwhile.
func (l *list) all(yield func(p *Proc) bool) {
	for n := l.first; n != nil && yield(n.proc); {
		if n = n.next; n == l.first {
			return
		}
	}
}
