package tls

import (
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// What ends that break the rules of a handshake make of it.
func TestHandshakesThatFail(t *testing.T) {
	newest := func(v Version) func(*ClientConfig, *ServerConfig) {
		return func(c *ClientConfig, s *ServerConfig) { c.Newest, s.Oldest, s.Newest = v, TLS13-v, TLS13-v }
	}
	for _, c := range []struct {
		name           string
		change         func(*ClientConfig, *ServerConfig)
		alpn           [2][]string
		client, server string
	}{
		{name: "a client that is too old", change: newest(TLS12),
			client: "the other end ended the TLS session: protocol_version",
			server: "TLS: the client speaks versions tls1.2 to tls1.2 (protocol_version)"},
		{name: "a server that is too old",
			change: func(c *ClientConfig, s *ServerConfig) { c.Oldest, s.Newest = TLS13, TLS12 },
			client: "the other end ended the TLS session: protocol_version",
			server: "TLS: the client speaks versions tls1.3 to tls1.3 (protocol_version)"},
		{name: "no protocol in common", alpn: [2][]string{{"h2"}, {"http/1.1"}},
			client: "the other end ended the TLS session: no_application_protocol",
			server: `TLS: the client speaks ["h2"] (no_application_protocol)`},
	} {
		w := newWorld(t)
		if c.change != nil {
			w = newWorld(t, c.change)
		}
		w.alpn = c.alpn
		w.listen(func(_ *sim.Proc, sock *stack.Socket) {
			s := w.of.Session(sock, w.options(1))
			require.EqualError(t, s.Handshake(), c.server, c.name)
			require.NoError(t, s.Close())
		})
		w.run(func(*sim.Proc) {
			s, _ := w.dial(false)
			require.EqualError(t, s.Handshake(), c.client, c.name)
			require.NoError(t, s.Close())
		})
	}
}

// A server that sends something else than TLS, at once or when it is asked.
func TestOthersThatAnswer(t *testing.T) {
	for _, c := range []struct{ says, err string }{
		{"HTTP/1.1 400 Bad Request\r\n\r\n", `TLS: the other end does not speak it, it sent "HTTP/" (unexpected_message)`},
		{"\x15\x03\x03\x00\x02\x02\x28", "the other end ended the TLS session: handshake_failure"},
		{"\x15\x03\x03\x00\x02\x01\x00", "the other end ended the TLS session: close_notify"},
		{"\x15\x03\x03\x00\x02\x02\xee", "the other end ended the TLS session: alert 238"},
		{"\x15\x03\x03\x00\x01\x02", "TLS: an alert makes no sense (decode_error)"},
		{"\x16\x03\x03\xff\xff", "TLS: a record of 65535 bytes came, which is too long (record_overflow)"},
		{"\x16\x03\x03\x00\x04\x0e\x00\x00\x00", "TLS: a handshake message of type 14 came, expected 2 (unexpected_message)"},
		{"\x16\x03\x03\x00\x05\x02\x00\x00\x01\x03", "TLS: the ServerHello makes no sense (decode_error)"},
		{"\x17\x03\x03\x00\x05hello", "TLS: data came in the middle of the handshake (unexpected_message)"},
		{"\x16\x03\x03", "the connection ended in the middle of the TLS handshake: unexpected EOF"},
		{"", "the connection ended in the middle of the TLS handshake: unexpected EOF"},
	} {
		w := newWorld(t)
		w.listen(func(_ *sim.Proc, sock *stack.Socket) {
			_, _ = sock.Discard(1 << 20)
			_, _ = sock.Write([]byte(c.says))
			_ = sock.Shutdown(stack.ShutWrite)
			for _, err := sock.Discard(1 << 20); err == nil; {
				_, err = sock.Discard(1 << 20)
			}
			_ = sock.Close()
		})
		w.run(func(*sim.Proc) {
			s, _ := w.dial(false)
			require.EqualError(t, s.Handshake(), c.err)
			require.NoError(t, s.Close())
		})
	}
}

// Records that bring nothing are passed over, and not for ever.
func TestRecordsThatBringNothing(t *testing.T) {
	for name, one := range map[string]func(*Session) []stack.Payload{
		"empty data":      func(s *Session) []stack.Payload { return s.out.record(application) },
		"empty handshake": func(s *Session) []stack.Payload { return s.out.record(handshake) },
		"changes":         (*Session).changed,
		"tickets": func(s *Session) []stack.Payload {
			t := newTicket{lifetime: 1, ticket: []byte("ticket")}
			return s.out.record(handshake, bytesOf(t.write(TLS13, 0, s.noise)))
		},
	} {
		for _, many := range []int{mostUseless, mostUseless + 1} {
			w := newWorld(t, func(_ *ClientConfig, s *ServerConfig) { s.Tickets = 0 })
			w.listen(func(_ *sim.Proc, c *stack.Socket) {
				s := w.of.Session(c, w.options(1))
				require.NoError(t, s.Handshake())
				for _, n := range []int{mostUseless, many} {
					for range n {
						require.NoError(t, s.putAll(one(s)))
					}
					_, _ = s.Writev(stack.Payload{Len: 5})
				}
				_ = s.Close()
			})
			w.run(func(*sim.Proc) {
				s, _ := w.dial(false)
				require.NoError(t, s.Handshake())
				got, err := io.ReadAll(s)
				if many > mostUseless {
					require.EqualError(t, err, "TLS: more than 16 records came that bring nothing (unexpected_message)", name)
				} else {
					require.NoError(t, err, name)
				}
				require.Len(t, got, 5*(2-(many-mostUseless)), name)
				_ = s.Close()
			})
		}
	}
}

// A request in the clear is told apart from nonsense.
func TestPlainRequest(t *testing.T) {
	for text, want := range map[string]error{"GET / HTTP/1.1\r\n\r\n": ErrPlainHTTP, "\x80hello": nil} {
		w := newWorld(t)
		w.listen(func(_ *sim.Proc, sock *stack.Socket) {
			s := w.of.Session(sock, w.options(1))
			err := s.Handshake()
			require.Error(t, err)
			require.Equal(t, want != nil, errors.Is(err, ErrPlainHTTP))
			require.NoError(t, s.Close())
		})
		w.run(func(*sim.Proc) {
			_, sock := w.dial(false)
			_, err := sock.Write([]byte(text))
			require.NoError(t, err)
			_, _ = sock.Discard(1 << 20)
			require.NoError(t, sock.Close())
		})
	}
}

// cutter ends a connection after so many bytes have been written.
type cutter struct {
	stack.Stream
	left  int
	reset bool
}

func (c *cutter) Writev(parts ...stack.Payload) (int, error) {
	kept, rest := cut(parts, c.left)
	n, err := c.Stream.Writev(kept...)
	if c.left -= lengthOf(kept); err != nil || len(rest) == 0 {
		return n, err
	}
	if c.reset {
		c.Reset()
	} else {
		_ = c.Close()
	}
	return n, errno.EPIPE
}

// A connection may end after any byte of a handshake: the end that is left learns of
// it, and nothing stays. Bytes that the other end changed make no difference to that.
func TestCutAnywhere(t *testing.T) {
	for _, version := range []Version{TLS12, TLS13} {
		for _, reset := range []bool{false, true} {
			for end := range 2 {
				total := 3600 - 1100*end*int(version)
				for left := 0; left < total; left += 1 + left/200*7 {
					w := newWorld(t, func(c *ClientConfig, s *ServerConfig) { c.Newest, s.Certificate = version, 300 })
					under := func(s stack.Stream, mine bool) stack.Stream {
						if !mine {
							return s
						}
						return &cutter{s, left, reset}
					}
					serve := func(s *Session) error {
						err := s.Handshake()
						if err == nil {
							_, err = s.Discard(10)
						}
						if err == nil {
							_, err = s.Writev(stack.Payload{Len: 5000})
						}
						_ = s.Close()
						return err
					}
					w.listen(func(_ *sim.Proc, c *stack.Socket) { _ = serve(w.of.Session(under(c, end == 1), w.options(1))) })
					w.run(func(*sim.Proc) {
						s, _ := w.dial(false)
						s.under = under(s.under, end == 0)
						err := s.Handshake()
						if err == nil {
							_, err = s.Writev(stack.Payload{Len: 5000})
						}
						if err == nil {
							_, err = io.ReadFull(s, make([]byte, 5000))
						}
						require.True(t, err == nil || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errno.ECONNRESET) ||
							errors.Is(err, errno.EPIPE) || errors.Is(err, errno.EBADF), "%d: %v", left, err)
						_ = s.Close()
					})
				}
			}
		}
	}
}

// flipper changes bytes at random.
type flipper struct {
	stack.Stream
	random *rand.Rand
	left   int
}

func (f *flipper) Writev(parts ...stack.Payload) (int, error) {
	var all []byte
	for _, p := range parts {
		all = p.AppendTo(all)
	}
	if f.left -= len(all); f.left < 0 && len(all) > 0 {
		all[f.random.IntN(len(all))] ^= byte(1 + f.random.IntN(255))
		f.left = f.random.IntN(4000)
	}
	return f.Stream.Writev(bytesOf(all))
}

// Whatever bytes come, a handshake ends, by its timeout if by nothing else.
func TestNonsense(t *testing.T) {
	for seed := range uint64(300) {
		w := newWorld(t, func(c *ClientConfig, s *ServerConfig) {
			c.HandshakeTimeout, s.HandshakeTimeout = vtime.Second, vtime.Second
			c.Newest = Version(seed % 2)
		})
		r := rand.New(rand.NewPCG(seed, 0))
		wrong := func(s stack.Stream, mine bool) stack.Stream {
			if !mine {
				return s
			}
			return &flipper{s, r, r.IntN(2000)}
		}
		talk := func(s *Session) {
			s.ReadBy(w.kernel.Now().Now.Add(vtime.Second))
			if s.Handshake() == nil {
				_, _ = s.Writev(stack.Payload{Len: 1000})
				_, _ = s.Discard(1000)
			}
			s.Reset()
		}
		w.listen(func(_ *sim.Proc, c *stack.Socket) { talk(w.of.Session(wrong(c, seed%3 > 0), w.options(1))) })
		w.run(func(*sim.Proc) {
			s, _ := w.dial(true)
			s.under = wrong(s.under, seed%3 < 2)
			talk(s)
		})
	}
}

// An end without close_notify is told apart from an orderly one.
func TestTruncation(t *testing.T) {
	for _, notify := range []bool{true, false} {
		w := newWorld(t, func(_ *ClientConfig, s *ServerConfig) { s.CloseNotify = notify })
		w.listen(func(_ *sim.Proc, c *stack.Socket) {
			s := w.of.Session(c, w.options(1))
			require.NoError(t, s.Handshake())
			_, _ = s.Writev(stack.Payload{Len: 5})
			_ = s.Close()
		})
		w.run(func(*sim.Proc) {
			s, _ := w.dial(false)
			require.NoError(t, s.Handshake())
			got, err := io.ReadAll(s)
			require.Len(t, got, 5)
			require.Equal(t, notify, err == nil)
			require.Equal(t, !notify, errors.Is(err, io.ErrUnexpectedEOF))
			require.NoError(t, s.Close())
		})
	}
}

func FuzzHellos(f *testing.F) {
	hello := clientHello{random: make([]byte, randomLen), newest: TLS13, name: "a.example", alpn: []string{"h2"},
		groups: []Group{X25519}, shares: []Group{X25519}, psk: []byte("ticket"), resumable: true}
	zeros := func(n int) []byte { return make([]byte, n) }
	f.Add(hello.write(1000, zeros)[4:])
	f.Add((&serverHello{version: TLS13, group: Hybrid, psk: true}).write(zeros)[4:])
	f.Add((&newTicket{1, []byte("t"), 5}).write(TLS13, 1, zeros)[4:])
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = parseClientHello(b)
		_, _ = parseServerHello(b)
		_, _, _ = parseEncryptedExtensions(b)
		for _, v := range []Version{TLS12, TLS13} {
			_, _ = parseNewTicket(v, b)
		}
	})
}
