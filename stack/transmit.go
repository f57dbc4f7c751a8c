package stack

// SendFlags change how Send works.
type SendFlags uint8

// SendDontWait is MSG_DONTWAIT: as on a non-blocking socket.
const SendDontWait SendFlags = 1 << iota

// Send is sendmsg: the parts as a single write. Nobody may modify them.
func (s *Socket) Send(f SendFlags, parts ...Payload) (int, error) {
	if f&SendDontWait != 0 && !s.opts.nonBlocking {
		s.opts.nonBlocking = true
		defer func() { s.opts.nonBlocking = false }()
	}
	return s.write(true, parts...)
}
