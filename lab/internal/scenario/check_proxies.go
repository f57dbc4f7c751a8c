package scenario

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/httpx"
)

// SplitPeer reads host or host:port, where port is the default one.
func SplitPeer(s string, port int64) (string, int64, error) {
	host, text, given := strings.Cut(s, ":")
	if !given {
		return host, port, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return host, 0, fmt.Errorf("%q: port %q is not 1 to 65535", cut(s), cut(text))
	}
	return host, int64(n), nil
}

var errNoProxy = errors.New("no proxy is")

// FindProxy returns the index of the proxy that a text names: host, if it is the only
// one there, or host:port.
func (s *Scenario) FindProxy(name string) (int, error) {
	host, port, err := SplitPeer(name, 0)
	if err != nil {
		return 0, err
	}
	found := -1
	for i := range s.Proxies {
		x := &s.Proxies[i]
		if x.Host != host || port != 0 && x.Port != port {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("host %q has several proxies, expected host:port", host)
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("%w at %q", errNoProxy, cut(name))
	}
	return found, nil
}

// proxyNames are the hosts of the proxies.
func (s *Scenario) proxyNames() (list []string) {
	for i := range s.Proxies {
		if h := s.Proxies[i].Host; !contains(list, h) {
			list = append(list, h)
		}
	}
	return list
}

// proxy reports a name that no proxy has. It returns the index of the proxy, below
// 0 if there is none.
func (c *checker) proxy(n *yaml.Node, field, name string) int {
	if name == "" {
		return -1
	}
	i, err := c.s.FindProxy(name)
	if err != nil {
		hint := ""
		if errors.Is(err, errNoProxy) {
			hint = c.didYouMean(name, c.s.proxyNames())
		}
		c.fail(n, "%s: %v%s", field, err, hint)
		return -1
	}
	return i
}

// plain reports a request that would go to a proxy by HTTP/2.
func (c *checker) plain(w *Workload, url string) {
	if w.Proxy != "" && w.Version == httpx.HTTP2 && strings.HasPrefix(url, "http:") {
		c.fail(c.at(w, "protocol"), "protocol: a proxy speaks no HTTP/2, expected http/1.1 or http/1.0, or https in all URLs")
	}
}

func (c *checker) proxies() {
	for i := range c.s.Proxies {
		x := &c.s.Proxies[i]
		c.addressed(c.at(x, "host"), "host", x.Host)
		if c.hosts.all[x.Host] {
			c.listen(x, x.Host, x.Port)
		}
		c.proxy(c.at(x, "proxy"), "proxy", x.Next)
		c.gateway(x)
		if x.Version == httpx.HTTP2 {
			c.fail(c.at(x, "protocol"), "protocol: a proxy speaks no HTTP/2, expected http/1.1 or http/1.0")
		}
		if x.Upstream.Version == httpx.HTTP2 {
			c.fail(c.at(x, "upstream"), "upstream: a proxy speaks no HTTP/2, expected protocol http/1.1 or http/1.0")
		}
	}
	c.circle()
}

// gateway reports what only a gateway has, and needs.
func (c *checker) gateway(x *Proxy) {
	key, v := c.find(x, "servers")
	switch {
	case x.Kind != httpx.ReverseProxy && key != nil:
		c.fail(key, "servers: a proxy of kind %s has none, expected only with kind reverse", httpx.ProxyKindNames[x.Kind])
	case x.Kind == httpx.ReverseProxy && v == nil:
		c.fail(c.maps[x], "servers is missing, expected one or more: kind reverse needs them")
	case x.Kind == httpx.ReverseProxy && len(x.Servers) == 0:
		c.fail(v, "servers: there are none, expected one or more")
	case x.Kind == httpx.ReverseProxy && x.Next != "":
		c.fail(c.at(x, "proxy"), "proxy: a gateway asks its servers, expected none with kind reverse")
	}
	for i, name := range x.Servers {
		at := c.item(x, "servers", i)
		host, _, err := SplitPeer(name, 80)
		if err != nil {
			c.fail(at, "servers: %v", err)
			continue
		}
		c.addressed(at, "servers", host)
	}
}

// circle reports proxies that ask each other.
func (c *checker) circle() {
	for i := range c.s.Proxies {
		at := i
		for range c.s.Proxies {
			next, err := c.s.FindProxy(c.s.Proxies[at].Next)
			if err != nil {
				break
			}
			if at = next; at == i {
				x := &c.s.Proxies[i]
				c.fail(c.at(x, "proxy"), "proxy: %q leads back to this proxy, expected a chain that ends", cut(x.Next))
				return
			}
		}
	}
}

// Behind lists the hosts that answer what a port of a host is asked: the servers of
// the gateway that is there, those of gateways behind it in its place, or else the
// host itself.
func (s *Scenario) Behind(host string, port int64) []string {
	return s.behind(host, port, len(s.Proxies))
}

func (s *Scenario) behind(host string, port int64, depth int) (list []string) {
	for i := range s.Proxies {
		x := &s.Proxies[i]
		if x.Host != host || x.Port != port || x.Kind != httpx.ReverseProxy || depth == 0 {
			continue
		}
		for _, name := range x.Servers {
			if next, at, err := SplitPeer(name, 80); err == nil {
				list = append(list, s.behind(next, at, depth-1)...)
			}
		}
		return list
	}
	return []string{host}
}
