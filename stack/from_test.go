package stack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
)

// Where a connection comes from can be said without holding a port: the port is
// chosen when the peer is known.
func TestFrom(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: ms}, func(c *Config) { c.PortLow, c.PortHigh = 5000, 5000 })
	addr := w.a.Addrs()[0]
	for _, port := range []uint16{80, 81} {
		first(w.b.ListenOn(port, 5))
	}
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.Socket()
		require.Equal(t, errno.EADDRNOTAVAIL, s.From(ip.AddrFrom4([4]byte{192, 0, 2, 1})))
		require.NoError(t, s.From(addr))
		require.Equal(t, errno.EINVAL, s.From(addr), "once")
		require.Equal(t, errno.EINVAL, s.Listen(1), "there is no port to listen on")
		require.NoError(t, s.Connect(w.b.Addrs()[0], 80))
		require.Equal(t, Addr{addr, 5000}, s.LocalAddr())
		again := w.a.Socket()
		require.NoError(t, again.From(addr))
		require.Equal(t, errno.EADDRNOTAVAIL, again.Connect(w.b.Addrs()[0], 80), "the only port is taken")
		require.NoError(t, again.Connect(w.b.Addrs()[0], 81), "but not towards another peer")
		require.NoError(t, again.Close())
		require.Equal(t, errno.EBADF, again.From(addr))
		bound := w.a.Socket()
		require.NoError(t, bound.Bind(addr, 6000))
		require.Equal(t, errno.EINVAL, bound.From(addr))
		require.NoError(t, bound.Close())
		require.NoError(t, s.Close())
	})
}
