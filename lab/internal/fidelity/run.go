package fidelity

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Real processes answer 100 to 250 us after what they waited for has come. They
// run, and read or close, after wake; what they send, and who serves a connection that
// was accepted, takes a reaction more.
const (
	wake     = 40 * vtime.Microsecond
	reaction = 80 * vtime.Microsecond
)

// horizon is where a conversation ends that does not end by itself.
const horizon = 3 * vtime.Minute

// Result is what the simulated hosts did.
type Result struct {
	Times   []Reading
	Packets []Packet
	Rounds  int      // of the first connection's server
	Wrong   []string // steps that ended in another way than they should
}

// Reading is a time that was taken.
type Reading struct {
	Name string
	At   vtime.Time
}

// Run has the hosts hold the conversation.
func Run(c *Conversation) (*Result, error) {
	r := &run{c: c, kernel: sim.New(1), result: &Result{}}
	r.net = stack.NewNet(r.kernel, true)
	client, err := r.host("client")
	if err != nil {
		return nil, err
	}
	server, err := r.host("server")
	if err != nil {
		return nil, err
	}
	near, far := ip.AddrFrom4([4]byte{10, 0, 0, 1}), ip.AddrFrom4([4]byte{10, 0, 0, 2})
	up, down := c.Up, c.Down
	up.Name, down.Name = "up", "down"
	prefix := ip.PrefixFrom(ip.AddrFrom4([4]byte{10, 0, 0, 0}), 24)
	ab, ba, err := r.net.Connect(
		stack.Side{Host: client, Addr: near, Wire: up}, stack.Side{Host: server, Addr: far, Wire: down}, prefix,
	)
	if err != nil {
		return nil, err
	}
	r.net.ComputeRoutes()
	w := newWatcher(r.result)
	ab.SetTap(&tap{w, true})
	ba.SetTap(&tap{w, false})
	r.serve(server)
	for range c.Parallel {
		client.Go("client", func(p *sim.Proc) {
			a := &application{run: r, host: client, proc: p, server: far, begun: p.Now().Now}
			a.lap = a.begun
			a.all(c.Client, 0)
		})
	}
	r.kernel.Run(sim.Bounds{Until: c.Until, Events: 10e6})
	r.finish()
	r.kernel.Shutdown()
	return r.result, nil
}

// run is a conversation under way.
type run struct {
	c      *Conversation
	kernel *sim.Kernel
	net    *stack.Net
	result *Result
	gone   []leaving
	ready  int // clients that wait for each other
	others sim.WaitQueue
}

// leaving is a connection whose end is waited for.
type leaving struct {
	name  string
	since vtime.Time
	end   *stack.End
}

func (r *run) host(name string) (*stack.Host, error) {
	cfg, _ := stack.ProfileConfig("linux")
	for _, s := range r.c.Knobs {
		if s.Host != "" && s.Host != name {
			continue
		}
		if err := set(&cfg, s); err != nil {
			return nil, err
		}
	}
	return r.net.AddHost(name, cfg, false)
}

// set sets a knob from text.
func set(cfg *stack.Config, s Setting) error {
	table := stack.Table()
	k, ok := table.Find(s.Knob)
	if !ok {
		return fmt.Errorf("%s, which is no knob", s.Knob)
	}
	v, err := value(k, s.Value)
	if err != nil {
		return err
	}
	return k.Set(cfg, v)
}

func value(k *knob.Knob[stack.Config], text string) (int64, error) {
	switch k.Kind {
	case knob.Choice:
		if i := slices.Index(k.Names, text); i >= 0 {
			return int64(i), nil
		}
		return 0, fmt.Errorf("%s: %q, expected one of %s", k.Name, text, strings.Join(k.Names, ", "))
	case knob.Bool:
		if text == "yes" {
			return 1, nil
		}
		return 0, nil
	case knob.Duration:
		d, err := units.ParseDuration(text)
		return int64(d), err
	}
	return units.ParseSize(text)
}

const port = 80

func (r *run) serve(h *stack.Host) {
	h.GoDaemon("server", func(p *sim.Proc) {
		l, err := h.ListenOn(port, 128)
		if err != nil {
			r.wrong("server", err)
			return
		}
		for {
			s, err := l.Socket.Accept()
			if err != nil {
				return
			}
			h.GoDaemon("connection", func(p *sim.Proc) {
				a := &application{run: r, host: h, proc: p, socket: s, begun: p.Now().Now}
				p.Sleep(wake+reaction, cause.TimerIdle)
				a.all(r.c.Server, 0)
			})
		}
	})
}

func (r *run) wrong(where string, what any) {
	r.result.Wrong = append(r.result.Wrong, fmt.Sprintf("%s: %v", where, what))
}

func (r *run) finish() {
	for _, g := range r.gone {
		if g.end.IsOpen {
			r.wrong(g.name, "the connection is still there")
			continue
		}
		r.result.Times = append(r.result.Times, Reading{g.name, g.end.Closed.Now - g.since})
	}
}

// application is one that does the steps of one side of a connection.
type application struct {
	*run
	host       *stack.Host
	proc       *sim.Proc
	server     ip.Addr // where a client connects to
	socket     *stack.Socket
	begun, lap vtime.Time
	receive    int64 // receive buffer of sockets to come; 0: the host's
	quick      bool  // quick acknowledgements are asked for before each read
	woken      bool  // it has not reacted to what woke it
	arrivals   sim.WaitQueue
}

// all does steps, for the n-th time, and reports whether to go on.
func (a *application) all(steps []Step, n int) bool {
	for i := range steps {
		s := &steps[i]
		if s.Do == "times" {
			for k := range int(s.Count) {
				if !a.all(s.Steps, k+1) {
					return false
				}
			}
			continue
		}
		err := a.do(s, n)
		got := ""
		if e := errno.Errno(0); errors.As(err, &e) {
			got = e.Name()
		} else if err != nil {
			got = "EOF"
		}
		if got != s.Fails {
			a.wrong(a.host.Name()+" "+s.Do+" "+s.Arg, fmt.Sprintf("%s instead of %s", outcome(got), outcome(s.Fails)))
			return false
		}
	}
	return true
}

func outcome(name string) string {
	if name == "" {
		return "success"
	}
	return name
}

func (a *application) now() vtime.Time { return a.proc.Now().Now }

func (a *application) do(s *Step, n int) error {
	if a.woken && (s.Do == "send" || s.Do == "connect") {
		a.woken = false
		a.proc.Sleep(reaction, cause.TimerIdle)
	}
	switch s.Do {
	case "connect":
		return a.connect()
	case "send":
		_, err := a.socket.WriteZeros(int(s.Count))
		return err
	case "read":
		return a.read(s.Count)
	case "eof":
		if err := a.read(1 << 40); err != io.EOF {
			return err
		}
	case "close":
		return a.socket.Close()
	case "sleep":
		a.proc.Sleep(vtime.Time(s.Count), cause.TimerIdle)
	case "until":
		a.proc.Sleep(a.begun+vtime.Time(s.Count)-a.now(), cause.TimerIdle)
	case "together":
		a.together()
	case "nodelay":
		return a.socket.SetOption(stack.NoDelay, 1)
	case "quickack":
		a.quick = true
	case "linger0":
		return a.socket.SetOption(stack.Linger, 0)
	case "rcvbuf":
		a.receive = s.Count
	default:
		a.clock(s.Do, strings.Replace(s.Arg, "#", fmt.Sprintf("%02d", n), 1))
	}
	return nil
}

// clock takes a time.
func (a *application) clock(what, name string) {
	now := a.now()
	switch what {
	case "start":
		a.begun, a.lap = now, now
	case "mark":
		a.result.Times = append(a.result.Times, Reading{name, now - a.begun})
	case "lap":
		a.result.Times = append(a.result.Times, Reading{name, now - a.lap})
		a.lap = now
	case "gone":
		a.gone = append(a.gone, leaving{name, now, a.socket.Record()})
	}
}

func (a *application) connect() error {
	a.socket = a.host.Socket()
	if a.receive > 0 {
		if err := a.socket.SetOption(stack.RecvBuffer, a.receive); err != nil {
			return err
		}
	}
	err := a.socket.Connect(a.server, port)
	if err == nil {
		a.woken = true
		a.proc.Sleep(wake, cause.TimerIdle)
	}
	return err
}

// together waits until all clients have come so far.
func (a *application) together() {
	if a.ready++; a.ready < a.c.Parallel {
		a.proc.Wait(&a.others, "the other clients")
		return
	}
	a.ready = 0
	a.others.WakeAll()
}

// read reads n bytes, or to the end.
func (a *application) read(n int64) error {
	for n > 0 {
		if a.quick {
			if err := a.socket.SetOption(stack.QuickAck, 1); err != nil {
				return err
			}
		}
		if ready, _ := a.socket.Ready(); !ready {
			a.await()
		}
		k, err := a.socket.Discard(n)
		if err != nil {
			return err
		}
		n -= int64(k)
	}
	return nil
}

// await waits for something to read, and for the processor.
func (a *application) await() {
	a.socket.NotifyReadable(&a.arrivals)
	a.proc.Wait(&a.arrivals, "data")
	a.woken = true
	a.proc.Sleep(wake, cause.TimerIdle)
}
