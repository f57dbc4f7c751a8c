package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// Whatever is urgent and however it is read: a reader gets all bytes in order but
// some urgent ones.
func TestUrgentDataProperty(t *testing.T) {
	for _, c := range []struct {
		rule   tcp.UrgentRule
		inline bool
	}{{tcp.UrgentBehind, false}, {tcp.UrgentBehind, true}, {tcp.UrgentLast, false}} {
		w := newWorld(t, "linux", 3, link.Config{Delay: 10 * ms, MTU: 1500}, func(cfg *Config) {
			cfg.TCP.UrgentPointer = c.rule
		})
		servers := hold(w.b, 80, 1)
		const total = 40_000
		w.on(w.a, func(p *sim.Proc) {
			s := first(w.a.Dial(server, 80))
			p.Sleep(20*ms, cause.Host)
			srv := (*servers)[0]
			require.NoError(t, srv.SetOption(OOBInline, flag(c.inline)))
			require.NoError(t, srv.SetOption(NonBlocking, 1))
			wrote, read, aside, skipped, urgent := 0, 0, 0, 0, map[int]bool{}
			for i := 0; i < 300; i++ {
				if wrote < total {
					n := min(1+(i*7919)%2900, total-wrote)
					part := make([]byte, n)
					for k := range part {
						part[k] = byte(wrote + k)
					}
					f := SendFlags(0)
					if wrote += n; i%3 == 0 {
						f, urgent[wrote-1] = Urgent, true
					}
					require.Equal(t, n, first(s.Send(f, Payload{Bytes: part, Len: n})))
				}
				p.Sleep(3*ms, cause.Host)
				if i%2 == 0 {
					n, _ := srv.Receive(make([]byte, 1), 1, OutOfBand)
					aside += n
				}
				b := make([]byte, 1+(i*104729)%1500)
				n, err := srv.Read(b)
				if err != nil {
					require.Equal(t, errno.EAGAIN, err)
				}
				for end := int(srv.ep.conn.ReadOffset()) - 1; read < end-n; read++ {
					require.True(t, urgent[read], "byte %d was left out", read)
					skipped++
				}
				for _, x := range b[:n] {
					if x != byte(read) {
						require.Fail(t, "wrong byte", "%d", read)
					}
					read++
				}
			}
			require.Equal(t, total, read)
			require.Equal(t, c.inline, skipped == 0)
			require.Equal(t, c.inline, aside == 0)
		})
	}
}

func TestUrgentCalls(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	hold(w.b, 80, 1)
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.Socket()
		require.False(t, first(s.AtMark()))
		require.Equal(t, errno.ENOTCONN, second(s.Receive(nil, 1, OutOfBand)))
		require.NoError(t, s.SetOption(OOBInline, 1))
		require.EqualValues(t, 1, first(s.Option(OOBInline)))
		require.NoError(t, s.Connect(server, 80))
		require.Equal(t, errno.EINVAL, second(s.Receive(nil, 1, OutOfBand)))
		require.NoError(t, s.Close())
		require.Equal(t, errno.EBADF, second(s.AtMark()))
	})
}
