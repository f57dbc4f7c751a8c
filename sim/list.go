package sim

// list holds processes in the order in which they came. It runs through nodes
// that the processes have in them, so that joining and leaving cost nothing.
type list struct {
	first, last *node
}

// node is a process's membership in one list at a time.
type node struct {
	proc       *Proc
	in         *list // nil if in none
	prev, next *node
}

func (l *list) add(n *node) {
	n.in, n.prev, n.next = l, l.last, nil
	if l.last != nil {
		l.last.next = n
	} else {
		l.first = n
	}
	l.last = n
}

// leave takes n out of its list, if it is in one.
func (n *node) leave() {
	l := n.in
	if l == nil {
		return
	}
	if n.prev != nil {
		n.prev.next = n.next
	} else {
		l.first = n.next
	}
	if n.next != nil {
		n.next.prev = n.prev
	} else {
		l.last = n.prev
	}
	n.in, n.prev, n.next = nil, nil, nil
}
