package stack

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Stream is what the protocols above need of a connection: a Socket is one, and so
// is whatever carries bytes on a Socket in a form of its own, as a TLS session does.
// The calls are those of Socket, and block as they do.
//
// Bytes are those that the user reads and writes, but offsets are always those of
// the TCP stream beneath, since the records of a connection are about these. Where
// bytes travel in records that are only read as a whole, a byte lies where its
// record ends: that is what must have arrived for it to be read.
type Stream interface {
	// Read and Discard take what is there, at least one byte; io.EOF after the end.
	Read(p []byte) (int, error)
	Discard(n int64) (int, error)
	// Writev writes the parts as one write. Nobody may modify them.
	Writev(parts ...Payload) (int, error)
	// ReadBy sets the time after which reads fail with ETIMEDOUT.
	ReadBy(t vtime.Time)
	// Ready reports whether a read and a write would not block.
	Ready() (readable, writable bool)
	// NotifyReadable makes q wake up whenever more can be read, or may be.
	NotifyReadable(q *sim.WaitQueue)

	// Shutdown of the write side tells the peer that nothing more comes.
	Shutdown(how How) error
	// Close does so and gives the connection up; Reset throws away what is under way.
	Close() error
	Reset()

	// ReadOffsetBefore is where reading was n bytes ago: the offset behind the byte
	// that was read before those n.
	ReadOffsetBefore(n int64) uint64
	// Written is the offset behind what has been written.
	Written() uint64
	// Taken is how many bytes of the TCP stream have to arrive for the first k to be read
	// of n that a single write writes.
	Taken(k, n int64) int64

	// Record and Info are of the connection beneath.
	Record() *End
	Info() tcp.Info
}

var _ Stream = (*Socket)(nil)

// ReadOffsetBefore satisfies Stream.
func (s *Socket) ReadOffsetBefore(n int64) uint64 { return s.ReadOffset() - uint64(n) }

// Taken satisfies Stream: bytes travel as they are.
func (s *Socket) Taken(k, _ int64) int64 { return k }

// Reset closes the connection with a reset, whatever is under way (SO_LINGER of 0).
func (s *Socket) Reset() {
	_ = s.SetOption(Linger, 0) // cannot fail
	_ = s.Close()              // it may be closed already
}
