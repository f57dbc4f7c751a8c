package stack

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Guest is a TCP/IP stack that somebody else wrote and that runs in place of
// ours on a host. Its host calls it, one call at a time, and calls Settle after
// each: whatever goroutines a guest has are quiet from then until the next call.
// Calls never block.
type Guest interface {
	// Receive takes a datagram that came in by an interface. The bytes are the guest's.
	Receive(iface int, datagram []byte)
	// Stream makes a TCP socket, of IPv4 alone or of both families, and Datagrams a
	// UDP socket.
	Stream(only4 bool) (GuestStream, error)
	Datagrams(only4 bool) (GuestDatagrams, error)
	// Find returns the connection of a four-tuple, nil if there is none.
	Find(local, remote Addr) GuestEnd
	// Settle lets what the last call began come to its end, hands what is to leave
	// to Ground.Depart, and wakes who waits.
	Settle()
	// AppendAlarms appends the events that have set the timers which run.
	AppendAlarms(list []vtime.EventID) []vtime.EventID
	// Close ends the guest and all its goroutines.
	Close()
}

// GuestWake is called, within Settle, when reading or accepting has perhaps become
// possible, or writing, or the connection is there or has failed.
type GuestWake func(readable, writable bool)

// GuestEnd is a connection of a guest.
type GuestEnd interface {
	State() tcp.State
}

// GuestStream is a TCP socket of a guest. Errors are errno values; what would
// block is EAGAIN.
type GuestStream interface {
	GuestEnd
	Notify(wake GuestWake)
	Bind(a Addr) error
	Listen(backlog int) error
	Accept() (GuestStream, error)
	Connect(to Addr) error // EINPROGRESS: it has begun
	// Read reads up to n bytes, into p unless that is nil; io.EOF after the last.
	Read(p []byte, n int64) (int, error)
	Write(parts []Payload) (int, error)
	Shutdown(how How) error
	Close()
	SetOption(o Option, v int64) error
	Option(o Option) (int64, error)
	SetCongestion(name string) error
	Congestion() string
	Ready() (readable, writable bool)
	LocalAddr() Addr
	RemoteAddr() Addr
	Info() tcp.Info // what the guest tells of it
}

// GuestDatagrams is a UDP socket of a guest.
type GuestDatagrams interface {
	Notify(wake GuestWake)
	Bind(a Addr) error
	Connect(to Addr) error
	SendTo(data []byte, to Addr) error // the zero Addr: the peer
	RecvFrom(p []byte) (int, Addr, error)
	SetOption(o Option, v int64) error
	Option(o Option) (int64, error)
	LocalAddr() Addr
	Close()
}

// Ground is what a guest stands on: its host, whose wires and clock it uses.
type Ground struct{ g *lodging }

// GuestLink is an interface of the host as a guest sees it.
type GuestLink struct {
	MTU   int
	Addrs []ip.Addr
	Bits  []int // the length of the prefix of each
}

// Kernel returns the event loop.
func (g Ground) Kernel() *sim.Kernel { return g.g.host.kernel }

// Name returns the name of the host.
func (g Ground) Name() string { return g.g.host.name }

// Random returns a random stream of the host's own.
func (g Ground) Random(purpose string) *rand.Rand {
	return g.g.host.kernel.Stream("host/" + g.g.host.name + "/" + purpose)
}

// Links returns the interfaces in their order; the numbers of Receive and Depart
// are positions in it, SelfLink the one to the host itself.
func (g Ground) Links() []GuestLink {
	var all []GuestLink
	for _, i := range g.g.host.interfaces {
		l := GuestLink{MTU: i.out.MTU()}
		i.subnetWhere(func(s *subnet) bool {
			l.Addrs, l.Bits = append(l.Addrs, s.addr), append(l.Bits, s.prefix.Bits())
			return false
		})
		all = append(all, l)
	}
	return all
}

// Routes returns the routes in effect, each with an interface as in Links.
func (g Ground) Routes() []ip.Route { return g.g.host.allRoutes() }

// Topic is the connection that a call is about. A guest keeps it with a timer
// that the call starts, and gives it back when that fires.
type Topic struct{ flow *guestFlow } // nil: not known yet, or none

// Topic returns what the call under way is about; it never is nil.
func (g Ground) Topic() *Topic { return g.g.topic }

// Do makes a guest do something of its own accord: a timer has fired.
func (g Ground) Do(about *Topic, fn func()) { g.g.do(about, byTimer, fn) }

// Depart sends a datagram by an interface now. The bytes become the packet's.
func (g Ground) Depart(iface int, datagram []byte) { g.g.depart(iface, datagram) }

// SelfLink is the number of the interface to the host itself.
const SelfLink = -1

// Lodge makes another stack run the host from its first socket or datagram on;
// boot makes it then, when all links and routes are known. It must be called
// before the host is used, and Net.Close at the end.
func (h *Host) Lodge(boot func(Ground) Guest) {
	h.lodges = true
	h.guest = &lodging{host: h, boot: boot, flows: map[tuple]*guestFlow{}, ready: map[tuple]*guestFlow{}}
}

// IsGuest reports whether another stack runs the host.
func (h *Host) IsGuest() bool { return h.guest != nil }

// Close ends the stacks of guests. The world must not be used afterwards but for
// its records.
func (n *Net) Close() {
	for _, h := range n.hosts {
		if g := h.guest; g != nil && g.guest != nil && !g.ended {
			g.ended = true
			g.guest.Close()
		}
	}
}
