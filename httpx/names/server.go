package names

import (
	"fmt"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// tcpIdle is how long a server keeps a connection without questions (RFC 7766 section
// 6.2.3 asks for a few seconds).
const tcpIdle = 10 * vtime.Second

// backlog is how many connections may wait for the server.
const backlog = 128

// Server answers questions about a zone, and with a Recursor about others.
type Server struct {
	Host     *stack.Host
	Zone     Zone
	Below    []Delegation // zones of others
	Recursor *Recursor    // nil: it does not ask others
	Think    vtime.Time
	No       vtime.Time // how long it may be kept that there is nothing; 0: not at all
	UDPSize  int64      // largest answer over UDP, whatever the client takes; 0: any
	NoEDNS   bool       // it is older than EDNS, and takes it for an error
	Mute     bool       // it gets questions and answers none
	Book     *Book      // nil: nothing is written down
}

// Addr names the name server of a host by its first address.
func (s *Server) Addr() stack.Addr { return stack.Addr{IP: s.Host.Addrs()[0], Port: Port} }

// Start opens the ports and starts to answer.
func (s *Server) Start() error {
	sock := s.Host.UDPSocket()
	if err := sock.Bind(ip.Addr{}, Port); err != nil {
		return fmt.Errorf("name server on %s: %w", s.Host.Name(), err)
	}
	l, err := s.Host.ListenOn(Port, backlog)
	if err != nil {
		return fmt.Errorf("name server on %s: %w", s.Host.Name(), err)
	}
	s.Host.GoDaemon("dns", func(*sim.Proc) {
		buf := make([]byte, maxMessage)
		for {
			n, from, err := sock.RecvFrom(buf, vtime.Never, cause.TimerIdle)
			if err != nil {
				return
			}
			m, ok := question(buf[:n])
			if !ok || s.Mute {
				continue
			}
			s.Host.GoDaemon("dns-answer", func(p *sim.Proc) {
				// A reply that cannot be sent is lost: the client asks again.
				if b := s.answer(p, m, from, false); b != nil {
					_ = sock.SendTo(b, from)
				}
			})
		}
	})
	s.Host.GoDaemon("dns-tcp", func(*sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			s.Host.GoDaemon("dns-connection", func(p *sim.Proc) { s.overTCP(p, c) })
		}
	})
	return nil
}

// overTCP answers on a connection, one question after the other.
func (s *Server) overTCP(p *sim.Proc, c *stack.Socket) {
	defer c.Close()
	for {
		c.ReadBy(p.Now().Now.Add(tcpIdle))
		b, err := readMessage(c)
		if err != nil {
			return
		}
		m, ok := question(b)
		if !ok || s.Mute {
			continue
		}
		reply := s.answer(p, m, c.RemoteAddr(), true)
		if reply == nil {
			continue
		}
		if err := writeMessage(c, reply); err != nil {
			return
		}
	}
}

// question reads a message; false if it is no question.
func question(b []byte) (*dnsmessage.Message, bool) {
	var m dnsmessage.Message
	if m.Unpack(b) != nil || m.Response || len(m.Questions) != 1 {
		return nil, false
	}
	return &m, true
}

// answer works an answer out; nil if there is to be none.
func (s *Server) answer(p *sim.Proc, m *dnsmessage.Message, from stack.Addr, tcp bool) []byte {
	h := &Handling{Server: s.Host, Began: p.Now()}
	p.Sleep(s.Think, cause.Host)
	name := plain(m.Questions[0].Name.String())
	fault := s.Zone[name].Fault
	var f *found
	switch {
	case fault == ServFail, fault == Refused, fault == Silent:
	case s.Recursor != nil && m.RecursionDesired:
		f = s.recurse(p, h, name, m.Questions[0].Type)
	default:
		f = s.known(name, m.Questions[0].Type)
	}
	b := s.reply(m, f, fault, tcp)
	h.Done = p.Now()
	if b != nil {
		s.Book.handling(handledKey{from, stack.Addr{IP: s.localFor(from), Port: Port}, m.ID, tcp}, h)
	}
	return b
}

// localFor is the address of the server that a client knows.
func (s *Server) localFor(from stack.Addr) ip.Addr {
	for _, a := range s.Host.Addrs() {
		if a.Is4() == from.IP.Is4() {
			return a
		}
	}
	return ip.Addr{}
}

// known answers from what the server has itself.
func (s *Server) known(name string, t dnsmessage.Type) *found {
	if _, own := s.Zone[name]; !own {
		if below := delegated(s.Below, name); len(below) > 0 {
			return &found{below: below}
		}
	}
	return s.Zone.find(name, t, s.No)
}

// reply writes the message of an answer.
func (s *Server) reply(q *dnsmessage.Message, f *found, fault Fault, tcp bool) []byte {
	size := offered(q)
	m := &dnsmessage.Message{Header: dnsmessage.Header{
		ID: q.ID, Response: true, RecursionDesired: q.RecursionDesired, RecursionAvailable: true,
	}, Questions: q.Questions}
	switch {
	case fault == Silent:
		return nil
	case fault == Garbage:
		return []byte("garbage")
	case fault == Refused:
		m.RCode = dnsmessage.RCodeRefused
	case fault == ServFail, f == nil:
		m.RCode = dnsmessage.RCodeServerFailure
	case s.NoEDNS && len(q.Additionals) > 0:
		m.RCode = dnsmessage.RCodeFormatError
	default:
		if f.message(m) != nil {
			m = &dnsmessage.Message{Header: m.Header, Questions: q.Questions}
			m.RCode = dnsmessage.RCodeServerFailure
		}
	}
	if fault == WrongID {
		m.ID++
	}
	if len(q.Additionals) > 0 && !s.NoEDNS {
		m.Additionals = append(m.Additionals, edns(int64(size)))
	}
	b, err := m.Pack()
	if err != nil {
		return nil
	}
	if s.UDPSize > 0 {
		size = min(size, max(int(s.UDPSize), plainUDP))
	}
	if !tcp && (len(b) > size || fault == Truncated) {
		return truncated(m)
	}
	if len(b) > maxMessage {
		return truncated(m)
	}
	return b
}

// truncated is the message without what there is no room for (RFC 2181 section 9).
func truncated(m *dnsmessage.Message) []byte {
	m.Truncated, m.Answers, m.Authorities = true, nil, nil
	b, err := m.Pack()
	if err != nil {
		return nil
	}
	return b
}
