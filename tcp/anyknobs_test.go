package tcp_test

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/tcp"
	"github.com/rttlab/rttlab/tcp/tcptest/space"
)

// The package that knows all ranges imports tcp: its tests get them from here.
func init() {
	tcp.AnyConfig = func(r *rand.Rand) tcp.Config {
		all := tcp.Profiles()
		c := tcp.ProfileConfig(all[r.IntN(len(all))].Name)
		space.TCP.Draw(r, &c)
		return c
	}
}
