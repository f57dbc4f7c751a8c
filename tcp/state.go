package tcp

// State is a state of RFC 9293 section 3.3.2.
type State uint8

// The eleven states.
const (
	Closed State = iota
	Listen
	SynSent
	SynReceived
	Established
	FinWait1
	FinWait2
	CloseWait
	Closing
	LastAck
	TimeWait
	numStates int = iota
)

var stateNames = [numStates]string{
	"CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
	"FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT",
}

// String is the RFC's spelling.
func (s State) String() string { return stateNames[s] }

// successors lists the legal transitions (RFC 9293 figure 5, plus the abort
// from every state, which is handled apart).
var successors = [numStates][]State{
	Closed:      {Listen, SynSent},
	Listen:      {SynReceived, SynSent},
	SynSent:     {SynReceived, Established},
	SynReceived: {Established, FinWait1, Listen, CloseWait},
	Established: {FinWait1, CloseWait},
	FinWait1:    {FinWait2, Closing, TimeWait},
	FinWait2:    {TimeWait},
	CloseWait:   {LastAck},
	Closing:     {TimeWait},
	LastAck:     {},
	TimeWait:    {},
}

func (s State) mayBecome(t State) bool {
	if t == Closed {
		return true
	}
	for _, n := range successors[s] {
		if n == t {
			return true
		}
	}
	return false
}

// synchronized reports whether both sides know each other's sequence numbers.
func (s State) synchronized() bool { return s >= Established }

// canReceive reports whether new data of the peer is taken in this state.
func (s State) canReceive() bool { return s == Established || s == FinWait1 || s == FinWait2 }

// canSend reports whether queued data may leave in this state.
func (s State) canSend() bool {
	return s == Established || s == CloseWait || s == FinWait1 || s == Closing || s == LastAck
}
