package scenario

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Scenario is a run as data. Values are integers: times in nanoseconds, rates
// in bits per second, sizes in bytes, shares in parts per 1e9.
type Scenario struct {
	File      string // where it was read from, for messages
	Title     string
	Seed      uint64
	Until     vtime.Time // 0: until nothing is left to happen
	MaxEvents uint64     // 0: any number
	Profile   string     // of all hosts that name none
	Family    Family     // of the addresses of links that name none
	Options   []OptionValue
	Hosts     []Host
	Links     []Link
	Routes    []Route
	Names     []Name
	DNS       *DNS
	Servers   []Server
	Proxies   []Proxy
	Pages     []Page
	Workloads []Workload
	Expect    []Expectation
	Notes     []string // what an importer assumed
}

// OptionValue sets a knob. Text is the value as people write it.
type OptionValue struct {
	Name  string
	Value int64
	Text  string
}

// Stack is whose TCP/IP stack runs a host.
type Stack uint8

// The stacks.
const (
	Own    Stack = iota // our own
	GVisor              // gVisor's netstack
)

var stackNames = []string{"rttlab", "gvisor"}

// Host is a machine.
type Host struct {
	Name    string
	Stack   Stack
	Profile string // empty: the scenario's
	Router  bool
	Options []OptionValue
}

// Link joins two hosts. Up is the direction from A to B.
type Link struct {
	A, B      string
	Addresses []string // of A and of B; none: assigned
	Subnet    string   // empty: assigned
	Up, Down  Direction
}

// Direction is a wire.
type Direction struct {
	Rate          uint64
	Delay, Jitter vtime.Time
	MTU           int64
	Queue         Queue
	QueuePackets  int64
	QueueBytes    int64
	Loss          int64
	Trace         []int64 // of opportunities, in milliseconds
	Schedule      []Step
	// SchedulePeriod is after what time the schedule begins again; 0: never.
	SchedulePeriod vtime.Time
	Burst          Burst
	LoseData       []int64
	LosePackets    []int64
	Duplicate      int64
	Reorder        int64
	ReorderBy      vtime.Time
	Corrupt        int64
}

// Burst is the Gilbert-Elliott model of bursty loss.
type Burst struct {
	ToBad, ToGood, InGood, InBad int64
}

// Route sends what goes to a block of addresses through a gateway.
type Route struct {
	Host, To, Via string
}

// Name gives a host a name that URLs use.
type Name struct {
	Name, Host string
}

// DNS puts name lookups on the network. Without it hosts know all names.
type DNS struct {
	Server    string
	Fallbacks []string // further servers that clients know
	Mute      []string // of the hosts that are servers: those that do not answer
	Think     vtime.Time
	TTL       vtime.Time
	No        vtime.Time // how long it is kept that there is nothing
	UDPSize   int64
	names.Config

	RootLatency, TLDLatency, OwnerLatency vtime.Time // what asking others takes; all 0: nobody is asked
	Authorities                           []Authority
	Records                               []Record
	Known                                 bool // clients know all names from the start
}

// Authority is a zone and the host that answers for it.
type Authority struct {
	Zone, Host string // "." is the root
}

// Record is what a name has in the DNS, beside the names of hosts.
type Record struct {
	Name      string
	Addresses []string
	Alias     string
	TTL       vtime.Time // 0: as all
	Fault     names.Fault
}

// Server is an HTTP server.
type Server struct {
	Host string
	Port int64
	httpx.ServerConfig
	Resources []Resource
}

// Proxy is a server that asks other servers.
type Proxy struct {
	Host string
	Port int64
	httpx.ServerConfig
	httpx.ProxyConfig
	Next    string   // the proxy that it asks: host or host:port; empty: none
	Servers []string // that a gateway asks: host or host:port
}

// Resource is served at a path, for any host name unless URL names one.
type Resource struct {
	Path  string
	Sizes []int64 // that the bodies have; none: Size
	httpx.Resource
}

// Page is a document and what it needs; parents come before children.
type Page struct {
	Name    string
	Objects []Object
}

// Object is a part of a page. Its server serves it as described here.
type Object struct {
	ID            string
	URL           string
	Method        string
	Parent        string // empty: the document
	At            int64  // bytes of the parent's body that reveal it
	After         vtime.Time
	RequestHeader int64
	RequestBody   int64
	Blocking      bool // rendering waits for it
	httpx.Priority
	httpx.Resource
}

// Kind is what a workload does.
type Kind uint8

// The kinds.
const (
	LoadPage Kind = iota // a browser loads a page
	Requests             // one request after the other
	Bulk                 // one host sends bytes to another
	Connects             // connections are opened and closed
	Load                 // users, or arrivals, ask for what a mix says
)

// Workload is something that happens.
type Workload struct {
	Kind   Kind
	Name   string
	Client string // for Bulk: the receiver, which connects
	Server string // for Bulk and Connects
	Port   int64
	From   []string // addresses of the client
	Users  int64
	Start  vtime.Time
	Count  int64
	Pause  vtime.Time

	Proxy string // that the client asks: host or host:port; empty: none

	Page                       string // LoadPage
	URL                        string // Requests, and the next four
	Method                     string
	RequestHeader, RequestBody int64
	Ranges                     string
	AtOnce                     int64
	Bytes                      int64 // Bulk
	httpx.Priority                   // Requests
	Traffic                          // Load
	httpx.ClientConfig
}

// Traffic is what a load asks for, and when. Without Every its users do so in a closed
// loop, each after a time to think; with it requests arrive whether or not others have
// been answered, and go to the users in turn.
type Traffic struct {
	Every    vtime.Time // mean time between arrivals; 0: a closed loop
	Arrivals Arrivals
	Think    vtime.Time // mean
	Thinking httpx.Variation
	WarmUp   vtime.Time // what is asked for before is not measured
	Duration vtime.Time // nothing is asked for afterwards
	Interval vtime.Time // of the results over time; 0: a tenth of what is measured
	Mix      []Part
}

// Arrivals is how arrivals follow each other.
type Arrivals uint8

// The ways.
const (
	FixedArrivals   Arrivals = iota // one after each Every
	PoissonArrivals                 // independent of each other
)

// ArrivalNames are the ways as people write them.
var ArrivalNames = []string{"fixed", "poisson"}

// Part is one of the things that a load asks for.
type Part struct {
	Class                      string // in reports; empty: the URL or the page
	Weight                     int64
	URL, Page                  string // one of both
	Method                     string
	RequestHeader, RequestBody int64
}

// Title names the part in reports.
func (p *Part) Title() string {
	switch {
	case p.Class != "":
		return p.Class
	case p.Page != "":
		return "page " + p.Page
	}
	return p.URL
}
