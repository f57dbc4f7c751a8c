package httpx

import (
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Transaction is what a client records of a request and its response.
// Stamps that have not been reached are zero.
type Transaction struct {
	ID       int
	Workload string
	Client   *stack.Host
	Method   string
	URL      string
	Page     *PageLoad // nil if it belongs to none
	object   int       // index in the page

	// Parent is the transaction whose response named this object, nil for
	// none; RevealedBy is the stream offset of the byte that did it, and
	// Revealed when that byte was read.
	Parent     *Transaction
	RevealedBy uint64
	Revealed   vtime.Stamp

	Asked    vtime.Stamp   // when the client wanted it: the start of the transaction
	Lookup   *names.Lookup // nil if no lookup was under way
	Named    vtime.Stamp   // when the address was known
	Queued   vtime.Stamp   // when the browser passed it on to the network after that; zero: at once
	Attempts []Attempt     // the last one got the response

	// Stream offsets of the response, as far as it was read: of the TCP stream that
	// carried it, see stack.Stream. The end of the stream takes an offset of its own.
	// Byte ResponseEnd-1 is the one that had to arrive for the response to be
	// complete: within records, the last of its record.
	ResponseStart, BodyStart, ResponseEnd uint64

	FirstByte, Done vtime.Stamp
	Finished        bool   // Done is set: the transaction has ended, well or not
	Cached          bool   // the answer was kept from before: nobody was asked
	ForOther        bool   // a proxy made it for a request of its client
	Blind           bool   // and that is a relay, which does not see where a response ends
	Status          int    // 0 if there was no response
	Proto           string // of the response's status line: HTTP/1.0 or HTTP/1.1; empty over HTTP/2
	Body            int64
	Err             error
}

// Attempt is one try to get a response on a connection.
type Attempt struct {
	NoPort  vtime.Stamp    // when the connection was first refused a local port; zero: never
	Begun   vtime.Stamp    // when the client began to prepare the connection
	Raced   vtime.Stamp    // when the first address was tried; zero: it is this one
	Opened  vtime.Stamp    // when the connection was begun to be opened
	Taken   vtime.Stamp    // when the connection took the request
	InSYN   bool           // the request opened the connection, and its first bytes are in the SYN
	Fresh   bool           // it is the first request of the connection
	used    bool           // the connection had been open before, idle or not
	Conn    *stack.End     // nil if no connection came about
	Tunnel  *Tunnel        // through which the connection goes on; nil: none
	TLS     *tls.Handshake // nil: in the clear, or no connection came about
	Ordinal int            // how many requests the connection had carried before
	Behind  *cause.Chrono  // what held the requests written before it, from Taken to Ready; nil: there were none
	Ready   vtime.Stamp    // when the client began to prepare the request
	Wanted  vtime.Stamp    // when the request was written
	Expects bool           // the body waits for leave
	Leave   vtime.Stamp    // when the body had leave to be sent, or waited no longer

	// Stream offsets, whether it was all sent or not: byte RequestEnd-1 had to arrive.
	RequestStart, RequestEnd uint64
	Failed                   vtime.Stamp

	// Of HTTP/2:
	Stream  uint32        // its number; 0: it was not opened, or the connection speaks HTTP/1
	Limited vtime.Stamp   // since when it waited for a stream to become free; zero: it did not
	Sending *cause.Chrono // what held the request's body; nil: it has none
	Sent    bool          // all of it was written: before that RequestEnd is where it stood

	Stale    bool // it failed since the server had given the connection up
	Refused  bool // the server said that it had not taken it (HTTP/2)
	Rejected bool // the server did not take the request before the end of the TLS handshake, or refused it (425)
}

// Last returns the last attempt, nil if there was none.
func (t *Transaction) Last() *Attempt {
	if len(t.Attempts) == 0 {
		return nil
	}
	return &t.Attempts[len(t.Attempts)-1]
}

// Handling is what a server records of a request.
type Handling struct {
	Accepted vtime.Stamp // the connection was accepted
	Opened   vtime.Stamp // what the connection itself costs was done
	Read     vtime.Stamp // the request was there
	Began    vtime.Stamp // a worker took it
	Respond  vtime.Stamp // the response was begun to be written
	Done     vtime.Stamp // all of it was written, or of HTTP/2 given up; zero: not yet, or it could not be

	// Upstream is what a proxy asked another server for; nil: it answered by itself.
	Upstream *Transaction

	// Writing says what the server did from Respond on, if it did more than write.
	// With HTTP/2 it says what the bytes waited for until they were written.
	Writing *cause.Chrono
}

// PageLoad is one loading of a page.
type PageLoad struct {
	Name         string
	Client       *stack.Host
	Start, Done  vtime.Stamp
	Finished     bool
	Transactions []*Transaction
}

// Recorder keeps what happened in a run. Handled is in the order of requests on
// each connection, by the server's end.
type Recorder struct {
	Transactions []*Transaction
	names.Book
	Pages    []*PageLoad
	Archive  cause.Archive // where Forget puts what it keeps of long lists; nil: in memory
	handled  map[*stack.End]*handlings
	accepted map[*stack.End]vtime.Stamp
	turned   map[*stack.End]bool     // connections that a full server did not want
	tunnels  map[*stack.End]*Carrier // by the proxy's end towards its client
	relays   map[*stack.End]bool     // ends of relays that do not understand persistence
	served   map[port]bool
	frames   map[*stack.End]*FrameLog
	ciphers  map[*stack.End]*ciphering
}

// port is where a server listens.
type port struct {
	host   *stack.Host
	number uint16
}

// NewRecorder returns an empty one.
func NewRecorder() *Recorder {
	return &Recorder{
		handled: map[*stack.End]*handlings{}, accepted: map[*stack.End]vtime.Stamp{}, served: map[port]bool{},
		tunnels: map[*stack.End]*Carrier{}, relays: map[*stack.End]bool{}, turned: map[*stack.End]bool{},
		frames: map[*stack.End]*FrameLog{}, ciphers: map[*stack.End]*ciphering{},
	}
}

// Unaccepted reports whether the server at the other end of an attempt had not
// accepted the connection by an event. Of servers that record nothing it knows
// nothing.
func (r *Recorder) Unaccepted(a *Attempt, by vtime.EventID) bool {
	if !r.Serves(a) {
		return false
	}
	at, accepted := r.accepted[a.Conn.Peer]
	return !accepted || at.Event > by
}

// Serves reports whether the server at the other end of an attempt records what it does.
func (r *Recorder) Serves(a *Attempt) bool {
	if a.Conn == nil || a.Conn.Peer == nil {
		return false
	}
	e := a.Conn.Peer
	return r.served[port{e.Host, e.Local().Port}]
}

// TurnedAway reports whether the server at the other end of an attempt answered
// without regard to what was asked, since it had no room for the connection.
func (r *Recorder) TurnedAway(a *Attempt) bool { return a.Conn != nil && r.turned[a.Conn.Peer] }

// Handled returns what the server at the other end of an attempt recorded of
// it, nil if the request never got there whole.
func (r *Recorder) Handled(a *Attempt) *Handling { return r.handling(a, a.Ordinal, 0) }

// HandledBy is Handled of the server's end that was there at an event.
func (r *Recorder) HandledBy(a *Attempt, by vtime.EventID) *Handling {
	return r.handling(a, a.Ordinal, by)
}

// HandledBefore returns what the server recorded of the request before that of an
// attempt on the same connection, nil if there is none.
func (r *Recorder) HandledBefore(a *Attempt) *Handling { return r.handling(a, a.Ordinal-1, 0) }

// Asked returns what a proxy recorded of being asked for a tunnel.
func (r *Recorder) Asked(a *Attempt) *Handling {
	if a.Conn == nil || a.Conn.Peer == nil {
		return nil
	}
	return r.handled[a.Conn.Peer].at(0)
}

func (r *Recorder) handling(a *Attempt, i int, by vtime.EventID) *Handling {
	if a.Conn == nil {
		return nil
	}
	end := a.Conn.Peer
	for end != nil && a.Tunnel != nil && r.tunnels[end] != nil {
		end = r.tunnels[end].Server.Peer
	}
	if end == nil {
		return nil
	}
	return r.handled[end.At(by)].at(i)
}

func (r *Recorder) begin(t *Transaction) {
	t.ID = len(r.Transactions) + 1
	r.Transactions = append(r.Transactions, t)
}
