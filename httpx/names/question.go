package names

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// question finds what is asked for.
func (r *Resolver) question(p *sim.Proc, q *Question) {
	q.Asked = p.Now()
	q.Addrs, q.Err = r.follow(p, q)
	if q.Err == nil && len(q.Addrs) == 0 {
		q.Err = ErrNoSuchName
	}
	q.Done = p.Now()
}

// follow goes from one alias to the next.
func (r *Resolver) follow(p *sim.Proc, q *Question) ([]ip.Addr, error) {
	name := q.Name
	for range maxAliases {
		k := key{name, q.Type}
		e, ok := r.cache.get(p.Now().Now, k)
		q.Cached = ok && len(q.Tries) == 0
		if !ok {
			a, err := r.exchange(p, q, name)
			if err == nil {
				err = a.failure()
			}
			if err != nil {
				return nil, err
			}
			if a.none() {
				a.life = min(a.life, r.KeepNo)
			}
			e = r.cache.put(p.Now().Now, k, a)
		}
		if e.alias == "" {
			return e.addrs, nil
		}
		name = e.alias
	}
	return nil, ErrAliases
}

// exchange asks the servers for a name.
func (r *Resolver) exchange(p *sim.Proc, q *Question, name string) (*reply, error) {
	r.asked++
	x := &exchange{
		host: r.Host, book: r.Book, id: r.asked, name: name, kind: q.Type, size: r.EDNS, recursion: true, timeout: r.Timeout,
		tries: &q.Tries, simple: &r.simple,
	}
	defer x.close()
	first := 0
	if r.Rotate {
		first = r.turns % len(r.Servers)
		r.turns++
	}
	return x.askAll(p, r.Servers, first, r.Attempts)
}

// exchange is a question on its way to some servers.
type exchange struct {
	host      *stack.Host
	book      *Book
	id        uint16
	name      string
	kind      dnsmessage.Type
	size      int64 // of EDNS
	recursion bool
	timeout   vtime.Time
	tries     *[]Try
	simple    *map[stack.Addr]bool
	sockets   map[stack.Addr]*stack.UDPSocket
}

func (x *exchange) close() {
	//tidy:ordered closing one changes nothing for another
	for _, s := range x.sockets {
		_ = s.Close() // it is open
	}
}

// askAll asks servers in turn until one answers, or all tries are used up.
func (x *exchange) askAll(p *sim.Proc, servers []stack.Addr, first int, attempts int64) (a *reply, err error) {
	for range max(attempts, 1) {
		for i := range servers {
			if a, err = x.ask(p, servers[(first+i)%len(servers)]); err == nil {
				return a, nil
			}
		}
	}
	return nil, err
}

// ask asks one server and waits for its answer. An answer that says that the server
// cannot answer is an error: the next one may know.
func (x *exchange) ask(p *sim.Proc, server stack.Addr) (*reply, error) {
	a, err := x.try(p, server, false)
	if err == nil && a.code == dnsmessage.RCodeFormatError && x.size > 0 && !(*x.simple)[server] {
		// It does not know EDNS (RFC 6891 section 7).
		if *x.simple == nil {
			*x.simple = map[stack.Addr]bool{}
		}
		(*x.simple)[server] = true
		a, err = x.try(p, server, false)
	}
	if err == nil && a.truncated {
		a, err = x.try(p, server, true)
	}
	if err == nil && a.failed() {
		return nil, a.failure()
	}
	return a, err
}

// query makes the message for a server.
func (x *exchange) query(server stack.Addr) ([]byte, error) {
	size := x.size
	if (*x.simple)[server] {
		size = 0
	}
	return packQuery(x.id, x.name, x.kind, size, x.recursion)
}

// try asks once, and writes down what comes of it.
func (x *exchange) try(p *sim.Proc, server stack.Addr, tcp bool) (a *reply, err error) {
	*x.tries = append(*x.tries, Try{Server: server, TCP: tcp, Sent: p.Now()})
	i, client := len(*x.tries)-1, stack.Addr{}
	if tcp {
		a, client, err = x.overTCP(p, server)
	} else {
		a, client, err = x.overUDP(p, server)
	}
	x.ended(p, i, client, a, err)
	return a, err
}

// ended writes down what came of a try.
func (x *exchange) ended(p *sim.Proc, i int, client stack.Addr, a *reply, err error) {
	t := &(*x.tries)[i]
	t.Ended = p.Now()
	switch {
	case errors.Is(err, ErrTimeout):
		t.Vain, t.Outcome = true, "no answer"
	case err != nil:
		t.Vain, t.Outcome = true, errors.Unwrap(err).Error()
	default:
		t.Vain, t.Outcome = a.failed(), a.outcome()
		t.Handling = x.book.take(handledKey{client, t.Server, x.id, t.TCP})
	}
}

// outcome says in a few words what an answer says.
func (r *reply) outcome() string {
	switch {
	case r.truncated:
		return "truncated"
	case r.code != dnsmessage.RCodeSuccess:
		return r.code.String()[len("RCode"):]
	case r.endless:
		return "endless aliases"
	case len(r.addrs) == 1:
		return r.addrs[0].String()
	case len(r.addrs) > 1:
		return fmt.Sprintf("%v and %d more", r.addrs[0], len(r.addrs)-1)
	case r.alias != "":
		return "alias of " + r.alias
	case len(r.below.servers) > 0:
		return "referral to " + r.below.zone
	}
	return "none"
}

func (x *exchange) deadline(now vtime.Time) vtime.Time {
	if x.timeout <= 0 {
		return vtime.Never
	}
	return now.Add(x.timeout)
}

// socket returns the one for a server: late answers to an earlier try count.
func (x *exchange) socket(server stack.Addr) (*stack.UDPSocket, error) {
	if s := x.sockets[server]; s != nil {
		return s, nil
	}
	s := x.host.UDPSocket()
	if err := s.Connect(server.IP, server.Port); err != nil {
		return nil, err
	}
	if x.sockets == nil {
		x.sockets = map[stack.Addr]*stack.UDPSocket{}
	}
	x.sockets[server] = s
	return s, nil
}

// overUDP asks over UDP, and returns the client's own address too. What is no answer to
// the question is not listened to.
func (x *exchange) overUDP(p *sim.Proc, server stack.Addr) (a *reply, client stack.Addr, err error) {
	s, err := x.socket(server)
	if err != nil {
		return nil, client, fmt.Errorf("name server %v: %w", server, err)
	}
	client = s.LocalAddr()
	query, err := x.query(server)
	if err == nil {
		err = s.SendTo(query, stack.Addr{}) // an ICMP error that came late
	}
	if err != nil {
		return nil, client, fmt.Errorf("name server %v: %w", server, err)
	}
	buf := make([]byte, max(x.size, plainUDP))
	for deadline := x.deadline(p.Now().Now); ; {
		n, _, err := s.RecvFrom(buf, deadline, cause.TimerName)
		switch {
		case err == errno.ETIMEDOUT:
			return nil, client, ErrTimeout
		case err != nil:
			return nil, client, fmt.Errorf("name server %v: %w", server, err)
		}
		if a, ok := parseReply(buf[:n], x.id, x.name, x.kind); ok {
			return a, client, nil
		}
	}
}

// overTCP asks again over TCP, since the answer did not fit into a datagram (RFC 7766
// section 5).
func (x *exchange) overTCP(p *sim.Proc, server stack.Addr) (a *reply, client stack.Addr, err error) {
	s := x.host.Socket()
	defer s.Close()
	deadline := x.deadline(p.Now().Now)
	s.WriteBy(deadline)
	s.ReadBy(deadline)
	if err := s.Connect(server.IP, server.Port); err != nil {
		return nil, client, x.tcpError(server, err)
	}
	client = s.LocalAddr()
	query, err := x.query(server)
	if err == nil {
		err = writeMessage(s, query)
	}
	for err == nil {
		var b []byte
		if b, err = readMessage(s); err != nil {
			break
		}
		if a, ok := parseReply(b, x.id, x.name, x.kind); ok {
			a.truncated = false // there is no more to be had
			return a, client, nil
		}
	}
	return nil, client, x.tcpError(server, err)
}

func (x *exchange) tcpError(server stack.Addr, err error) error {
	if err == errno.ETIMEDOUT {
		return ErrTimeout
	}
	return fmt.Errorf("name server %v over TCP: %w", server, err)
}

// writeMessage writes a message with its length before it, in one segment (RFC 7766
// section 8).
func writeMessage(s *stack.Socket, b []byte) error {
	_, err := s.Write(append([]byte{byte(len(b) >> 8), byte(len(b))}, b...))
	return err
}

// readMessage reads a message with its length before it.
func readMessage(s *stack.Socket) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(stack.Conn{Socket: s}, head[:]); err != nil {
		return nil, err
	}
	b := make([]byte, int(head[0])<<8|int(head[1]))
	_, err := io.ReadFull(stack.Conn{Socket: s}, b)
	return b, err
}
