package stack

import "github.com/rttlab/rttlab/tcp"

// SendFlags change how Send works.
type SendFlags uint8

// The flags of send.
const (
	SendDontWait SendFlags = 1 << iota // MSG_DONTWAIT: as on a non-blocking socket
	More                               // MSG_MORE: less than a segment waits for what is written next, as if corked
	Urgent                             // MSG_OOB: what has been written so far is urgent, the last byte above all
	EndOfRecord                        // MSG_EOR: what is written later does not share a segment with it
	ZeroCopy                           // MSG_ZEROCOPY: Notice tells when the bytes are free, if the option is set
)

// Send is sendmsg: the parts as a single write. Nobody may modify them.
func (s *Socket) Send(f SendFlags, parts ...Payload) (int, error) {
	if f&SendDontWait != 0 && !s.nonBlocking {
		s.nonBlocking = true
		defer func() { s.nonBlocking = false }()
	}
	return s.writeOut(f.output(parts))
}

func (f SendFlags) output(parts []Payload) output {
	return output{
		parts: parts, shared: true, more: f&More != 0, urgent: f&Urgent != 0,
		record: f&EndOfRecord != 0, free: f&ZeroCopy != 0,
	}
}

// fragments is how many parts of a write a segment takes that are not copied (Linux
// MAX_SKB_FRAGS).
const fragments = 17

// freeing reports whether a write is not copied.
func (s *Socket) freeing(o *output) bool { return o.free && s.opts.stamps&copies != 0 }

// mark notes at the end of a write what is to be told of it.
func (s *Socket) mark(o *output) {
	c := &s.ep.conn
	if o.record && len(o.parts) == 0 {
		c.EndRecord()
	}
	m := s.opts.stamps.marks()
	if s.freeing(o) {
		m |= tcp.MarkCopied
	}
	if m != 0 {
		c.Mark(m)
	}
}
