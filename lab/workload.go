package lab

import (
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/stack"
)

// whereIdle is what the time before a workload's start is spent on.
const whereIdle = cause.TimerIdle

// sinkBacklog is the backlog of the servers of bulk and connects.
const sinkBacklog = 511

// maxWrite is the most that is written at once: it fits an int of 32 bits.
const maxWrite = 1 << 30

func (w *world) workloads() error {
	for i := range w.s.Workloads {
		l := &w.s.Workloads[i]
		h := w.net.Host(l.Client)
		from, err := sources(h, l)
		if err != nil {
			return err
		}
		if _, err := w.proxy(l.Proxy); err != nil {
			return err
		}
		switch l.Kind {
		case scenario.LoadPage:
			for range l.Users {
				w.start(h, l.Title(), l.Start, func(p *sim.Proc) { w.loadPage(p, l, from) })
			}
		case scenario.Requests:
			u, err := httpx.ParseURL(l.URL)
			if err != nil {
				return err
			}
			user := func(p *sim.Proc) {
				c := w.client(l, from)
				req := httpx.Request{Method: l.Method, URL: u, Header: l.RequestHeader, Body: l.RequestBody, Ranges: l.Ranges,
					Priority: given(l.Priority)}
				c.Repeat(p, req, l.Count, l.AtOnce, l.Pause)
				c.Close()
			}
			for range l.Users {
				w.start(h, l.Title(), l.Start, user)
			}
		case scenario.Load:
			if err := w.load(h, l, from); err != nil {
				return err
			}
		case scenario.Bulk, scenario.Connects:
			if err := w.listenFor(l); err != nil {
				return err
			}
			w.start(h, l.Title(), l.Start, func(p *sim.Proc) { w.connects(p, l, from) })
		}
	}
	return nil
}

func (w *world) client(l *scenario.Workload, from []ip.Addr) *httpx.Client {
	h := w.net.Host(l.Client)
	proxy, _ := w.proxy(l.Proxy) // workloads reported what is wrong with it
	return &httpx.Client{
		ClientConfig: l.ClientConfig, Host: h, Resolver: w.resolver(h), Recorder: w.recorder, Workload: l.Title(),
		Proxy: proxy, From: from, KnowsHTTP2: w.knowsHTTP2,
	}
}

// given is a priority that was asked for.
func given(p httpx.Priority) httpx.Priority {
	p.Given = true
	return p
}

// knowsHTTP2 reports whether the server at an address and port is known to speak HTTP/2.
func (w *world) knowsHTTP2(a ip.Addr, port uint16) bool {
	return slices.ContainsFunc(w.s.Servers, func(s scenario.Server) bool {
		return s.Version == httpx.HTTP2 && s.Port == int64(port) && s.Host == w.owners[a]
	})
}

func (w *world) loadPage(p *sim.Proc, l *scenario.Workload, from []ip.Addr) {
	c := w.client(l, from)
	for i := range l.Count {
		if i > 0 {
			p.Sleep(l.Pause, cause.Host)
		}
		c.Load(p, w.pages[l.Page])
	}
	c.Close()
}

// listenFor starts the far end of a bulk or connects workload, which sends the
// bytes and waits for the client to close.
func (w *world) listenFor(l *scenario.Workload) error {
	h := w.net.Host(l.Server)
	listener, err := h.ListenOn(uint16(l.Port), sinkBacklog)
	if err != nil {
		return fmt.Errorf("workload %s: port %d of %s: %w", l.Title(), l.Port, l.Server, err)
	}
	h.GoDaemon("sink", func(*sim.Proc) {
		for {
			c, err := listener.Socket.Accept()
			if err != nil {
				return
			}
			h.GoDaemon("sink-connection", func(*sim.Proc) { w.sink(c, l) })
		}
	})
	return nil
}

func (w *world) sink(c *stack.Socket, l *scenario.Workload) {
	defer c.Close()
	if l.Nagle {
		_ = c.SetOption(stack.NoDelay, 0) // cannot fail
	}
	if l.Kind == scenario.Bulk {
		for left := l.Bytes; left > 0; left -= min(left, maxWrite) {
			if _, err := c.WriteZeros(int(min(left, maxWrite))); err != nil {
				return
			}
		}
		if err := c.Shutdown(stack.ShutWrite); err != nil {
			return
		}
	}
	for {
		if _, err := c.Discard(maxWrite); err != nil {
			return
		}
	}
}

// connects opens connections one after the other, reads what comes, and closes.
func (w *world) connects(p *sim.Proc, l *scenario.Workload, from []ip.Addr) {
	w.transferring++
	defer func() {
		w.transferring--
		w.transferred = p.Now().Now
	}()
	h := w.net.Host(l.Client)
	to, ok := mainAddr(w.net.Host(l.Server))
	for i := range l.Count {
		if i > 0 {
			p.Sleep(l.Pause, cause.Host)
		}
		if !ok {
			w.failures = append(w.failures, fmt.Sprintf("%s: host %s has no address", l.Title(), l.Server))
			return
		}
		c, err := dial(h, from, int(i), to, uint16(l.Port))
		if err != nil {
			w.failures = append(w.failures, fmt.Sprintf("%s, connection %d: %v", l.Title(), i+1, err))
			continue
		}
		for left := l.Bytes; l.Kind == scenario.Bulk && left > 0; {
			n, err := c.Discard(left)
			if err != nil {
				w.failures = append(w.failures, fmt.Sprintf("%s, connection %d: %v", l.Title(), i+1, err))
				break
			}
			left -= int64(n)
		}
		c.Close()
	}
}

// sources are the addresses that the connections of a workload come from.
func sources(h *stack.Host, l *scenario.Workload) (list []ip.Addr, err error) {
	for _, text := range l.From {
		a, err := ip.ParseAddr(text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(h.Addrs(), a) {
			return nil, fmt.Errorf("workload %s: from: %v is no address of host %s, expected one of %v", l.Title(), a, l.Client,
				h.Addrs())
		}
		list = append(list, a)
	}
	return list, nil
}

// dial opens the i-th connection, from one of the addresses if there are any.
func dial(h *stack.Host, from []ip.Addr, i int, to ip.Addr, port uint16) (stack.Conn, error) {
	s := h.Socket()
	if len(from) > 0 {
		if err := s.From(from[i%len(from)]); err != nil {
			return stack.Conn{}, err
		}
	}
	if err := s.Connect(to, port); err != nil {
		_ = s.Close() // it cannot be closed already
		return stack.Conn{}, err
	}
	return stack.Conn{Socket: s}, nil
}

// mainAddr is the address that others use of a host: its first of IPv6, which goes
// before IPv4 (RFC 6724 section 2.1), else its first.
func mainAddr(h *stack.Host) (ip.Addr, bool) {
	all := h.Addrs()
	if i := slices.IndexFunc(all, func(a ip.Addr) bool { return !a.Is4() }); i >= 0 {
		return all[i], true
	}
	if len(all) == 0 {
		return ip.Addr{}, false
	}
	return all[0], true
}
