package lab

import (
	"fmt"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/stack/gvisor"
)

// world is a scenario come to life.
type world struct {
	s         *scenario.Scenario
	kernel    *sim.Kernel
	net       *stack.Net
	recorder  *httpx.Recorder
	zone      names.Zone
	static    map[string][]ip.Addr // the addresses of names, for who asks nobody
	resolvers map[string]*names.Resolver
	pages     map[string]*httpx.Page
	owners    map[ip.Addr]string
	served    map[string]map[content]httpx.Resource // by host of the server
	failures  []string                              // of workloads, as they happen
	loads     []*Traffic

	transferring int        // workloads without transactions that are under way
	transferred  vtime.Time // when the last of them ended
}

// build makes the world; an error is about the scenario, and the world is
// unfinished.
func build(s *scenario.Scenario) (*world, error) {
	w := &world{
		s: s, kernel: sim.New(s.Seed), recorder: httpx.NewRecorder(), zone: names.Zone{},
		resolvers: map[string]*names.Resolver{}, pages: map[string]*httpx.Page{},
		owners: map[ip.Addr]string{}, served: map[string]map[content]httpx.Resource{},
	}
	w.net = stack.NewNet(w.kernel, true)
	for _, step := range []func() error{
		w.hosts, w.links, w.routes, w.names, w.contents, w.servers, w.proxies, w.workloads,
	} {
		if err := step(); err != nil {
			return w, err
		}
	}
	return w, nil
}

func (w *world) hosts() error {
	table := stack.Table()
	profiles := map[string]stack.Config{} // a profile is made once, however many hosts have it
	for i := range w.s.Hosts {
		h := &w.s.Hosts[i]
		if h.Stack == scenario.GVisor {
			if err := w.gvisor(h); err != nil {
				return err
			}
			continue
		}
		profile := h.Profile
		if profile == "" {
			profile = w.s.Profile
		}
		cfg, made := profiles[profile]
		if !made {
			var ok bool
			if cfg, ok = stack.ProfileConfig(profile); !ok {
				return fmt.Errorf("host %s: no profile is named %q", h.Name, profile)
			}
			profiles[profile] = cfg
		}
		for _, options := range [][]scenario.OptionValue{w.s.Options, h.Options} {
			for _, o := range options {
				k, ok := table.Find(o.Name)
				if !ok {
					return fmt.Errorf("host %s: no knob is named %q", h.Name, o.Name)
				}
				if err := k.Set(&cfg, o.Value); err != nil {
					return fmt.Errorf("host %s: %w", h.Name, err)
				}
			}
		}
		if cfg.PortLow > cfg.PortHigh {
			return fmt.Errorf("host %s: host.port_low %d is above host.port_high %d", h.Name, cfg.PortLow, cfg.PortHigh)
		}
		if _, err := w.net.AddHost(h.Name, cfg, h.Router); err != nil {
			return err
		}
	}
	return nil
}

// gvisor adds a host that gVisor runs.
func (w *world) gvisor(h *scenario.Host) error {
	cfg, err := knobs.GVisor(w.s, h)
	if err != nil {
		return err
	}
	around, _ := stack.ProfileConfig(stack.Profiles()[0].Name)
	around.SendICMP = false // that is the guest's to do
	host, err := w.net.AddHost(h.Name, around, false)
	if err != nil {
		return err
	}
	host.Lodge(gvisor.Boot(cfg))
	return nil
}

func (w *world) links() error {
	subnets, err := w.s.Subnets()
	if err != nil {
		return err
	}
	for i := range w.s.Links {
		l := &w.s.Links[i]
		_, _, err := w.net.Connect(
			stack.Side{Host: w.net.Host(l.A), Addr: subnets[i].A, Wire: wire(&l.Up)},
			stack.Side{Host: w.net.Host(l.B), Addr: subnets[i].B, Wire: wire(&l.Down)}, subnets[i].Prefix)
		if also := subnets[i].Also; err == nil && also != nil {
			err = w.net.AddSubnet(&w.net.Links()[i], also.A, also.B, also.Prefix)
		}
		if err != nil {
			return fmt.Errorf("link %s - %s: %w", l.A, l.B, err)
		}
	}
	return nil
}

func wire(d *scenario.Direction) link.Config {
	return link.Config{
		Rate: d.Rate, Delay: d.Delay, Jitter: d.Jitter, MTU: int(d.MTU),
		Queue: queue(d), Schedule: d.Timetable(), Trace: d.Opportunities(),
		Loss: link.Share(d.Loss),
		Burst: link.Burst{
			ToBad: link.Share(d.Burst.ToBad), ToGood: link.Share(d.Burst.ToGood),
			InGood: link.Share(d.Burst.InGood), InBad: link.Share(d.Burst.InBad),
		},
		LoseData: ints(d.LoseData), LosePackets: ints(d.LosePackets), Duplicate: link.Share(d.Duplicate),
		Reorder: link.Share(d.Reorder), ReorderBy: d.ReorderBy, Corrupt: link.Share(d.Corrupt),
	}
}

// queue is the queue of a direction.
func queue(d *scenario.Direction) link.Queue {
	p := &d.Queue
	q := link.Queue{Packets: int(d.QueuePackets), Bytes: d.QueueBytes}
	codel := link.CoDel{Target: p.Target, Interval: p.Interval, Mark: p.ECN}
	switch p.Discipline {
	case scenario.NoQueue:
		q.None, q.Name = true, p.Discipline.String()
	case scenario.Threshold:
		q.New = link.Threshold{Packets: int(p.MarkPackets), Bytes: p.MarkBytes}.New
	case scenario.RED:
		q.New = link.RED{Min: int(p.MinPackets), Max: int(p.MaxPackets), MaxP: link.Share(p.MaxShare),
			Weight: uint(p.Weight), Gentle: p.Gentle, Mark: p.ECN}.New
	case scenario.CoDel:
		q.New = codel.New
	case scenario.FQCoDel:
		q.New = link.FQCoDel{CoDel: codel, Flows: int(p.Flows), Quantum: int(p.Quantum)}.New
	case scenario.PIE:
		q.New = link.PIE{Target: p.Target, Update: p.Update, MaxBurst: p.MaxBurst, Mark: p.ECN}.New
	}
	if q.New != nil {
		q.Name = p.Discipline.String()
	}
	return q
}

func ints(v []int64) []int {
	var out []int
	for _, n := range v {
		out = append(out, int(n))
	}
	return out
}

func (w *world) routes() error {
	for _, r := range w.s.Routes {
		to, err := ip.ParsePrefix(r.To)
		if err != nil {
			return err
		}
		via, err := ip.ParseAddr(r.Via)
		if err != nil {
			return err
		}
		if !w.net.Host(r.Host).AddRoute(to, via) {
			return fmt.Errorf("route of %s to %v: the gateway %v is on no link of the host", r.Host, to, via)
		}
	}
	w.net.ComputeRoutes()
	return nil
}

// start is when a workload's process begins.
func (w *world) start(h *stack.Host, name string, at vtime.Time, fn func(p *sim.Proc)) {
	h.Go(name, func(p *sim.Proc) {
		p.Sleep(at, whereIdle)
		fn(p)
	})
}
