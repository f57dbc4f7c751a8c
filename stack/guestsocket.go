package stack

import (
	"io"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// guestSocket is what is below a Socket on a host that another stack runs.
type guestSocket struct {
	of     *lodging
	stream GuestStream
	topic  *Topic

	told             bool          // that it is connected
	readers, writers sim.WaitQueue // who accepts is a reader, who connects a writer
	notify           *sim.WaitQueue
}

// socket makes a TCP socket of the guest.
func (g *lodging) socket(only4 bool) *Socket {
	s := &Socket{host: g.host, readBy: vtime.Never, writeBy: vtime.Never}
	s.only4 = only4
	stream, err := g.stack().Stream(only4)
	if err != nil {
		s.closed = true // as out of memory: each call fails
		return s
	}
	s.apart = &apart{guest: g.below(stream, &Topic{})}
	return s
}

func (g *lodging) below(stream GuestStream, about *Topic) *guestSocket {
	q := &guestSocket{of: g, stream: stream, topic: about}
	stream.Notify(q.wake)
	return q
}

// String prints the peer, for the deadlock report.
func (q *guestSocket) String() string { return q.stream.RemoteAddr().String() }

// wake wakes who waits for what has become possible.
func (q *guestSocket) wake(readable, writable bool) {
	q.of.host.wakePollers()
	if readable {
		q.readers.WakeAll()
		if q.notify != nil {
			q.notify.WakeAll()
		}
	}
	if writable {
		q.writers.WakeAll()
	}
}

// do is a call of the application about the socket's connection.
func (q *guestSocket) do(fn func(at vtime.Stamp)) {
	q.of.do(q.topic, byCall, func() { fn(q.of.host.kernel.Now()) })
}

// flow is the connection, nil if there is none.
func (q *guestSocket) flow() *guestFlow { return q.topic.flow }

func (q *guestSocket) bind(a ip.Addr, port uint16) (err error) {
	q.do(func(vtime.Stamp) { err = q.stream.Bind(Addr{a, port}) })
	return err
}

func (q *guestSocket) listen(backlog int) (err error) {
	q.do(func(vtime.Stamp) { err = q.stream.Listen(backlog) })
	return err
}

// accept is Socket.Accept.
func (q *guestSocket) accept(s *Socket) (*Socket, error) {
	for {
		if s.closed {
			return nil, errno.EBADF
		}
		if s.late(s.readBy) {
			return nil, errno.ETIMEDOUT
		}
		var stream GuestStream
		err := error(errno.EBADF) // the run is over
		q.do(func(vtime.Stamp) { stream, err = q.stream.Accept() })
		if err == nil {
			return q.accepted(stream), nil
		}
		if err != errno.EAGAIN {
			return nil, err
		}
		if err := s.wait(&q.readers, "a connection to accept", nil, s.readBy, cause.TimerIdle); err != nil {
			return nil, err
		}
	}
}

// accepted makes the socket of a connection that the guest gave out.
func (q *guestSocket) accepted(stream GuestStream) *Socket {
	local, remote := stream.LocalAddr(), stream.RemoteAddr()
	about := &Topic{}
	t := tuple{addrPair{local.IP, remote.IP}, local.Port, remote.Port}
	if f := q.of.ready[t]; f != nil {
		delete(q.of.ready, t)
		about = &f.topic
		f.held, f.live, f.calls = true, stream, stream
	}
	return &Socket{
		host: q.of.host, apart: &apart{guest: q.of.below(stream, about)}, readBy: vtime.Never, writeBy: vtime.Never,
	}
}

// connect is Socket.Connect.
func (q *guestSocket) connect(s *Socket, a ip.Addr, port uint16) error {
	if q.told {
		return errno.EISCONN
	}
	err := error(errno.EBADF)
	q.do(func(vtime.Stamp) { err = q.stream.Connect(Addr{a, port}) })
	if f := q.flow(); f != nil && f.live != q.stream {
		f.held, f.live, f.calls = true, q.stream, q.stream
		f.settle(q.of.host.kernel.Now())
	}
	if err != errno.EINPROGRESS || !s.mayBlock() {
		q.told = err == nil
		return q.note(err)
	}
	for {
		switch q.stream.State() {
		case tcp.SynSent, tcp.SynReceived:
		case tcp.Closed:
			return q.note(q.failure())
		default:
			q.told = true
			return nil
		}
		if err := s.wait(&q.writers, "connect to ", q, s.writeBy, cause.TimerUser); err != nil {
			q.close(s)
			return q.note(err)
		}
	}
}

// failure is why the connection ended.
func (q *guestSocket) failure() error {
	if e, err := q.stream.Option(SocketError); err == nil && e != 0 {
		return errno.Errno(e)
	}
	return errno.ECONNABORTED
}

// note keeps the first error of a connection in its record.
func (q *guestSocket) note(err error) error {
	e, ok := err.(errno.Errno)
	if f := q.flow(); ok && f != nil && f.end.Err == 0 && f.state == tcp.Closed && e != errno.EPIPE {
		f.end.Err = e
	}
	return err
}

// read is Socket.read.
func (q *guestSocket) read(s *Socket, p []byte, n int64) (int, error) {
	for {
		if s.closed {
			return 0, errno.EBADF
		}
		if s.late(s.readBy) {
			return 0, errno.ETIMEDOUT
		}
		got, err := 0, error(errno.EBADF)
		q.do(func(at vtime.Stamp) {
			got, err = q.stream.Read(p, n)
			if f := q.flow(); f != nil {
				f.took(at, int64(got), err == io.EOF)
			}
		})
		if err != errno.EAGAIN {
			return got, q.note(err)
		}
		if err := s.wait(&q.readers, "data from ", q, s.readBy, cause.TimerIdle); err != nil {
			return 0, err
		}
	}
}

// write is Socket.writeOut.
func (q *guestSocket) write(s *Socket, o output) (int, error) {
	o.wanted = s.host.kernel.Now()
	found := o.wanted.Now // when there was room
	for {
		switch {
		case s.closed:
			return o.written, errno.EBADF
		case s.late(s.writeBy):
			return o.written, errno.ETIMEDOUT
		}
		n, err := 0, error(errno.EBADF)
		q.do(func(at vtime.Stamp) {
			n, err = q.stream.Write(o.parts)
			if f := q.flow(); f != nil && n > 0 {
				f.wrote(at, o.wanted, int64(n))
			}
		})
		if err != nil && err != errno.EAGAIN {
			return o.written, q.note(err)
		}
		o.skip(n)
		if len(o.parts) == 0 || o.written > 0 && !s.mayBlock() {
			return o.written, nil
		}
		if n > 0 {
			found = s.host.kernel.Now().Now
			continue // it may take more at once
		}
		if err := s.wait(&q.writers, "room to write to ", q, s.roomBy(found), cause.TimerIdle); err != nil {
			return o.written, err
		}
	}
}

// skip drops n bytes that were written.
func (o *output) skip(n int) {
	o.written += n
	for n > 0 {
		first := o.parts[0]
		if n < first.Len {
			rest := append([]Payload{first.Slice(n, first.Len)}, o.parts[1:]...)
			o.parts = rest
			return
		}
		n -= first.Len
		o.parts = o.parts[1:]
	}
	for len(o.parts) > 0 && o.parts[0].Len == 0 {
		o.parts = o.parts[1:]
	}
}

func (q *guestSocket) shutdown(how How) (err error) {
	q.do(func(at vtime.Stamp) {
		before := q.stream.State()
		if err = q.stream.Shutdown(how); err == nil && how != ShutRead {
			q.ended(at, before)
		}
	})
	return err
}

// ended writes down that a FIN follows what was written, if a call has made one.
func (q *guestSocket) ended(at vtime.Stamp, before tcp.State) {
	f := q.flow()
	if f == nil || before != tcp.Established && before != tcp.CloseWait {
		return
	}
	switch q.stream.State() {
	case tcp.FinWait1, tcp.FinWait2, tcp.LastAck, tcp.Closing, tcp.TimeWait:
		f.wrote(at, at, 1)
	}
}

// close is Socket.Close.
func (q *guestSocket) close(s *Socket) {
	q.do(func(at vtime.Stamp) {
		before := q.stream.State()
		q.stream.Close()
		q.ended(at, before)
		if f := q.flow(); f != nil {
			f.letGo(at)
		}
	})
	q.readers.WakeAll()
	q.writers.WakeAll()
	if s.opts.lingers && s.opts.linger > 0 && s.mayBlock() && q.flow() != nil {
		until := s.host.kernel.Now().Now.Add(s.opts.linger)
		for !q.flushed() {
			if s.wait(&q.writers, "linger on close to ", q, until, cause.TimerUser) != nil {
				return
			}
		}
	}
}

// flushed reports whether the peer has acknowledged all, or never will.
func (q *guestSocket) flushed() bool {
	return q.flow().acked >= q.flow().written || q.flow().state == tcp.Closed
}

// setOption is Socket.SetOption.
func (q *guestSocket) setOption(s *Socket, o Option, v int64) (err error) {
	switch o {
	case NonBlocking:
		s.nonBlocking = v != 0
		return nil
	case Linger:
		s.opts.lingers, s.opts.linger = v >= 0, vtime.Time(max(v, 0))
	}
	q.do(func(vtime.Stamp) { err = q.stream.SetOption(o, v) })
	return err
}

// option is Socket.Option.
func (q *guestSocket) option(s *Socket, o Option) (int64, error) {
	if o == NonBlocking {
		return flag(s.nonBlocking), nil
	}
	return q.stream.Option(o)
}

// record is the end of the connection, nil if there is none.
func (q *guestSocket) record() *End {
	if f := q.flow(); f != nil {
		return f.end
	}
	return nil
}

// info is Socket.Info.
func (q *guestSocket) info() tcp.Info {
	if f := q.flow(); f != nil {
		return f.Info(q.of.host.kernel.Now().Now)
	}
	return q.stream.Info()
}

// events is Socket.Events, as far as a guest tells.
func (q *guestSocket) events() PollEvents {
	readable, writable := q.stream.Ready()
	var e PollEvents
	if readable {
		e |= PollIn
	}
	if writable {
		e |= PollOut
	}
	return e
}

// written and readOffset are those of Socket.
func (q *guestSocket) written() uint64 {
	if f := q.flow(); f != nil {
		return uint64(f.written)
	}
	return 1
}

func (q *guestSocket) readOffset() uint64 {
	if f := q.flow(); f != nil {
		return uint64(f.read)
	}
	return 0
}
