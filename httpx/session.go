package httpx

import (
	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/httpx/internal/h2"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Multiplexing is how an end speaks HTTP/2. Zero is what RFC 9113 calls initial,
// or any number.
type Multiplexing struct {
	MaxStreams       int64 // streams that the other end may have open at once; 0: any number
	StreamWindow     int64 // bytes of a stream that it may send ahead
	ConnectionWindow int64 // bytes of all streams together, at least 65,535
	FrameSize        int64 // largest frame that is taken
	HeaderTable      int64 // bytes of the table that the other end may compress with; negative: none
	OwnTable         int64 // bytes of the own one; negative: none
	HeaderList       int64 // longest header that is taken, uncompressed; 0: 1 MiB, and it does not say so
	DataSize         int64 // largest DATA frame that is sent; 0: what the other end takes
	WriteChunk       int64 // bytes of frames that are gathered for a write, which nothing can overtake; 0: one frame
	Scheduler        Scheduler
}

// config is what the machine is told.
func (m *Multiplexing) config(client bool) h2.Config {
	return h2.Config{
		Client: client, MaxStreams: m.MaxStreams, Window: m.StreamWindow, ConnWindow: m.ConnectionWindow,
		FrameSize: m.FrameSize, HeaderTable: m.HeaderTable, HeaderList: m.HeaderList, OwnTable: m.OwnTable,
		DataSize: m.DataSize, Scheduler: m.Scheduler,
	}
}

// session is one end of an HTTP/2 connection: the machine, the stream that it
// runs on, and a process that writes its frames. It is read by whoever has it.
type session struct {
	host    *stack.Host
	stream  stack.Stream
	machine *h2.Conn
	chunk   int64
	written func(f *h2.Frame, from, upto uint64) // a frame is being written to these offsets; what is cut, twice
	log     *FrameLog

	wake   sim.WaitQueue   // of the writer
	drain  sim.WaitQueue   // of those that wait until what they gave is on its way
	fed    uint64          // bytes that the machine got
	rest   []stack.Payload // of frames that went on beyond the last write
	frames []laid          // of the write that is made, between writes only those of the rest
	raw    []byte          // bytes that the machine knows nothing of, as a broken end sends them
	busy   bool            // a write is under way
	closed bool
	err    error // of writing
}

// newSession starts one.
func newSession(host *stack.Host, s stack.Stream, cfg h2.Config, chunk int64, r *Recorder) *session {
	m := &session{host: host, stream: s, machine: h2.New(cfg), chunk: chunk, log: r.framesOf(s)}
	host.GoDaemon("http2-frames", m.write)
	return m
}

func (m *session) now() vtime.Time { return m.host.Net().Kernel().Now().Now }

// flush lets the writer see that there is something to send. If that is a GOAWAY, no
// further streams are taken from now on, however long it waits to be written.
func (m *session) flush() {
	if m.machine.Leaving() && m.log.left.Event == 0 {
		m.log.left = m.host.Net().Kernel().Now()
	}
	m.wake.WakeAll()
}

// leave takes no further streams.
func (m *session) leave(code http2.ErrCode) {
	m.machine.Leave(code)
	m.flush()
}

// write writes frames for as long as there are any, and then waits for more.
func (m *session) write(p *sim.Proc) {
	for {
		for !m.closed && !m.machine.Waiting() && len(m.raw)+len(m.rest) == 0 {
			p.Wait(&m.wake, "frames to send")
		}
		if m.closed || !m.batch() {
			return
		}
	}
}

// batch gathers frames and writes them at once. Before each one the machine is asked
// again, as late as possible: what waits in the socket cannot be overtaken. While
// there is more, writes are whole chunks, and a frame may go on in the next one.
func (m *session) batch() bool {
	parts, n := m.gather()
	if m.chunk > 0 && n > m.chunk && m.machine.Waiting() {
		parts, m.rest = split(parts, m.chunk)
		n = m.chunk
	}
	m.lay(n)
	m.machine.Judge(m.now())
	if len(parts) == 0 {
		return true
	}
	m.busy = true
	_, m.err = m.stream.Writev(parts...)
	m.busy = false
	m.machine.Judge(m.now())
	m.drain.WakeAll()
	return m.err == nil
}

// laid is a frame and where it lies in a write, in bytes of the session.
type laid struct {
	h2.Frame
	from, upto int64
	start      uint64 // its stream offset, of one that was begun in the write before
}

// gather collects what is left of the write before, and frames.
func (m *session) gather() (parts []stack.Payload, n int64) {
	parts, m.rest = m.rest, nil
	if len(m.raw) > 0 {
		parts, m.raw = append(parts, bytesOf(m.raw)), nil
	}
	n = lengthOf(parts)
	for first := true; first || n < m.chunk; first = false {
		f, more := m.machine.Poll(m.now())
		if !more {
			break
		}
		m.frames = append(m.frames, laid{Frame: f, from: n, upto: n + f.Len()})
		n += f.Len()
		parts = append(parts, bytesOf(f.Head))
		if f.Body.Len > 0 {
			parts = append(parts, stack.Payload(f.Body))
		}
	}
	return parts, n
}

// lay records where the frames lie of a write of n bytes.
func (m *session) lay(n int64) {
	base, left := m.stream.Written(), m.frames[:0]
	at := func(k, n int64) uint64 { return base + uint64(m.stream.Taken(k, n)) }
	for _, f := range m.frames {
		if f.start == 0 {
			f.start = at(f.from, f.from)
			m.log.add(at(f.upto, f.upto), f.Stream, m.host.Net().Kernel().Now())
		}
		if m.written != nil {
			m.written(&f.Frame, f.start, at(f.upto, max(f.upto, n)))
		}
		if f.upto > n {
			f.upto -= n // of the next write
			left = append(left, f)
		}
	}
	clear(m.frames[len(left):])
	m.frames = left
}

// split divides parts after n bytes.
func split(parts []stack.Payload, n int64) (first, rest []stack.Payload) {
	for i, p := range parts {
		if int64(p.Len) > n {
			k := int(n)
			return append(parts[:i:i], p.Slice(0, k)), append([]stack.Payload{p.Slice(k, p.Len)}, parts[i+1:]...)
		}
		n -= int64(p.Len)
	}
	return parts, nil
}

// feed gives what was read to the machine.
func (m *session) feed(p []byte) {
	m.fed += uint64(len(p))
	m.machine.Feed(m.now(), p)
	m.flush()
}

// at is the stream offset behind a byte that the machine got.
func (m *session) at(upto uint64) uint64 { return m.stream.ReadOffsetBefore(int64(m.fed - upto)) }

// end lets the writer go. What it had to say last, as to why, is sent if there is
// room for it.
func (m *session) end(code http2.ErrCode) {
	if m.closed {
		return
	}
	m.leave(code)
	m.closed = true // before the last words, which TLS may take time to seal: nobody else is to write meanwhile
	if _, writable := m.stream.Ready(); writable && m.err == nil && !m.busy && m.ahead() < farAhead {
		m.lastWords()
	}
	m.wake.WakeAll()
	m.drain.WakeAll()
}

// farAhead is how much the other end may be behind for a few bytes more to find
// room in any send buffer.
const farAhead = 2048

// ahead is how many of the bytes that were written the other end has not got.
func (m *session) ahead() int64 { return int64(m.stream.Written()) - m.stream.Info().Una }

// lastWords writes what is queued and is no body.
func (m *session) lastWords() {
	parts := m.rest // of a frame that is under way
	for n := 0; n < 1000; n++ {
		f, more := m.machine.Poll(m.now())
		if !more || f.Type == http2.FrameData {
			break
		}
		parts = append(parts, bytesOf(f.Head))
	}
	if len(parts) > 0 {
		_, m.err = m.stream.Writev(parts...)
	}
}
