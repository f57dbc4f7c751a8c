package stack

// fifo is a first-in, first-out queue that keeps its memory. The zero value is
// empty and ready.
type fifo[T any] struct {
	items []T
	head  int // items before it have been taken
}

func (q *fifo[T]) len() int { return len(q.items) - q.head }

func (q *fifo[T]) push(v T) {
	if q.head > 0 && len(q.items) == cap(q.items) && q.head >= len(q.items)/2 {
		q.compact()
	}
	q.items = append(q.items, v)
}

// compact moves what is left to the front. Since at least half was taken, each
// item is moved once on average.
func (q *fifo[T]) compact() {
	n := copy(q.items, q.items[q.head:])
	clear(q.items[n:])
	q.items, q.head = q.items[:n], 0
}

// pop takes the first item of a queue that is not empty.
func (q *fifo[T]) pop() T {
	var none T
	v := q.items[q.head]
	q.items[q.head] = none
	if q.head++; q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return v
}
