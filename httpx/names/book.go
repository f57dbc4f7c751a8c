package names

import (
	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Lookup is a name lookup over the network. Stamps that have not been reached are
// zero.
type Lookup struct {
	Client      *stack.Host
	Name        string
	Asked, Done vtime.Stamp // Done: who had asked was told
	Addrs       []ip.Addr   // in the order in which they are to be tried; more may come after Done
	Questions   []*Question
	// Decided is the question whose answer was waited for last, nil if none was. Delay
	// says that after an answer with addresses of IPv4 Done was put off for those of IPv6.
	Decided *Question
	Delay   bool
	Err     error

	told     bool
	complete bool
	tell     []func(*Lookup)
	wake     sim.WaitQueue    // of the process that asks
	more     []*sim.WaitQueue // of who waits for more addresses
}

// Complete reports whether no more addresses will come.
func (l *Lookup) Complete() bool { return l.complete }

// NotifyMore wakes a queue when addresses come, or when it is known that no more will.
func (l *Lookup) NotifyMore(q *sim.WaitQueue) { l.more = append(l.more, q) }

// Question is what is asked about a name, with everything that it took.
type Question struct {
	Name        string
	Type        dnsmessage.Type
	Asked, Done vtime.Stamp
	Tries       []Try
	Cached      bool // the answer was known
	Addrs       []ip.Addr
	Err         error
}

// Try is one message to one server, and what came of it.
type Try struct {
	Server   stack.Addr
	TCP      bool
	Sent     vtime.Stamp
	Ended    vtime.Stamp
	Vain     bool   // there was no answer, or one that the server cannot tell
	Outcome  string // in a few words; empty: not ended
	Handling *Handling
}

// Handling is what a server did with a question.
type Handling struct {
	Server      *stack.Host
	Began, Done vtime.Stamp
	Cached      bool // it had asked others before
	Steps       []Step
}

// Step is a question that a server asked another one, or what stands for that.
type Step struct {
	Zone        string     // of whom: "." is the root
	Server      stack.Addr // zero: a latency that stands for it
	Began, Done vtime.Stamp
	Outcome     string
}

// Book is where resolvers and servers write down what they do.
type Book struct {
	Lookups []*Lookup
	handled map[handledKey]*Handling
}

// handledKey tells questions apart: who asked whom, and how.
type handledKey struct {
	client, server stack.Addr
	id             uint16
	tcp            bool
}

func (b *Book) begin(l *Lookup) {
	if b != nil {
		b.Lookups = append(b.Lookups, l)
	}
}

func (b *Book) handling(k handledKey, h *Handling) {
	if b == nil {
		return
	}
	if b.handled == nil {
		b.handled = map[handledKey]*Handling{}
	}
	b.handled[k] = h
}

// take returns what a server did with a question that was answered, and forgets it.
func (b *Book) take(k handledKey) *Handling {
	if b == nil {
		return nil
	}
	h := b.handled[k]
	delete(b.handled, k)
	return h
}
