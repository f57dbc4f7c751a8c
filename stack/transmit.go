package stack

// SendFlags change how Send works.
type SendFlags uint8

// The flags of send.
const (
	SendDontWait SendFlags = 1 << iota // MSG_DONTWAIT: as on a non-blocking socket
	More                               // MSG_MORE: as WriteMore
	Urgent                             // MSG_OOB: what has been written so far is urgent, the last byte above all
)

// Send is sendmsg: the parts as a single write. Nobody may modify them.
func (s *Socket) Send(f SendFlags, parts ...Payload) (int, error) {
	if f&SendDontWait != 0 && !s.opts.nonBlocking {
		s.opts.nonBlocking = true
		defer func() { s.opts.nonBlocking = false }()
	}
	return s.writeOut(output{parts: parts, shared: true, more: f&More != 0, urgent: f&Urgent != 0})
}
