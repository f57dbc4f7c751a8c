package packetdrill

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Pos is a place in a script.
type Pos struct {
	File      string
	Line, Col int
}

func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Script is a script that was read.
type Script struct {
	Name    string
	Options []Option // the lines that begin with "--"
	Init    *Command // nil: none
	Events  []*Event
	Cleanup *Command // nil: none
}

// Option is "--name=value" or "--name".
type Option struct {
	Pos
	Name, Value string
}

// Event is something that the script does or expects at a time. One of the
// actions is set.
type Event struct {
	Pos
	Text    string // as it is written, on one line
	When    When
	Packet  *Packet
	Call    *Call
	Command *Command
	Code    *Code
}

// WhenKind says how a time is meant.
type WhenKind uint8

// The kinds of times.
const (
	Absolute WhenKind = iota
	Relative          // to now
	AnyTime
)

// When is the time of an event. From and To differ if it is a range.
type When struct {
	Kind     WhenKind
	From, To vtime.Time
}

// Command is a command of a shell, in backquotes.
type Command struct {
	Pos
	Text string
}

// Direction says who sends a packet.
type Direction uint8

// The directions, as seen from the stack under test.
const (
	Inbound Direction = iota
	Outbound
)

// Packet is a packet to inject or to expect. Numbers are the script's.
type Packet struct {
	Direction Direction
	IP        IPInfo
	SrcPort   int // 0: of the present connection
	DstPort   int
	TCP       *Segment
	UDP       *UDP
	ICMP      *ICMP
}

// IPInfo is what a packet says of its IP header. Fields that are not written
// are -1, ECN is empty.
type IPInfo struct {
	ECN       string // noecn, ect0, ect1, ect01, ce
	TOS       int
	TTL       int
	FlowLabel int
}

// Segment is a TCP segment.
type Segment struct {
	Flags   tcp.Flags
	AE      bool // the flag of accurate ECN
	Seq     uint32
	Size    int
	HasAck  bool
	Ack     uint32
	Window  int // -1: not written
	Urgent  int // -1: not written
	Any     bool
	Options []TCPOption // empty and not Any: there are none
}

// Kinds of TCP options (IANA).
const (
	kindEOL       = 0
	kindNOP       = 1
	kindMSS       = 2
	kindScale     = 3
	kindSACKOK    = 4
	kindSACK      = 5
	kindTimestamp = 8
	kindMD5       = 19
	kindUTO       = 28
	kindFastOpen  = 34
	kindAccECN0   = 172
	kindAccECN1   = 174
	kindExp       = 254
)

// TCPOption is an option of a segment. Data is what follows kind and length; for
// kinds whose numbers are mapped, it holds the script's numbers.
type TCPOption struct {
	Kind uint8
	Data []byte
	// Cookie is set for a Fast Open option whose cookie is a word of the script.
	Cookie string
}

// UDP is a UDP datagram.
type UDP struct {
	Size int
}

// ICMP is an ICMP message about a packet of the stack under test.
type ICMP struct {
	Type, Code string // as words; Code may be empty
	MTU        int
	Quote      *Quote // nil: the first packet of the connection
}

// Quote is what an ICMP message quotes.
type Quote struct {
	UDP  bool
	Seq  uint32
	Size int
}

// Call is a system call.
type Call struct {
	Name     string
	Args     []Expr
	Result   Expr
	Errno    string
	Note     string
	Blocking bool       // it ends at Until
	Until    vtime.Time // in the same count as the event's time
}

// Expr is an argument or a result.
type Expr struct {
	Pos
	Kind   ExprKind
	Number int64
	Text   string  // of a string or a name
	Fields []Field // of a structure
	Items  []Expr  // of a list or a call; operands of an operator
}

// ExprKind is the kind of an expression.
type ExprKind uint8

// The kinds of expressions.
const (
	NumberExpr ExprKind = iota
	StringExpr
	NameExpr     // a symbol
	EllipsisExpr // whatever
	ListExpr     // [a, b]
	StructExpr   // {name=value, ...}
	CallExpr     // name(a, b)
	OrExpr       // a | b
)

// Field is a named part of a structure. Index is N in "msg_iov(N)=", else -1.
type Field struct {
	Name  string
	Index int64
	Value Expr
}
