package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/stretchr/testify/require"
)

// Two small writes leave as one segment if the first says that more is to come.
func TestMore(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(NoDelay, 1))
		before := c.Record().Counts().SentData
		require.Equal(t, 100, first(c.Send(More, Payload{Len: 40}, Payload{Len: 60})))
		p.Sleep(5*ms, cause.Host)
		require.Equal(t, before, c.Record().Counts().SentData)
		require.Equal(t, 10, first(c.WriteZeros(10)))
		p.Sleep(50*ms, cause.Host)
		require.Equal(t, before+1, c.Record().Counts().SentData)
		require.EqualValues(t, 110, srv.Info().Unread)
	})
}
