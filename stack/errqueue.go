package stack

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/tcp"
)

// Stamps say of what the error queue tells the time: the last byte of each write
// (SO_TIMESTAMPING).
type Stamps uint8

// The times.
const (
	StampScheduled Stamps = 1 << iota // SOF_TIMESTAMPING_TX_SCHED: given to the queue of the interface
	StampSent                         // SOF_TIMESTAMPING_TX_SOFTWARE: given to the interface
	StampAcked                        // SOF_TIMESTAMPING_TX_ACK: acknowledged
	StampNumbered                     // SOF_TIMESTAMPING_OPT_ID: bytes are counted from when this was set
	copies         Stamps = 1 << 7    // of writes with the flag ZeroCopy (SO_ZEROCOPY)
)

func (f Stamps) marks() (m tcp.Marks) {
	if f == 0 {
		return 0
	}
	for _, p := range []struct {
		stamp Stamps
		to    tcp.Marks
	}{{StampScheduled, tcp.MarkScheduled}, {StampSent, tcp.MarkSent}, {StampAcked, tcp.MarkAcked}} {
		if f&p.stamp != 0 {
			m |= p.to
		}
	}
	return m
}

// Notice takes the oldest notice from the error queue (recvmsg with MSG_ERRQUEUE).
// It never waits: EAGAIN says that there is none.
func (s *Socket) Notice() (tcp.Notice, error) {
	if s.closed {
		return tcp.Notice{}, errno.EBADF
	}
	if s.ep != nil {
		if n, ok := s.ep.conn.TakeNotice(); ok {
			return n, nil
		}
	}
	return tcp.Notice{}, errno.EAGAIN
}

// Noticed returns how many notices there have been on the error queue.
func (s *Socket) Noticed() uint32 {
	if s.ep == nil {
		return 0
	}
	all, _ := s.ep.conn.Noticed()
	return all
}

// setStamps is SO_TIMESTAMPING.
func (s *Socket) setStamps(f Stamps) {
	if s.ep != nil && f&^s.opts.stamps&StampNumbered != 0 {
		s.ep.conn.CountMarks()
	}
	s.opts.stamps = f&^copies | s.opts.stamps&copies
}
