package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// bulk sends from a to b over a wire for a while and shows the sender's state
// each millisecond.
func bulk(t *testing.T, wire link.Config, long vtime.Time, see func(tcp.Info), change ...func(*Config)) *world {
	wire.MTU = 1500
	w := newWorld(t, "linux", 1, wire, change...)
	l, err := w.b.ListenOn(80, 5)
	require.NoError(t, err)
	w.b.GoDaemon("read", func(*sim.Proc) {
		s, err := l.Socket.Accept()
		require.NoError(t, err)
		for {
			if n, err := s.Discard(1 << 20); n == 0 || err != nil {
				return
			}
		}
	})
	var c *Socket
	w.a.GoDaemon("write", func(*sim.Proc) {
		c = w.a.Socket()
		require.NoError(t, c.Connect(server, 80))
		_, _ = c.WriteZeros(1 << 30)
	})
	w.a.Go("watch", func(p *sim.Proc) {
		for p.Now().Now < long {
			p.Sleep(ms, cause.Host)
			if c != nil && c.ep != nil {
				see(c.Info())
			}
		}
	})
	w.kernel.Run(sim.Bounds{Until: long, Events: 50e6})
	w.kernel.Shutdown()
	return w
}

// Where Linux leaves slow start was measured: by delay at 28 segments, by the train
// of acknowledgements at 63 and 124. While the receive window opens every segment
// is acknowledged on its own, else there would be no train.
func TestHyStartLeavesSlowStartWhereLinuxDoes(t *testing.T) {
	for _, c := range []struct {
		rate  uint64
		delay vtime.Time
		want  int64
	}{
		{256_000, 25 * ms, 28}, {1_500_000, 25 * ms, 28}, {10_000_000, 25 * ms, 63}, {10_000_000, 50 * ms, 124},
	} {
		left := int64(0)
		bulk(t, link.Config{Rate: c.rate, Delay: c.delay}, 5*vtime.Second, func(i tcp.Info) {
			if left == 0 && i.State == tcp.Established && i.Threshold < 1<<39 {
				left = i.Threshold / i.MSS
			}
		})
		require.Equal(t, c.want, left, "%d bit/s, %v", c.rate, c.delay)
	}
}

// named selects a congestion control algorithm.
func named(t *testing.T, name string) func(*Config) {
	id, ok := tcp.AlgorithmNamed(name)
	require.True(t, ok)
	return func(c *Config) { c.TCP.Congestion = id }
}

// Behind a megabyte of queue CUBIC waits for most of a second; BBR leaves it nearly
// empty, uses the line, and every ten seconds makes sure of the round trip.
func TestBBRKeepsTheQueueShort(t *testing.T) {
	wire := link.Config{Rate: 10_000_000, Delay: 25 * ms, Queue: link.Queue{Bytes: 1 << 20}}
	const long = 22 * vtime.Second
	measure := func(algorithm string) (rtt vtime.Time, acked, least int64) {
		least = 1 << 40
		bulk(t, wire, long, func(i tcp.Info) {
			if at := i.BytesAcked; at > 3_000_000 {
				rtt, least = max(rtt, i.SRTT), min(least, i.Cwnd/i.MSS)
			}
			acked = i.BytesAcked
		}, named(t, algorithm))
		return rtt, acked, least
	}
	rtt, acked, least := measure("bbr")
	require.Less(t, rtt, 80*ms)
	require.EqualValues(t, 4, least, "the window of a probe")
	require.Greater(t, acked, int64(10_000_000/8*22)*90/100)
	rtt, _, _ = measure("cubic")
	require.Greater(t, rtt, 500*ms)
}

// What is paced leaves a bottleneck's queue shorter: at the end of slow start half
// of the window waits in it otherwise.
func TestPacingShortensTheQueue(t *testing.T) {
	wire := link.Config{Rate: 100_000_000, Delay: 25 * ms}
	longest := func(pacing bool) (rtt vtime.Time) {
		bulk(t, wire, 250*ms, func(i tcp.Info) { rtt = max(rtt, i.SRTT) }, func(c *Config) { c.TCP.Pacing = pacing })
		return rtt
	}
	require.Less(t, longest(true), longest(false))
}

// DCTCP keeps a queue that marks beyond K near K, and the line busy: of 30 segments
// at 100 Mbit/s, 3.6 ms, the round trip of 1 ms becomes 3 to 6 ms (RFC 8257 section
// 4.1).
func TestDCTCPKeepsTheQueueAtTheThreshold(t *testing.T) {
	queue := link.Queue{Bytes: 1 << 20, New: link.Threshold{Packets: 30}.New}
	wire := link.Config{Rate: 100_000_000, Delay: ms / 2, Queue: queue}
	const long = 2 * vtime.Second
	low, high, acked := vtime.Never, vtime.Time(0), int64(0)
	bulk(t, wire, long, func(i tcp.Info) {
		if acked = i.BytesAcked; acked > 2_000_000 {
			low, high = min(low, i.SRTT), max(high, i.SRTT)
		}
	}, named(t, "dctcp"))
	require.Greater(t, low, 3*ms)
	require.Less(t, high, 6*ms)
	require.Greater(t, acked, int64(100_000_000/8*2)*93/100)
}

// With a bandwidth-delay product of queue, slow start overflows it unless Linux's
// HyStart leaves it before. HyStart++ looks for a queue that stays for a round and
// needs a longer one; then it loses less (RFC 9406).
func TestSlowStartEndsBeforeTheQueueOverflows(t *testing.T) {
	lost := func(mode tcp.HyStartMode, queue int64) (copies int64) {
		wire := link.Config{Rate: 50_000_000, Delay: 20 * ms, Queue: link.Queue{Bytes: queue}}
		bulk(t, wire, 700*ms, func(i tcp.Info) { copies = i.TotalRetrans + i.Lost },
			func(c *Config) { c.TCP.HyStart = mode })
		return copies
	}
	require.NotZero(t, lost(tcp.HyStartOff, 250_000))
	require.Zero(t, lost(tcp.HyStartLinux, 250_000))
	require.Less(t, lost(tcp.HyStartRFC9406, 750_000), lost(tcp.HyStartOff, 750_000)*2/3)
}

// The receive window begins with 64 KiB and grows to what the path takes: 100 Mbit/s
// over 100 ms are 1.25 MB.
func TestWindowReachesThePath(t *testing.T) {
	wire := link.Config{Rate: 100_000_000, Delay: 50 * ms, Queue: link.Queue{Bytes: 1 << 20}}
	most, acked, then := int64(0), int64(0), int64(0)
	n := 0
	bulk(t, wire, 6*vtime.Second, func(i tcp.Info) {
		most, acked = max(most, i.InFlight), i.BytesAcked
		if n++; n <= 4000 {
			then = acked
		}
	})
	require.Greater(t, most, int64(1_250_000))
	require.Greater(t, acked-then, int64(2*100_000_000/8)*90/100, "the last two seconds fill the line")
}

// compete has two connections of different algorithms send over one wire for a minute
// and returns what each gets through.
func compete(t *testing.T, wire link.Config, one, other string) (a, b int64) {
	wire.MTU = 1500
	w := newWorld(t, "linux", 1, wire, func(c *Config) { c.TCP.HyStart = tcp.HyStartOff })
	l, err := w.b.ListenOn(80, 5)
	require.NoError(t, err)
	for range 2 {
		w.b.GoDaemon("read", func(*sim.Proc) {
			s, err := l.Socket.Accept()
			require.NoError(t, err)
			for {
				if n, err := s.Discard(1 << 20); n == 0 || err != nil {
					return
				}
			}
		})
	}
	var flows []*Socket
	for _, name := range []string{one, other} {
		w.a.GoDaemon("write", func(*sim.Proc) {
			c := w.a.Socket()
			require.NoError(t, c.SetCongestion(name))
			flows = append(flows, c)
			require.NoError(t, c.Connect(server, 80))
			_, _ = c.WriteZeros(1 << 30)
		})
	}
	w.a.Go("watch", func(p *sim.Proc) { p.Sleep(60*vtime.Second, cause.Host) })
	w.kernel.Run(sim.Bounds{Until: 60 * vtime.Second, Events: 50e6})
	a, b = flows[0].Info().BytesAcked, flows[1].Info().BytesAcked
	w.kernel.Shutdown()
	return a, b
}

// Where Reno does well CUBIC leaves it about its share; over a long fat path it takes
// what Reno cannot use (RFC 9438 sections 4.3 and 5.1). The jitter keeps one flow from
// being the one whose frames find the queue full each time.
func TestCubicAgainstReno(t *testing.T) {
	short := link.Config{Rate: 5_000_000, Delay: 10 * ms, Jitter: 3 * ms, Queue: link.Queue{Packets: 20}}
	cubic, reno := compete(t, short, "cubic", "reno")
	require.InEpsilon(t, reno, cubic, 0.3)
	long := link.Config{Rate: 50_000_000, Delay: 100 * ms, Jitter: 3 * ms, Queue: link.Queue{Packets: 300}}
	cubic, reno = compete(t, long, "cubic", "reno")
	require.Greater(t, cubic, 2*reno)
}
