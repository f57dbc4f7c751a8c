package stack

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func seeds(normal int) int {
	if n, err := strconv.Atoi(os.Getenv("RTTLAB_SEEDS")); err == nil {
		return n
	}
	return normal
}

// randomWire draws a wire that is bad in some ways.
func randomWire(r *rand.Rand) link.Config {
	c := link.Config{Delay: vtime.Time(r.IntN(100)) * ms, MTU: 200 + r.IntN(1400)}
	if r.IntN(3) > 0 {
		c.Rate = 1 << (15 + r.IntN(15))
		c.Queue = link.Queue{Packets: 3 + r.IntN(50)}
	}
	share := func(most int) link.Share {
		if r.IntN(2) == 0 {
			return 0
		}
		return link.Share(r.IntN(most)) * 1e7
	}
	c.Loss, c.Duplicate, c.Corrupt = share(8), share(10), share(4)
	c.Reorder, c.ReorderBy = share(20), vtime.Time(r.IntN(50))*ms
	c.Jitter = vtime.Time(r.IntN(20)) * ms
	return c
}

// randomKnobs draws a configuration around a profile.
func randomKnobs(r *rand.Rand, c *Config) {
	t := &c.TCP
	pick := func(v ...int64) int64 { return v[r.IntN(len(v))] }
	t.InitialWindow = pick(1, 2, 4, 10, 40)
	t.SendBuffer, t.ReceiveBuffer = pick(1000, 5000, 1<<16, 1<<20), pick(1500, 5000, 1<<16, 1<<20)
	t.WindowScaling = r.IntN(2) == 0
	t.DelayedAck = vtime.Time(pick(0, 40, 200, 500)) * ms
	t.AckEvery = pick(1, 2, 4)
	for _, name := range []string{"tcp.nagle", "tcp.recovery", "tcp.ack_policy", "tcp.zero_window_probe", "tcp.idle_restart",
		"tcp.byte_counting", "tcp.limited_transmit", "tcp.rto_min_rule", "tcp.initial_window_rule", "tcp.rtt_sample_per_ack"} {
		k, _ := Table().Find(name)
		if err := k.Set(c, int64(r.IntN(int(min(k.Max, 9))+1))); err != nil {
			panic(err)
		}
	}
	t.Retries, t.SYNRetries = 60, 60
	t.RTOMax = 3 * vtime.Second
	t.ProbeMax = 5 * vtime.Second
}

func pattern(n int, salt byte) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7) ^ byte(i>>8) ^ salt
	}
	return b
}

// talk writes a pattern in random pieces while another process reads.
func talk(h *Host, r *rand.Rand, c *Socket, out, in int, salt byte, done func(error)) {
	h.Go("reader", func(p *sim.Proc) {
		want := pattern(in, salt^1)
		for at := 0; ; {
			buf := make([]byte, 1+r.IntN(5000))
			n, err := c.Read(buf)
			if at+n > in || string(buf[:n]) != string(want[at:at+n]) {
				done(fmt.Errorf("bytes %d to %d differ", at, at+n))
				return
			}
			at += n
			if err == io.EOF && at == in {
				done(nil)
				return
			}
			if err != nil {
				done(fmt.Errorf("read %d of %d: %w", at, in, err))
				return
			}
			if r.IntN(4) == 0 {
				p.Sleep(vtime.Time(r.IntN(300))*ms, cause.Host)
			}
		}
	})
	data := pattern(out, salt)
	for len(data) > 0 {
		n := min(1+r.IntN(8000), len(data))
		if _, err := c.Write(data[:n]); err != nil {
			done(fmt.Errorf("write: %w", err))
			return
		}
		data = data[n:]
		if r.IntN(4) == 0 {
			h.kernel.Running().Sleep(vtime.Time(r.IntN(300))*ms, cause.Host)
		}
	}
	if err := c.Shutdown(ShutWrite); err != nil {
		done(err)
	}
}

// converse runs one conversation and returns a digest of all packets.
func converse(t *testing.T, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	profile := Profiles()[r.IntN(3)].Name
	w := newWorld(t, profile, seed, randomWire(r), func(c *Config) { randomKnobs(r, c) })
	digest := sha256.New()
	w.ab.SetTap(hasher{digest})
	w.ba.SetTap(hasher{digest})
	up, down := r.IntN(100_000), r.IntN(100_000)
	finished := 0
	done := func(who string) func(error) {
		return func(err error) {
			require.NoError(t, err, "seed %d, %s", seed, who)
			finished++
		}
	}
	w.b.GoDaemon("server", func(p *sim.Proc) {
		l, err := w.b.ListenOn(80, 10)
		require.NoError(t, err)
		c, err := l.Socket.Accept()
		require.NoError(t, err)
		talk(w.b, r, c, down, up, 1, done("server"))
	})
	w.a.Go("client", func(p *sim.Proc) {
		c, err := w.a.Dial(addr("10.0.0.2"), 80)
		require.NoError(t, err, "seed %d", seed)
		talk(w.a, r, c.Socket, up, down, 0, done("client"))
	})
	out := w.run()
	require.Equal(t, sim.Done, out.End, "seed %d: %+v", seed, out)
	require.Equal(t, 2, finished, "seed %d", seed)
	for _, wire := range w.net.Wires() {
		s := wire.Stats()
		require.Equal(t, s.Sent+s.Duplicated, s.Delivered+s.DroppedAll()+s.InFlight)
	}
	checkRecords(t, w, seed)
	return fmt.Sprintf("%x", digest.Sum(nil))
}

// checkRecords walks over the records of each byte.
func checkRecords(t *testing.T, w *world, seed uint64) {
	for _, c := range w.net.Connections() {
		for _, e := range []*End{c.Client, c.Server} {
			if e == nil || e.Peer == nil {
				continue
			}
			for off := uint64(0); ; off += 97 {
				mark, ok := e.Half.MarkOf(off)
				if !ok {
					break
				}
				first, ok := e.Half.FirstOf(off)
				require.True(t, ok, "seed %d: byte %d was written and never left", seed, off)
				require.LessOrEqual(t, mark.Wanted.Now, mark.Taken.Now)
				require.LessOrEqual(t, mark.Taken.Now, first.At.Now)
				for _, s := range e.Half.Chrono.Cut(mark.Taken.Now, first.At.Now) {
					require.NotEqual(t, cause.NothingToSend, s.Why, "seed %d: byte %d of %v at %v of [%v,%v]", seed, off, e.Host.name, s.From, mark.Taken.Now, first.At.Now)
				}
				ready, arrival, ok := e.Peer.Receipt.ReadyOf(off)
				require.True(t, ok, "seed %d: byte %d never arrived", seed, off)
				require.LessOrEqual(t, arrival.At.Now, ready.Now)
				require.LessOrEqual(t, first.At.Now, arrival.At.Now)
			}
		}
	}
}

type hasher struct{ w io.Writer }

func (h hasher) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	fmt.Fprintln(h.w, at.Now, w.Name())
	h.w.Write(f.Body.AppendWire(nil))
}
func (h hasher) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	fmt.Fprintln(h.w, at.Now, w.Name(), why)
}
func (h hasher) Delivered(vtime.Stamp, *link.Wire, *link.Frame) {}

func TestSeedsConversations(t *testing.T) {
	for seed := range uint64(seeds(60)) {
		require.Equal(t, converse(t, seed), converse(t, seed), "seed %d run twice", seed)
	}
}
