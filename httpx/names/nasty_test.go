package names

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Name servers that answer otherwise than they should: a lookup takes the answer if there is one
// at all, and ends in time if not.
func TestNastyNameServers(t *testing.T) {
	seven := []ip.Addr{addr("10.0.0.7")}
	for name, c := range map[string]struct {
		answer func(query *dnsmessage.Message) [][]byte
		tcp    func(*stack.Socket)
		addrs  []ip.Addr
		err    error
		took   vtime.Time
	}{
		"the answer": {answer: func(q *dnsmessage.Message) [][]byte { return [][]byte{toQuery(t, q, 0)} }, addrs: seven, took: 10 * ms},
		"wrong identifiers, then the answer": {answer: func(q *dnsmessage.Message) (all [][]byte) {
			for i := range uint16(1000) {
				all = append(all, toQuery(t, q, 1000-i))
			}
			return append(all, toQuery(t, q, 0))
		}, addrs: seven, took: 10 * ms},
		"wrong identifiers": {answer: func(q *dnsmessage.Message) [][]byte { return [][]byte{toQuery(t, q, 1), toQuery(t, q, 2)} },
			err: ErrTimeout, took: 2 * 5 * sec},
		"a name that points at itself": {answer: func(q *dnsmessage.Message) [][]byte {
			b := toQuery(t, q, 0)
			end := strings.LastIndex(string(b), "\xc0\x0c") // the answer's name points at the question's
			b[end+1] = byte(end)
			return [][]byte{b}
		}, err: ErrTimeout, took: 2 * 5 * sec},
		"aliases without end": {answer: func(q *dnsmessage.Message) [][]byte {
			m := *q
			m.Response, m.Additionals = true, nil
			next := dnsmessage.MustNewName(fmt.Sprintf("x%s", q.Questions[0].Name))
			m.Answers = []dnsmessage.Resource{record(q.Questions[0].Name, dnsmessage.TypeCNAME, 60*sec,
				&dnsmessage.CNAMEResource{CNAME: next})}
			b, err := m.Pack()
			require.NoError(t, err)
			return [][]byte{b}
		}, err: ErrAliases, took: maxAliases * 10 * ms},
		"half a message over TCP": {answer: cutShort(t), tcp: func(s *stack.Socket) { _, _ = s.Write([]byte{0xff, 0xff, 1, 2, 3}) },
			err: ErrTimeout, took: 2 * (10*ms + 5*sec)},
		"other messages over TCP": {answer: cutShort(t), tcp: func(s *stack.Socket) {
			for range 1000 {
				_, _ = s.Write([]byte{0, 3, 'a', 'b', 'c'})
			}
		}, err: ErrTimeout, took: 2 * (10*ms + 5*sec)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, plan{})
			w.forge(t, c.answer, c.tcp)
			w.run(func(p *sim.Proc) {
				began := p.Now().Now
				_, addrs, err := w.look(p, "shop.example")
				require.ErrorIs(t, err, c.err)
				require.Equal(t, c.addrs, addrs)
				require.Equal(t, c.took, p.Now().Now-began)
			})
			require.Empty(t, w.r.pending)
		})
	}
}

// toQuery is the answer to a question, with an identifier that is so far from the right one.
func toQuery(t *testing.T, q *dnsmessage.Message, off uint16) []byte {
	m := *q
	m.ID, m.Response, m.Additionals = q.ID+off, true, nil
	m.Answers = []dnsmessage.Resource{record(q.Questions[0].Name, dnsmessage.TypeA, 60*sec,
		&dnsmessage.AResource{A: [4]byte{10, 0, 0, 7}})}
	b, err := m.Pack()
	require.NoError(t, err)
	return b
}

func cutShort(t *testing.T) func(*dnsmessage.Message) [][]byte {
	return func(q *dnsmessage.Message) [][]byte {
		b := toQuery(t, q, 0)
		b[2] |= 2
		return [][]byte{b}
	}
}

// forge puts another server in place of the first: it says to each question what it likes, and
// with each connection it does so too.
func (w *world) forge(t *testing.T, answer func(*dnsmessage.Message) [][]byte, tcp func(*stack.Socket)) {
	h := w.servers[0].Host
	s := h.UDPSocket()
	require.NoError(t, s.Bind(ip.Addr{}, 53))
	h.GoDaemon("forger", func(*sim.Proc) {
		buf := make([]byte, 2000)
		for {
			n, from, err := s.RecvFrom(buf, vtime.Never, 0)
			if err != nil {
				return
			}
			var q dnsmessage.Message
			require.NoError(t, q.Unpack(buf[:n]))
			for _, b := range answer(&q) {
				require.NoError(t, s.SendTo(b, from))
			}
		}
	})
	l, err := h.ListenOn(53, 10)
	require.NoError(t, err)
	h.GoDaemon("forger", func(*sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			tcp(c)
		}
	})
}
