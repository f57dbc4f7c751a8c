package httpx

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// NameServer answers questions about a zone, whose names are in lower case.
type NameServer struct {
	Host  *stack.Host
	Zone  map[string]ip.Addr
	Think vtime.Time
	TTL   vtime.Time // whole seconds
}

// Addr names the name server of a host by its first address.
func (s *NameServer) Addr() stack.Addr { return stack.Addr{IP: s.Host.Addrs()[0], Port: dnsPort} }

// Start opens the port and starts to answer.
func (s *NameServer) Start() error {
	sock := s.Host.UDPSocket()
	if err := sock.Bind(ip.Addr{}, dnsPort); err != nil {
		return fmt.Errorf("name server on %s: %w", s.Host.Name(), err)
	}
	s.Host.GoDaemon("dns", func(*sim.Proc) {
		buf := make([]byte, maxDNS)
		for {
			n, from, err := sock.RecvFrom(buf, vtime.Never, cause.TimerIdle)
			if err != nil {
				return
			}
			reply, ok := s.reply(buf[:n])
			if !ok {
				continue
			}
			s.Host.GoDaemon("dns-answer", func(p *sim.Proc) {
				p.Sleep(s.Think, cause.Host)
				// A reply that cannot be sent is lost: the client asks again.
				_ = sock.SendTo(reply, from)
			})
		}
	})
	return nil
}

// reply returns the answer to a message; false if it is no question.
func (s *NameServer) reply(b []byte) ([]byte, bool) {
	var m dnsmessage.Message
	if m.Unpack(b) != nil || m.Response || len(m.Questions) != 1 {
		return nil, false
	}
	q := m.Questions[0]
	m.Response, m.RecursionAvailable = true, true
	m.Answers, m.Authorities, m.Additionals = nil, nil, nil
	// Names are compared without regard to case (RFC 4343 section 3).
	a, known := s.Zone[strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))]
	switch {
	case !known:
		m.RCode = dnsmessage.RCodeNameError
	case q.Type == dnsmessage.TypeA && a.Is4():
		m.Answers = s.answer(q, &dnsmessage.AResource{A: a.As4()})
	case q.Type == dnsmessage.TypeAAAA && !a.Is4():
		m.Answers = s.answer(q, &dnsmessage.AAAAResource{AAAA: a.As16()})
	}
	out, err := m.Pack()
	return out, err == nil
}

func (s *NameServer) answer(q dnsmessage.Question, body dnsmessage.ResourceBody) []dnsmessage.Resource {
	return []dnsmessage.Resource{{
		Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: s.ttl()}, Body: body,
	}}
}

// ttl is TTL in seconds, at most 31 bits of them (RFC 2181 section 8).
func (s *NameServer) ttl() uint32 {
	return uint32(min(max(s.TTL, 0)/vtime.Second, math.MaxInt32))
}
