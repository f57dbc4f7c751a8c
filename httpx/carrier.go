package httpx

import (
	"errors"
	"io"
	"net/http"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Carrier is a tunnel as the proxy has it: two connections, and bytes that it
// carries from one to the other as they are. Client and Server are the proxy's
// ends towards each.
type Carrier struct {
	client, Server *stack.End
	Made           *Transaction // the making of the second connection

	up, down [2]uint64 // stream offsets of the first byte in each direction, where it is read and where written
}

// Up returns the offset on the connection to the server of a byte that came from the
// client.
func (t *Carrier) Up(offset uint64) uint64 { return offset - t.up[0] + t.up[1] }

// Down returns the offset on the connection to the server of a byte that went to the
// client.
func (t *Carrier) Down(offset uint64) uint64 { return offset - t.down[1] + t.down[0] }

// Carrier returns the tunnel that goes on from the proxy's end of a connection, nil
// if there is none.
func (r *Recorder) Carrier(end *stack.End) *Carrier { return r.tunnels[end] }

// Relayed reports whether at the other end of an attempt is a relay that reads one
// request only.
func (r *Recorder) Relayed(a *Attempt) bool { return a.Conn != nil && r.relays[a.Conn.Peer] }

// tunnelBuffer is how many bytes a tunnel reads at once.
const tunnelBuffer = 16 << 10

// connect makes a tunnel. The stream is that to the server; nil: there is none.
func (x *Proxy) connect(p *sim.Proc, v *visit, h *Handling, req *http.Request) (stack.Stream, error) {
	u, err := ParseURL("http://" + req.URL.Host)
	switch {
	case !x.Tunnels || x.Kind != ForwardProxy:
		return nil, x.answerShort(p, v, h, http.StatusMethodNotAllowed)
	case err != nil || req.URL.Port() == "":
		return nil, x.answerShort(p, v, h, http.StatusBadRequest)
	}
	h.Upstream = &Transaction{Method: http.MethodConnect}
	s, err := x.dial(p, h.Upstream, u)
	if err != nil {
		return nil, x.answerShort(p, v, h, statusOf(err))
	}
	t := &Carrier{client: v.stream.Record(), Server: s.Record(), Made: h.Upstream}
	h.Respond = p.Now()
	answer := bytesOf([]byte(x.Front.Version.line() + " 200 Connection established\r\n\r\n"))
	if _, err = v.stream.Writev(answer); err != nil {
		s.Reset()
		return nil, err
	}
	h.Done = p.Now()
	t.up = [2]uint64{v.stream.ReadOffsetBefore(int64(v.reader.Buffered())), s.Written()}
	t.down = [2]uint64{s.ReadOffsetBefore(0), v.stream.Written()}
	x.Front.Recorder.tunnels[t.client] = t
	return s, nil
}

// answerShort answers with an error that has no body.
func (x *Proxy) answerShort(p *sim.Proc, v *visit, h *Handling, status int) error {
	h.Respond = p.Now()
	head := x.Front.head(answerKey{resource: Resource{Status: int64(status)}, closing: true})
	if err := writeZeros(v.stream, head, 0); err != nil {
		return err
	}
	h.Done = p.Now()
	return nil
}

// statusOf is what a proxy answers when it cannot reach the next server.
func statusOf(err error) int {
	if errors.Is(err, ErrTimeout) || errors.Is(err, errno.ETIMEDOUT) || errors.Is(err, names.ErrTimeout) {
		return http.StatusGatewayTimeout
	}
	return http.StatusBadGateway
}

// carried is when bytes were last carried through a tunnel.
type carried struct {
	idle vtime.Time
	last vtime.Time
}

// carry passes bytes on in both directions, as they come. The end of one direction
// is passed on as that; a reset ends both.
func (x *Proxy) carry(p *sim.Proc, v *visit, s stack.Stream) {
	state := &carried{idle: x.TunnelIdle, last: p.Now().Now}
	var ended sim.WaitQueue
	done := false
	x.Front.Host.GoDaemon("http-tunnel", func(p *sim.Proc) {
		if !state.copy(p, s, v.stream, s) {
			v.stream.Reset()
			s.Reset()
		}
		done = true
		ended.WakeAll()
	})
	if !state.copy(p, v.stream, s, v.reader) {
		v.stream.Reset()
		s.Reset()
	}
	if !done {
		p.Wait(&ended, "the other direction of a tunnel")
	}
	_ = s.Close() // it may be closed already
}

// copy passes bytes on in one direction. It is false if the tunnel is broken.
func (t *carried) copy(p *sim.Proc, from, to stack.Stream, r io.Reader) bool {
	buf := make([]byte, tunnelBuffer)
	for {
		if t.idle > 0 {
			from.ReadBy(t.last.Add(t.idle))
		}
		n, err := r.Read(buf)
		switch {
		case n > 0:
			t.last = p.Now().Now
			if _, err := to.Writev(payloadOf(buf[:n])); err != nil {
				return false
			}
			t.last = p.Now().Now
		case err == io.EOF:
			return to.Shutdown(stack.ShutWrite) == nil
		case err == errno.ETIMEDOUT && t.idle > 0 && p.Now().Now < t.last.Add(t.idle):
			// The other direction was busy in the meantime.
		case err != nil:
			return false
		}
	}
}

// dial connects to a host, by way of the next proxy if there is one, for a
// transaction that it fills in.
func (x *Proxy) dial(p *sim.Proc, tx *Transaction, u URL) (stack.Stream, error) {
	tx.URL = u.hostPort()
	x.begin(p, tx)
	s, err := x.reach(p, tx, u)
	tx.Done, tx.Finished, tx.Err = p.Now(), true, err
	return s, err
}

// begin records that the proxy asks for something.
func (x *Proxy) begin(p *sim.Proc, tx *Transaction) {
	c := &x.client
	tx.Workload, tx.Client, tx.ForOther, tx.Asked = c.Workload, c.Host, true, p.Now()
	c.Recorder.begin(tx)
}

// reach connects to where a URL leads, or to the next proxy, and has that make a
// tunnel where it is to.
func (x *Proxy) reach(p *sim.Proc, tx *Transaction, u URL) (stack.Stream, error) {
	cl, g, err := &x.client, &group{client: &x.client}, error(nil)
	c, naming, late := &connection{group: g}, sim.WaitQueue{}, false
	if cl.Timeout > 0 {
		limit := cl.Host.Net().Kernel().At(tx.Asked.Now.Add(cl.Timeout), cause.TimerUser, func(vtime.Stamp) {
			late = true
			naming.WakeAll()
			c.retire()
		})
		defer limit.Stop()
	}
	if x.Next == nil {
		g.key = groupKey{port: u.Port, name: u.Host}
		g.addrs, g.lookup, err = x.lookUp(p, tx, u.Host, &naming)
	} else {
		g.key, tx.Named = x.Next.key(u), p.Now()
	}
	if late {
		err = ErrTimeout
	}
	if err != nil {
		return nil, err
	}
	if len(g.addrs) > 0 {
		g.key.addr = g.addrs[0]
	}
	if x.Next != nil && tx.Method == http.MethodConnect {
		g.key.tunnel = u.hostPort()
	}
	err = c.open(p)
	if late {
		err = ErrTimeout
	}
	if c.stream == nil {
		return nil, err // it was late before it began
	}
	tx.Attempts = append(tx.Attempts, c.attempt(p.Now()))
	if err != nil {
		tx.Last().Failed = p.Now()
		c.stream.Reset()
		return nil, err
	}
	return c.stream, nil
}

// lookUp waits for the addresses of a name, in a queue that others may wake: none is known
// then.
func (x *Proxy) lookUp(
	p *sim.Proc, tx *Transaction, name string, q *sim.WaitQueue,
) (addrs []ip.Addr, of *names.Lookup, err error) {
	known := false
	l := x.Resolver.Resolve(name, func(l *names.Lookup, all []ip.Addr, failed error) {
		addrs, of, err, known = all, l, failed, true
		q.WakeAll()
	})
	tx.Lookup = l
	if !known {
		p.Wait(q, "the address of "+name)
	}
	if !known {
		return nil, nil, nil
	}
	if of != nil {
		tx.Lookup = of
	}
	tx.Named = p.Now()
	return addrs, of, err
}
