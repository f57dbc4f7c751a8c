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

// String is FILE:LINE:COLUMN.
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// script is a script that was read.
type script struct {
	name    string
	options []Option // the lines that begin with "--"
	init    *command // nil: none
	events  []*event
	cleanup *command // nil: none
}

// Option is "--name=value" or "--name".
type Option struct {
	Pos
	Name, Value string
}

// event is something that the script does or expects at a time. One of the
// actions is set.
type event struct {
	Pos
	text    string // as it is written, on one line
	when    when
	packet  *packet
	call    *call
	command *command
	code    *code
}

// whenKind says how a time is meant.
type whenKind uint8

// The kinds of times.
const (
	absolute whenKind = iota
	relative          // to now
	anyTime
)

// when is the time of an event: from and to differ if it is a range.
type when struct {
	kind     whenKind
	from, to vtime.Time
}

// command is a command of a shell, in backquotes.
type command struct {
	Pos
	text string
}

// Direction says who sends a packet.
type Direction uint8

// The directions, as seen from the stack under test.
const (
	Inbound Direction = iota
	Outbound
)

// packet is a packet to inject or to expect. Numbers are the script's.
type packet struct {
	direction Direction
	ip        ipInfo
	srcPort   int // 0: of the present connection
	dstPort   int
	tcp       *segment
	udp       *udp
	icmp      *icmp
}

// ipInfo is what a packet says of its IP header. Fields that are not written
// are -1, ecn is empty.
type ipInfo struct {
	ecn       string // noecn, ect0, ect1, ect01, ce
	tos       int
	ttl       int
	flowLabel int
}

// segment is a TCP segment.
type segment struct {
	flags   tcp.Flags
	ae      bool // the flag of accurate ECN
	seq     uint32
	size    int
	hasAck  bool
	ack     uint32
	window  int // -1: not written
	urgent  int // -1: not written
	any     bool
	options []tcpOption // empty and not any: there are none
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

// tcpOption is an option of a segment. data is what follows kind and length; for
// kinds whose numbers are mapped, it holds the script's numbers.
type tcpOption struct {
	kind uint8
	data []byte
	// cookie is set for a Fast Open option whose cookie is a word of the script.
	cookie string
}

// udp is a UDP datagram.
type udp struct {
	size int
}

// icmp is an ICMP message about a packet of the stack under test.
type icmp struct {
	kind, code string // as words; code may be empty
	mtu        int
	quote      *quote // nil: the first packet of the connection
}

// quote is what an ICMP message quotes.
type quote struct {
	udp  bool
	seq  uint32
	size int
}

// call is a system call.
type call struct {
	name     string
	args     []expr
	result   expr
	errno    string
	note     string
	blocking bool       // it ends at until
	until    vtime.Time // in the same count as the event's time
}

// expr is an argument or a result.
type expr struct {
	Pos
	kind   exprKind
	number int64
	text   string        // of a string or a name
	fields []structField // of a structure
	items  []expr        // of a list or a call; operands of an operator
}

// exprKind is the kind of an expression.
type exprKind uint8

// The kinds of expressions.
const (
	numberExpr exprKind = iota
	stringExpr
	nameExpr     // a symbol
	ellipsisExpr // whatever
	listExpr     // [a, b]
	structExpr   // {name=value, ...}
	callExpr     // name(a, b)
	orExpr       // a | b
)

// structField is a named part of a structure. index is N in "msg_iov(N)=", else -1.
type structField struct {
	name  string
	index int64
	value expr
}
