package scenario

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/vtime"
)

// proxyPort is where proxies listen that name no port (that of squid).
const proxyPort = 3128

func proxyTable() []field[Proxy] {
	type cfg = httpx.ProxyConfig
	return slices.Concat([]field[Proxy]{
		required("host", hosts, func(x *Proxy) *string { return &x.Host },
			"the host of the proxy"),
		scalar("port", counts[i64](1, 65535), proxyPort, func(x *Proxy) *i64 { return &x.Port },
			"port"),
		oneFrom("kind", httpx.ProxyKindNames, httpx.ForwardProxy, func(x *Proxy) *httpx.ProxyKind { return &x.Kind },
			"forward (clients name the server), reverse (a gateway with servers of its own) or relay (it passes Connection "+
				"on, reads one request of a connection, and takes the server's close for the end of the response)"),
		scalar("proxy", peers, "", func(x *Proxy) *string { return &x.Next },
			"the proxy that it asks in turn"),
		list("servers", peers, func(x *Proxy) *[]string { return &x.Servers },
			"the servers of a gateway: a host, with :port if that is not 80"),
		oneFrom("balance", httpx.BalanceNames, httpx.RoundRobin, func(x *Proxy) *httpx.Balance { return &x.Balance },
			"how a gateway chooses among its servers: round-robin or least-requests"),
		scalar("per_user", counts[i64](0, MaxCount), 0, func(x *Proxy) *i64 { return &x.PerUser },
			"connections to a server for each user that is connected, counted by addresses; 2 is the rule of RFC 2616 "+
				"section 8.1.4; 0: no such bound"),
	}, lift([]field[cfg]{
		scalar("buffer", sizes, 64<<10, func(x *cfg) *i64 { return &x.Buffer },
			"bytes of a body that it holds in each direction: no more is read before they have gone on; 0: any number"),
		scalar("store", flags, false, func(x *cfg) *bool { return &x.Store },
			"pass a response on only when all of it is there, whatever buffer says"),
		scalar("tunnels", flags, true, func(x *cfg) *bool { return &x.Tunnels },
			"make tunnels (CONNECT)"),
		scalar("tunnel_idle", durations, 300*vtime.Second, func(x *cfg) *span { return &x.TunnelIdle },
			"how long nothing may happen in a tunnel before it is reset; 0: for ever"),
	}, func(x *Proxy) *cfg { return &x.ProxyConfig }), []field[Proxy]{
		upstreamField("upstream", "its behaviour towards the next server"),
	}, lift(serverConfigTable(), func(x *Proxy) *httpx.ServerConfig { return &x.ServerConfig }))
}

// upstreamTable has the fields of a proxy as a client.
func upstreamTable() []field[httpx.ClientConfig] { return clientConfigTable(0, 60*vtime.Second) }

// upstreamField is one map that may be left out.
func upstreamField(name, doc string) field[Proxy] {
	return field[Proxy]{
		name: name, doc: doc, kind: "map, see [upstream](#upstream)",
		preset: func(x *Proxy) { x.Upstream = preset(upstreamTable()) },
		schema: func(r Registry) map[string]any { return schemaOf(r, upstreamTable()) },
		put: func(d *decoder, n *yaml.Node, x *Proxy) {
			decodeMap(d, n, name, upstreamTable(), &x.Upstream)
		},
		emit: func(x *Proxy) *yaml.Node {
			if x.Upstream == preset(upstreamTable()) {
				return nil
			}
			return emitMap(upstreamTable(), &x.Upstream)
		},
	}
}
