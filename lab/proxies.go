package lab

import (
	"fmt"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/stack"
)

// proxies starts the proxies.
func (w *world) proxies() error {
	for i := range w.s.Proxies {
		s := &w.s.Proxies[i]
		h := w.net.Host(s.Host)
		next, err := w.proxy(s.Next)
		if err != nil {
			return err
		}
		x := &httpx.Proxy{
			ProxyConfig: s.ProxyConfig, Next: next, Resolver: w.resolver(h), Workload: fmt.Sprintf("proxy %s", s.Host),
			Front: &httpx.Server{ServerConfig: s.ServerConfig, Host: h, Port: uint16(s.Port), Recorder: w.recorder},
		}
		for _, name := range s.Servers {
			host, port, err := scenario.SplitPeer(name, httpPort)
			if err != nil {
				return err
			}
			p, err := peer(w.net.Host(host), host, port)
			if err != nil {
				return err
			}
			x.Servers = append(x.Servers, *p)
		}
		if err := x.Start(); err != nil {
			return err
		}
	}
	return nil
}

// httpPort is the port of servers that name none.
const httpPort = 80

// proxy returns where a proxy listens, nil if the name is empty.
func (w *world) proxy(name string) (*httpx.Peer, error) {
	if name == "" {
		return nil, nil
	}
	i, err := w.s.FindProxy(name)
	if err != nil {
		return nil, err
	}
	x := &w.s.Proxies[i]
	return peer(w.net.Host(x.Host), x.Host, x.Port)
}

// peer is a port of a host as others see it.
func peer(h *stack.Host, name string, port int64) (*httpx.Peer, error) {
	a, ok := mainAddr(h)
	if !ok {
		return nil, fmt.Errorf("proxy or server %s: the host has no link, and so no address", name)
	}
	return &httpx.Peer{Addr: a, Port: uint16(port), Name: name}, nil
}
