package link

// ring is a first-in, first-out queue that keeps its memory.
type ring[T any] struct {
	slots   []T // its length is a power of two
	head, n int32
}

// at returns the place of the i-th element.
func (q *ring[T]) at(i int32) *T { return &q.slots[(q.head+i)&int32(len(q.slots)-1)] }

func (q *ring[T]) len() int { return int(q.n) }

// push appends an element.
func (q *ring[T]) push(v T) {
	if q.len() == len(q.slots) {
		q.grow()
	}
	*q.at(q.n) = v
	q.n++
}

func (q *ring[T]) grow() {
	slots := make([]T, max(8, 2*len(q.slots)))
	n := copy(slots, q.slots[q.head:])
	copy(slots[n:], q.slots[:q.head])
	q.slots, q.head = slots, 0
}

func (q *ring[T]) first() *T { return &q.slots[q.head] }

func (q *ring[T]) last() *T { return q.at(q.n - 1) }

// unpush removes the last element and forgets its content.
func (q *ring[T]) unpush() {
	var none T
	*q.last() = none
	q.n--
}

// pop removes the first element, whose content stays until its place is used again.
func (q *ring[T]) pop() {
	q.head = (q.head + 1) & int32(len(q.slots)-1)
	q.n--
}
