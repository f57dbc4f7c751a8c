package stack

import (
	"slices"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Write writes all of p; it blocks while the send buffer is full. A
// non-blocking one writes what fits.
func (s *Socket) Write(p []byte) (int, error) {
	return s.write(false, tcp.Payload{Bytes: p, Len: len(p)})
}

// WriteZeros writes n zero bytes that nobody holds.
func (s *Socket) WriteZeros(n int) (int, error) { return s.write(true, tcp.Payload{Len: n}) }

// Writev writes the parts one after the other as a single write: nothing leaves
// before all that fits into the send buffer is in it. Nobody may modify them.
func (s *Socket) Writev(parts ...Payload) (int, error) { return s.write(true, parts...) }

func (s *Socket) write(shared bool, parts ...tcp.Payload) (int, error) {
	return s.writeOut(output{parts: parts, shared: shared})
}

func (s *Socket) writeOut(o output) (int, error) {
	if s.isGuest() {
		return s.apart.guest.write(s, output{parts: slices.Clone(o.parts)}) // what is ours stays off the heap
	}
	if s.apart != nil && s.apart.later != nil && !s.closed {
		return s.sendFast(o, *s.apart.later)
	}
	o.wanted = s.host.kernel.Now()
	found := o.wanted.Now // when there was room
	for {
		switch {
		case s.closed || s.ep == nil:
			return o.written, s.orClosed(s.host.unconnected())
		case s.late(s.writeBy):
			return o.written, errno.ETIMEDOUT
		case s.host.cfg.EarlyWrite != EarlyWriteQueues && s.ep.conn.Connecting():
			if err := s.awaitHandshake(); err != nil {
				return 0, err
			}
		}
		before := o.written
		err := s.fill(&o)
		if o.written > before {
			found = s.host.kernel.Now().Now
		}
		switch {
		case err != nil:
			return o.written, err
		case len(o.parts) == 0, o.written > 0 && !s.mayBlock():
			return o.written, nil
		}
		if err := s.wait(&s.ep.writers, "room to write to ", s.ep, s.roomBy(found), cause.TimerIdle); err != nil {
			return o.written, err
		}
	}
}

// unconnected is the error of a write without a connection.
func (h *Host) unconnected() errno.Errno {
	if h.cfg.EarlyWrite == EarlyWriteWaits {
		return errno.EPIPE
	}
	return errno.ENOTCONN
}

// awaitHandshake makes a write wait until data can flow, or fail.
func (s *Socket) awaitHandshake() error {
	if s.host.cfg.EarlyWrite == EarlyWriteFails {
		return errno.ENOTCONN
	}
	for s.ep.conn.Connecting() {
		if err := s.wait(&s.ep.writers, "connect to ", s.ep, s.writeBy, cause.TimerIdle); err != nil {
			return err
		}
	}
	return nil
}

// output is a write under way.
type output struct {
	parts   []tcp.Payload // the first of them may be taken in part
	taken   int           // bytes of the first part
	written int           // bytes of all parts
	put     int           // parts that were taken
	shared  bool          // nobody will modify the parts
	more    bool          // and more is to come
	urgent  bool          // it is urgent
	record  bool          // it ends a record
	free    bool          // the writer wants to know when the bytes are free
	wanted  vtime.Stamp   // when the write began
}

// fill moves as much as fits into the send buffer.
func (s *Socket) fill(o *output) error {
	at := s.host.kernel.Now()
	defer s.ep.pump(at)
	if o.urgent {
		defer s.urge(o.written, o)
	}
	err := s.put(at, o)
	if o.written > 0 && (len(o.parts) == 0 || !s.mayBlock()) {
		s.mark(o)
	}
	return err
}

// put gives TCP what it takes. Where the send buffer is filled buffer by buffer, what
// may leave of a full one does before the next is begun (Linux tcp_push_one).
func (s *Socket) put(at vtime.Stamp, o *output) error {
	for len(o.parts) > 0 {
		p := o.parts[0].Slice(o.taken, o.parts[0].Len)
		n, err := s.ep.conn.Write(at, o.wanted, p, o.shared)
		if err != nil {
			return err
		}
		o.written += n
		if n < p.Len {
			o.taken += n
			if n == 0 || s.host.cfg.TCP.BufferUnit != tcp.BufferMemory {
				return nil
			}
			s.ep.pump(at)
			continue
		}
		o.parts, o.taken = o.parts[1:], 0
		if o.put++; o.put%fragments == 0 && s.freeing(o) {
			s.ep.conn.EndRecord()
		}
	}
	if o.more {
		s.ep.conn.ExpectMore()
	}
	return nil
}

// urge calls urgent what was written since before.
func (s *Socket) urge(before int, o *output) {
	if o.written > before {
		s.ep.conn.Urge()
	}
}
