package tls

import (
	"errors"
	"fmt"
	"io"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Session is one end of a TLS connection. Handshake comes first; then it is a
// stack.Stream.
type Session struct {
	under   stack.Stream
	options Options
	config  *Config
	shake   func() error                            // the handshake, up to where data may be written
	rest    func() error                            // what reading has to do of the handshake first; nil: nothing
	after   func(messageType, []byte) (bool, error) // takes messages after the handshake, if it knows them
	buffers *buffers
	state   Handshake

	in, out   protection
	sizes     sizes
	lastWrite vtime.Time
	readBy    vtime.Time

	raw     []byte // of the record that arrives
	plain   []byte // arrived and not yet read
	pending []byte // of handshake messages
	early   bool   // early data are taken (server)
	skip    bool   // they are thrown away
	refused bool   // they were thrown away, and nobody has been told (client)
	shaking bool   // a handshake message is waited for
	spoken  bool   // a record has come
	useless int    // records in a row that brought nothing
	closed  bool   // this end has closed
	ended   error  // why nothing more can be read
	over    bool   // io.EOF was read
	places
}

// Handshake is what a handshake was like, as an end saw it.
type Handshake struct {
	Version         Version
	ALPN            string // the protocol above; empty: not agreed on
	Resumed         bool
	Retried         bool // there was a HelloRetryRequest
	Early, Rejected bool // data were sent with the ClientHello, the server did not take them
	// Began is when it began, Done when the end could write; zero: it did not come
	// about. Flights are what had to arrive before that, one after the other.
	Began, Done vtime.Stamp
	Flights     []Flight
}

// Flight is messages of one end that the other waited for.
type Flight struct {
	ByClient bool
	End      uint64 // offset behind them in the TCP stream of their sender
}

var _ stack.Stream = (*Session)(nil)

func newSession(under stack.Stream, o Options, c *Config) *Session {
	return &Session{
		under: under, options: o, config: c, readBy: vtime.Never, sizes: sizes{most: usual(c.RecordSize, MaxRecord)},
	}
}

// Handshake agrees with the other end on how to speak. After an error the session is
// of no use but to be closed.
func (s *Session) Handshake() error {
	s.state.Began = s.options.Kernel.Now()
	if t := s.config.HandshakeTimeout; t > 0 {
		s.under.ReadBy(s.state.Began.Now.Add(t))
	}
	err := s.shake()
	s.under.ReadBy(s.readBy)
	if err != nil {
		return err
	}
	s.state.Done = s.options.Kernel.Now()
	s.places.begin(s.under.ReadOffsetBefore(0))
	return nil
}

// State tells what was agreed on.
func (s *Session) State() *Handshake { return &s.state }

// Early reports whether a server reads early data: the end of the client's handshake is yet to
// come.
func (s *Session) Early() bool { return s.early }

// flight notes that messages of this end are written, or of the other end read, which
// it was waited for.
func (s *Session) flight(byClient, mine bool) {
	if s.state.Done.Event != 0 {
		return
	}
	end := s.under.ReadOffsetBefore(0)
	if mine {
		end = s.under.Written()
	}
	s.state.Flights = append(s.state.Flights, Flight{byClient, end})
}

// compute spends the time that it costs to deal with what was read (opened), or to write.
func (s *Session) compute(d vtime.Time, opened bool) {
	if d <= 0 || s.options.Kernel.Running() == nil {
		return
	}
	s.ciphering(opened, true)
	s.options.Compute(d)
	s.ciphering(opened, false)
}

func (s *Session) ciphering(opened, begins bool) {
	if tell := s.options.Ciphering; tell != nil {
		tell(s.Record(), opened, begins)
	}
}

// ofBytes is what n bytes cost.
func (s *Session) ofBytes(n int64) vtime.Time { return vtime.Time(n) * s.config.KilobyteCost / 1024 }

// Read satisfies stack.Stream.
func (s *Session) Read(p []byte) (int, error) {
	if err := s.fill(true); err != nil {
		return 0, err
	}
	n := copy(p, s.plain)
	s.took(n)
	return n, nil
}

// Discard satisfies stack.Stream.
func (s *Session) Discard(most int64) (int, error) {
	if most <= 0 {
		return 0, nil
	}
	if err := s.fill(true); err != nil {
		return 0, err
	}
	n := int(min(most, int64(len(s.plain))))
	s.took(n)
	return n, nil
}

func (s *Session) took(n int) {
	s.plain = s.plain[n:]
	s.places.read += uint64(n)
	if len(s.plain) == 0 {
		s.drop()
	}
}

// fill sees to it that there is something to read.
func (s *Session) fill(block bool) error {
	for len(s.plain) == 0 {
		switch {
		case s.closed:
			return errno.EBADF
		case s.ended == io.EOF:
			s.places.end(s.under.ReadOffsetBefore(0), &s.over)
			return io.EOF
		case s.ended != nil:
			return s.ended
		case s.refused && block:
			s.refused = false
			return ErrEarlyDataRejected
		case s.rest != nil:
			rest := s.rest
			s.rest = nil
			if err := rest(); err != nil {
				return s.lasting(err)
			}
			continue
		}
		if err := s.afterwards(block); err != nil {
			return s.lasting(err)
		}
	}
	return nil
}

// lasting keeps an error that will be there for the next call as well.
func (s *Session) lasting(err error) error {
	if err != errNotYet && !errors.Is(err, errno.ETIMEDOUT) &&
		!errors.Is(err, errno.EAGAIN) {
		s.ended = err
	}
	return err
}

// afterwards takes what comes once the handshake is done: a record with data, or a
// message, for which there may be nothing to read.
func (s *Session) afterwards(block bool) error {
	if t, body, ok := s.buffered(); ok {
		return s.late(t, body)
	}
	return s.next(block)
}

// late takes a handshake message that comes after the handshake.
func (s *Session) late(t messageType, body []byte) error {
	known, err := s.after(t, body)
	if !known && err == nil {
		err = s.fail(unexpectedMessage, fmt.Sprintf("a handshake message of type %d came after the handshake", t))
	}
	return err
}

// Writev satisfies stack.Stream. Each record is a write of its own beneath, as with
// OpenSSL.
func (s *Session) Writev(parts ...stack.Payload) (int, error) {
	if s.closed {
		return 0, errno.EBADF
	}
	written, left := 0, int64(lengthOf(parts))
	s.rested()
	for left > 0 {
		n := int(s.sizes.next(left))
		piece, others := cut(parts, n)
		s.compute(s.ofBytes(int64(n)), false)
		if err := s.put(application, piece...); err != nil {
			return written, err
		}
		parts, written, left = others, written+n, left-int64(n)
	}
	s.lastWrite = s.options.Kernel.Now().Now
	return written, nil
}

// smallAgainAfter is how long a sender must be silent for its records to be small again.
const smallAgainAfter = vtime.Second

// rested makes records small again after a pause.
func (s *Session) rested() {
	if s.options.Kernel.Now().Now-s.lastWrite >= smallAgainAfter {
		s.sizes.sent = 0
	}
}

// put writes a record.
func (s *Session) put(t contentType, content ...stack.Payload) error {
	return s.putAll(s.out.record(t, content...))
}

// putAll writes records as a whole.
func (s *Session) putAll(parts []stack.Payload) error {
	n, err := s.under.Writev(parts...)
	if err == nil && n < lengthOf(parts) {
		err = errno.EAGAIN // half a record went: only processes can write
	}
	return err
}

func lengthOf(parts []stack.Payload) (n int) {
	for _, p := range parts {
		n += p.Len
	}
	return n
}

// cut divides parts behind n bytes.
func cut(parts []stack.Payload, n int) (first, rest []stack.Payload) {
	for i, p := range parts {
		if p.Len > n {
			if n > 0 {
				first = append(first, p.Slice(0, n))
			}
			return first, append([]stack.Payload{p.Slice(n, p.Len)}, parts[i+1:]...)
		}
		first, n = append(first, p), n-p.Len
	}
	return first, nil
}

// Taken satisfies stack.Stream: a record can be read once all of it is there.
func (s *Session) Taken(k, n int64) (taken int64) {
	out, sizes := s.out, s.sizes
	out.on, out.version = true, s.state.Version
	if !sizes.dynamic {
		records := (k + sizes.most - 1) / sizes.most
		return min(records*sizes.most, n) + records*out.overhead()
	}
	for done := int64(0); done < k; {
		size := sizes.next(n - done)
		done += size
		taken += size + out.overhead()
	}
	return taken
}

// Shutdown satisfies stack.Stream: nothing comes after the close_notify.
func (s *Session) Shutdown(how stack.How) error {
	if how != stack.ShutRead {
		s.goodbye()
	}
	return s.under.Shutdown(how)
}

// goodbye sends the close_notify, if that is possible without waiting.
func (s *Session) goodbye() {
	_, writable := s.under.Ready()
	if s.out.on && s.config.CloseNotify && writable && s.state.Done.Event != 0 {
		_ = s.put(alert, bytesOf([]byte{1, byte(closeNotify)})) // the other end may be gone
		s.out.on = false
	}
}

// Close satisfies stack.Stream.
func (s *Session) Close() error {
	if s.closed {
		return errno.EBADF
	}
	s.goodbye()
	s.finish()
	return s.under.Close()
}

// Reset satisfies stack.Stream.
func (s *Session) Reset() {
	s.finish()
	s.under.Reset()
}

func (s *Session) finish() {
	s.closed, s.plain = true, nil
	s.drop()
}

// ReadBy satisfies stack.Stream.
func (s *Session) ReadBy(t vtime.Time) {
	s.readBy = t
	s.under.ReadBy(t)
}

// Ready satisfies stack.Stream. What has come and is not for the reader is taken on
// this occasion.
func (s *Session) Ready() (readable, writable bool) {
	_, writable = s.under.Ready()
	if len(s.plain) > 0 || s.closed || s.ended != nil {
		return true, writable
	}
	if s.rest != nil && s.options.Kernel.Running() == nil {
		return false, writable
	}
	if s.rest != nil {
		if some, _ := s.under.Ready(); !some {
			return false, writable
		}
	}
	return s.fill(false) != errNotYet || s.refused, writable // a read would tell
}

// NotifyReadable satisfies stack.Stream.
func (s *Session) NotifyReadable(q *sim.WaitQueue) { s.under.NotifyReadable(q) }

// Written satisfies stack.Stream.
func (s *Session) Written() uint64 { return s.under.Written() }

// Record satisfies stack.Stream.
func (s *Session) Record() *stack.End { return s.under.Record() }

// Info satisfies stack.Stream.
func (s *Session) Info() tcp.Info { return s.under.Info() }

// fail sends an alert and returns the error that goes with it.
func (s *Session) fail(a alertDescription, why string) error {
	const fatal = 2
	_ = s.put(alert, bytesOf([]byte{fatal, byte(a)})) // the other end may be gone
	return &alertError{a, why}
}
