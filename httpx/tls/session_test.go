package tls

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// How many round trips a handshake takes before the client can write, and what comes
// of it.
func TestRoundTrips(t *testing.T) {
	only12 := func(c *ClientConfig, _ *ServerConfig) { c.Newest = TLS12 }
	for _, c := range []struct {
		name   string
		change []func(*ClientConfig, *ServerConfig)
		first  vtime.Time // after the connection is there
		second vtime.Time // of a second connection
		want   Handshake  // of the second
	}{
		{"1.3", nil, rtt, rtt, Handshake{Version: TLS13, Resumed: true}},
		{"1.3 without tickets", []func(*ClientConfig, *ServerConfig){
			func(_ *ClientConfig, s *ServerConfig) { s.Tickets = 0 }}, rtt, rtt, Handshake{Version: TLS13}},
		{"1.2", []func(*ClientConfig, *ServerConfig){only12}, 2 * rtt, rtt, Handshake{Version: TLS12, Resumed: true}},
		{"1.2 that the client does not resume", []func(*ClientConfig, *ServerConfig){only12,
			func(c *ClientConfig, _ *ServerConfig) { c.Resume = false }}, 2 * rtt, 2 * rtt, Handshake{Version: TLS12}},
		{"the server's 1.2", []func(*ClientConfig, *ServerConfig){
			func(_ *ClientConfig, s *ServerConfig) { s.Newest = TLS12 }}, 2 * rtt, rtt,
			Handshake{Version: TLS12, Resumed: true}},
		{"false start", []func(*ClientConfig, *ServerConfig){only12,
			func(c *ClientConfig, _ *ServerConfig) { c.FalseStart = true }}, rtt, rtt, Handshake{Version: TLS12, Resumed: true}},
		{"another group", []func(*ClientConfig, *ServerConfig){
			func(_ *ClientConfig, s *ServerConfig) { s.Group = P256 }}, 2 * rtt, 2 * rtt,
			Handshake{Version: TLS13, Resumed: true, Retried: true}},
		{"early data", []func(*ClientConfig, *ServerConfig){
			func(c *ClientConfig, s *ServerConfig) { c.EarlyData, s.EarlyData = true, 1<<14 }}, rtt, 0,
			Handshake{Version: TLS13, Resumed: true, Early: true}},
		{"a certificate of 20 kB", []func(*ClientConfig, *ServerConfig){
			func(_ *ClientConfig, s *ServerConfig) { s.Certificate, s.Tickets = 20_000, 0 }}, 2 * rtt, 2 * rtt,
			Handshake{Version: TLS13}},
		{"a certificate of 20 kB in 1.2", []func(*ClientConfig, *ServerConfig){only12,
			func(_ *ClientConfig, s *ServerConfig) { s.Chain, s.Tickets = 20_000, 0 }}, 3 * rtt, 3 * rtt,
			Handshake{Version: TLS12}},
		{"RSA, a stapled response, a padded hello", []func(*ClientConfig, *ServerConfig){
			func(c *ClientConfig, s *ServerConfig) { c.Hello, s.Key, s.OCSP, s.Tickets = 3000, RSA, 900, 0 }}, rtt, rtt,
			Handshake{Version: TLS13}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, c.change...)
			var theirs []*Handshake
			var errs []error
			w.echo(&theirs, &errs)
			w.run(func(p *sim.Proc) {
				for i, want := range []vtime.Time{c.first, c.second} {
					s, _ := w.dial(true)
					before := p.Now().Now
					require.NoError(t, s.Handshake())
					require.Equal(t, want, p.Now().Now-before)
					exchange(t, s, 1000)
					exchange(t, s, 40_000)
					require.NoError(t, s.Close())
					p.Sleep(vtime.Second, 0)
					got, other := *s.State(), *theirs[i]
					require.Equal(t, []any{got.Version, got.Resumed, got.Early, got.Rejected, got.Retried},
						[]any{other.Version, other.Resumed, other.Early, other.Rejected, other.Retried})
					if i == 1 {
						got.Began, got.Done, got.Flights = vtime.Stamp{}, vtime.Stamp{}, nil
						require.Equal(t, c.want, got)
					}
				}
			})
			require.Equal(t, []error{io.EOF, io.EOF}, errs)
		})
	}
}

// A ticket is offered for as long as it is good, and the protocol above is the one that the server
// prefers (RFC 7301 section 3.2).
func TestWhatIsOfferedAndChosen(t *testing.T) {
	w := newWorld(t, func(c *ClientConfig, s *ServerConfig) {
		c.EarlyData, s.EarlyData, s.TicketLifetime = true, 1<<14, 60*vtime.Second
	})
	w.alpn = [2][]string{{"http/1.1", "h2"}, {"h2", "http/1.1"}}
	var theirs []*Handshake
	var errs []error
	w.echo(&theirs, &errs)
	w.run(func(p *sim.Proc) {
		for i, resumed := range []bool{false, true, false} {
			s, _ := w.dial(true)
			require.NoError(t, s.Handshake())
			require.Equal(t, resumed, s.State().Early, "connection %d", i+1)
			exchange(t, s, 10)
			require.Equal(t, []any{"h2", resumed}, []any{s.State().ALPN, s.State().Resumed})
			require.NoError(t, s.Close())
			p.Sleep([]vtime.Time{59, 61, 0}[i]*vtime.Second, 0)
		}
	})
}

// Dynamic records begin small, grow, and are small again after a second of silence.
func TestRecordsGrow(t *testing.T) {
	w := newWorld(t, func(_ *ClientConfig, s *ServerConfig) { s.DynamicRecords = true })
	w.listen(func(p *sim.Proc, c *stack.Socket) {
		s := w.of.Session(c, w.options(1))
		require.NoError(t, s.Handshake())
		records := func(n int) int {
			before := s.Written()
			_, err := s.Writev(stack.Payload{Len: n})
			require.NoError(t, err)
			return (int(s.Written()-before) - n) / (headerLen + seal13)
		}
		require.Equal(t, 2, records(2*smallRecord))
		records(growAfter * (smallRecord + mediumRecord))
		require.Equal(t, 1, records(2*smallRecord))
		p.Sleep(vtime.Second, 0)
		require.Equal(t, 2, records(2*smallRecord))
		_ = s.Close()
	})
	w.run(func(*sim.Proc) {
		s, _ := w.dial(false)
		require.NoError(t, s.Handshake())
		_, err := io.ReadAll(s)
		require.NoError(t, err)
		require.NoError(t, s.Close())
	})
}

// Early data that the server does not take are told to have been lost, and can be sent
// again on the same connection.
func TestRejectedEarlyData(t *testing.T) {
	for _, c := range []struct {
		name   string
		reject func(*ServerConfig)
		rounds vtime.Time // until the answer to what was sent again is there
	}{
		{"it takes none any more", func(s *ServerConfig) { s.EarlyData = 0 }, 2},
		{"it wants another key", func(s *ServerConfig) { s.Group = P256 }, 3},
		{"the ticket is too old", func(s *ServerConfig) { s.TicketLifetime = vtime.Second }, 2},
	} {
		w := newWorld(t, func(c *ClientConfig, s *ServerConfig) { c.EarlyData, s.EarlyData = true, 1<<14 })
		var theirs []*Handshake
		var errs []error
		w.echo(&theirs, &errs)
		w.run(func(p *sim.Proc) {
			s, _ := w.dial(true)
			require.NoError(t, s.Handshake())
			exchange(t, s, 10)
			require.NoError(t, s.Close())
			p.Sleep(2*vtime.Second, 0)
			c.reject(w.of.config)
			s, _ = w.dial(true)
			began := p.Now().Now
			require.NoError(t, s.Handshake())
			require.Equal(t, began, p.Now().Now)
			_, err := s.Writev(stack.Payload{Len: 3000})
			require.NoError(t, err)
			_, err = s.Read(make([]byte, 10))
			require.ErrorIs(t, err, ErrEarlyDataRejected)
			require.True(t, s.State().Early && s.State().Rejected && theirs[1].Rejected, c.name)
			exchange(t, s, 3000)
			require.Equal(t, c.rounds*rtt, p.Now().Now-began, c.name)
			require.NoError(t, s.Close())
		})
		require.Equal(t, []error{io.EOF, io.EOF}, errs)
	}
}
