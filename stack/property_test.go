package stack

import (
	"crypto/sha256"
	"fmt"
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/knob/knobtest"
	"github.com/rttlab/rttlab/tcp/tcptest/space"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

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
	c.Reorder, c.ReorderBy = share(20), vtime.Time(1+r.IntN(50))*ms
	c.Jitter = vtime.Time(r.IntN(20)) * ms
	return c
}

// hostSpace is what random hosts are made of, besides their TCP.
var hostSpace = knobtest.Space[Config]{
	Table: slices.DeleteFunc(Table(), func(k knob.Knob[Config]) bool { return strings.HasPrefix(k.Name, "tcp.") }),
	Ranges: map[string][2]int64{
		"host.ttl": {20, 255}, "host.backlog_limit": {1, 100}, "host.syn_backlog": {1, 100}, "host.udp_buffer": {512, 1e5},
		"host.receive_option_limit": {1, 1e6}, "host.send_option_limit": {1, 1e6}, "host.block_cost": {0, 1e5},
		"host.pmtu_min": {68, 600}, "host.pmtu_expires": {1e9, 600e9}, "host.reassembly_timeout": {5e9, 120e9},
		"host.reassembly_limit": {100_000, 1e9}, "host.challenge_limit": {0, 50}, "host.icmp_interval": {0, 1e9}, "host.icmp_burst": {1, 50},
	},
	Left: map[string]string{
		"host.port_low": "two drawn bounds may contradict each other", "host.port_high": "see host.port_low",
		"host.icmp":            "a router that is silent about what is too big is a black hole",
		"host.syn_cookies":     "who remembers nothing resets a client whose first segments were lost",
		"host.max_orphans":     "who is reset for want of memory loses what was under way",
		"host.connect_timeout": "who gives up on a bad wire is right to",
	},
}

func TestSpaceForgetsNoKnob(t *testing.T) { hostSpace.Check(t) }

// randomKnobs draws a configuration around a profile.
func randomKnobs(r *rand.Rand, c *Config) {
	hostSpace.Draw(r, c)
	space.TCP.Draw(r, &c.TCP)
	space.Persist(&c.TCP)
	c.TCP.RTOMax, c.TCP.ProbeMax = 3*vtime.Second, 5*vtime.Second // or it takes days
	c.TCP.ProbeMin = min(c.TCP.ProbeMin, c.TCP.ProbeMax)
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

// randomNet draws hosts and routers: the routers are joined to a tree, now and
// then with a further link, and each host hangs on one or two of them. Without
// routers it is two hosts on a link. Wires further in carry whatever the hosts'
// own wires do, since nothing finds out the MTU of a path. Bits are flipped between a
// host and its first router only: two of one segment may leave its checksum as it was.
func randomNet(t *testing.T, seed uint64, r *rand.Rand) (w *world, hosts []*Host) {
	profiles := Profiles()
	w = newPlain(t, "rfc", seed)
	add := func(name string, forwards bool) *Host {
		cfg, _ := ProfileConfig(profiles[r.IntN(len(profiles))].Name)
		randomKnobs(r, &cfg)
		h, err := w.net.AddHost(name, cfg, forwards)
		require.NoError(t, err)
		return h
	}
	inner := func() link.Config {
		c := randomWire(r)
		c.MTU, c.Corrupt = 1600+r.IntN(8000), 0
		return c
	}
	var routers []*Host
	for i := range r.IntN(5) {
		h := add(fmt.Sprint("r", i), true)
		if i > 0 {
			w.join(h, routers[r.IntN(i)], inner())
		}
		if i > 2 && r.IntN(2) == 0 {
			w.join(h, routers[0], inner())
		}
		routers = append(routers, h)
	}
	if len(routers) == 0 {
		hosts = []*Host{add("h0", false), add("h1", false)}
		w.join(hosts[0], hosts[1], randomWire(r))
	}
	for i := range min(len(routers), 1) * (2 + r.IntN(4)) {
		h := add(fmt.Sprint("h", i), false)
		for range 1 + r.IntN(5)/4 {
			there := randomWire(r)
			back := there
			back.Corrupt = 0
			w.joinBy(h, routers[r.IntN(len(routers))], there, back)
		}
		hosts = append(hosts, h)
	}
	w.net.ComputeRoutes()
	return w, hosts
}

// dialogue is a conversation between two hosts, or of a host with itself.
type dialogue struct {
	t        *testing.T
	what     string
	r        *rand.Rand
	up, down int // bytes
	ended    int // sides
}

// side lets one end of the conversation talk and close when both directions are
// at their end.
func (d *dialogue) side(h *Host, c *Socket, out, in int, salt byte) {
	read, written := false, false
	end := func(err error) {
		require.NoError(d.t, err, "%s on %s", d.what, h.name)
		if read && written {
			require.NoError(d.t, c.Close(), d.what)
			d.ended++
		}
	}
	talk(h, d.r, c, out, in, salt, func(err error) {
		read = true
		end(err)
	})
	written = true
	end(nil)
}

func (d *dialogue) start(a, b *Host, port uint16) {
	b.GoDaemon("server", func(p *sim.Proc) {
		l, err := b.ListenOn(port, 10)
		require.NoError(d.t, err)
		c, err := l.Socket.Accept()
		require.NoError(d.t, err, d.what)
		require.NoError(d.t, l.Close())
		d.side(b, c, d.down, d.up, 1)
	})
	a.Go("client", func(p *sim.Proc) {
		p.Sleep(vtime.Time(d.r.IntN(2000))*ms, cause.Host)
		to := b.Addrs()[d.r.IntN(len(b.Addrs()))]
		c, err := a.Dial(to, port)
		require.NoError(d.t, err, "%s to %v", d.what, to)
		d.side(a, c.Socket, d.up, d.down, 0)
	})
}

// gossip sends datagrams to and fro besides; some get lost.
func gossip(w *world, r *rand.Rand, a, b *Host) {
	b.GoDaemon("gossip", func(*sim.Proc) {
		s := b.UDPSocket()
		if s.Bind(ip.Addr{}, 53) != nil {
			return
		}
		for {
			n, from, err := s.RecvFrom(make([]byte, 100), vtime.Never, cause.TimerIdle)
			if err != nil {
				return
			}
			require.NoError(w.t, s.SendTo(make([]byte, n/2), from))
		}
	})
	a.Go("gossip", func(p *sim.Proc) {
		s := a.UDPSocket()
		defer s.Close()
		for range 20 {
			require.NoError(w.t, s.SendTo(make([]byte, r.IntN(100)), Addr{b.Addrs()[0], 53}))
			_, _, _ = s.RecvFrom(make([]byte, 100), p.Now().Now+vtime.Time(r.IntN(300))*ms, cause.TimerName)
		}
	})
}

// crowd lets so many timers be pending at once as in a large world, where handlers look
// ahead (sim.Ahead), and stops them.
func crowd(k *sim.Kernel) {
	var all []*sim.Timer
	for range 2000 {
		all = append(all, k.At(ms, cause.Host, func(vtime.Stamp) { panic("it was stopped") }))
	}
	for _, t := range all {
		t.Stop()
	}
}

// converse runs some conversations over a random net, as if it were a part of a large world
// or not, and returns a digest of all packets.
func converse(t *testing.T, seed uint64, large bool) string {
	r := rand.New(rand.NewPCG(seed, 1))
	w, hosts := randomNet(t, seed, r)
	if large {
		crowd(w.kernel)
	}
	digest := sha256.New()
	w.net.SetTap(hasher{digest})
	most := 60_000 // bytes: where buffers are tiny, fewer
	for _, h := range hosts {
		most = min(most, int(100*min(h.cfg.TCP.SendBuffer, h.cfg.TCP.ReceiveBuffer)))
	}
	var all []*dialogue
	for i := range 1 + r.IntN(3) {
		a, b := hosts[r.IntN(len(hosts))], hosts[r.IntN(len(hosts))]
		d := &dialogue{t: t, what: fmt.Sprintf("seed %d, conversation %d", seed, i),
			r: rand.New(rand.NewPCG(seed, uint64(2+i))), up: r.IntN(most), down: r.IntN(most)}
		d.start(a, b, uint16(80+i))
		all = append(all, d)
	}
	if r.IntN(2) == 0 {
		gossip(w, r, hosts[0], hosts[1])
	}
	out := w.run()
	require.Equal(t, sim.Done, out.End, "seed %d: %+v%s", seed, out, w.open())
	for _, d := range all {
		require.Equal(t, 2, d.ended, d.what)
	}
	require.Equal(t, len(w.net.packets), len(w.net.pool), "seed %d", seed)
	for _, h := range hosts {
		require.Zero(t, connections(h), "seed %d: %s", seed, h.name)
		require.Empty(t, h.listeners, "seed %d: %s", seed, h.name)
		require.Empty(t, h.ports.conns, "seed %d: %s", seed, h.name)
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
			for off := uint64(0); ; off += 397 {
				mark, ok := e.Half.MarkOf(off)
				if !ok {
					break
				}
				checkByte(t, w, e, off, mark, fmt.Sprintf("seed %d: byte %d of %s", seed, off, e.Host.name))
			}
		}
	}
}

// checkByte follows a byte from the call that wrote it to the peer's hands: the
// reasons that held it tile the time until it left, and the parents of its
// arrival tile the time from then on.
func checkByte(t *testing.T, w *world, e *End, off uint64, mark cause.Mark, what string) {
	first, ok := e.Half.FirstOf(off)
	require.True(t, ok, "%s was written and never left", what)
	require.LessOrEqual(t, mark.Wanted.Now, mark.Taken.Now, what)
	require.LessOrEqual(t, mark.Taken.Now, first.At.Now, what)
	at := mark.Taken.Now
	for _, s := range e.Half.Chrono.Cut(mark.Taken.Now, first.At.Now) {
		require.NotEqual(t, cause.NothingToSend, s.Why, "%s at %v of [%v,%v]", what, s.From, mark.Taken.Now, first.At.Now)
		require.Equal(t, at, s.From, what)
		at = s.To
	}
	require.Equal(t, first.At.Now, at, what)
	ready, arrival, ok := e.Peer.Receipt.ReadyOf(off)
	require.True(t, ok, "%s never arrived", what)
	require.LessOrEqual(t, arrival.At.Now, ready.Now, what)
	require.LessOrEqual(t, first.At.Now, arrival.At.Now, what)
	at = first.At.Now
	for _, s := range w.kernel.Log().Chain(ready.Event, first.At.Now) {
		require.Equal(t, at, s.From, what)
		require.NotEqual(t, cause.Instant, s.Where, what)
		at = s.To
	}
	require.Equal(t, ready.Now, at, what)
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
	for seed := range simtest.Seeds(t, 40) {
		require.Equal(t, converse(t, seed, false), converse(t, seed, true), "seed %d run twice", seed)
	}
}
