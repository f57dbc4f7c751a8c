package h2

import "golang.org/x/net/http2"

// scheduler says whose turn it is.
type scheduler interface {
	// pick returns one of the streams, which are in the order of their identifiers,
	// that may send; nil if none may. It changes nothing.
	pick(active []*stream, may func(*stream) bool) *stream
	sent(s *stream, n int64) // n bytes of a stream were sent
	joins(s *stream)         // it has something to send
	leaves(id uint32)        // it is closed
	depends(id uint32, s *stream, p http2.PriorityParam)
}

func newScheduler(s Scheduler) scheduler {
	switch s {
	case ByTree:
		return newTree()
	case RoundRobin:
		return &turns{level: func(*stream) int { return 0 }, shared: func(*stream) bool { return true }}
	case InOrder:
		return &turns{level: func(*stream) int { return 0 }, shared: func(*stream) bool { return false }}
	}
	// RFC 9218 section 10: by urgency. Of the same one those that are of use only
	// when they are whole go first and one by one, the others share what is left.
	return &turns{
		level: func(s *stream) int {
			level := int(s.priority.Urgency) * 2
			if s.priority.Incremental {
				level++
			}
			return level
		},
		shared: func(s *stream) bool { return s.priority.Incremental },
	}
}

// turns serves the lowest level first. Within a level streams that share take
// turns, frame by frame; others go one by one in the order of their identifiers.
type turns struct {
	level  func(*stream) int
	shared func(*stream) bool
	last   uint32 // the stream that was served last of those that share
}

func (t *turns) pick(active []*stream, may func(*stream) bool) *stream {
	var first, next *stream // of the lowest level: the first one, and the first one behind the last served
	for _, s := range active {
		switch {
		case !may(s):
			continue
		case first == nil || t.level(s) < t.level(first):
			first, next = s, nil
		case t.level(s) > t.level(first):
			continue
		}
		if next == nil && s.id > t.last {
			next = s
		}
	}
	if first != nil && next != nil && t.shared(first) {
		return next
	}
	return first
}

func (t *turns) sent(s *stream, _ int64) {
	if t.shared(s) {
		t.last = s.id
	}
}

func (*turns) joins(*stream) {}

func (*turns) leaves(uint32) {}

func (*turns) depends(uint32, *stream, http2.PriorityParam) {}
