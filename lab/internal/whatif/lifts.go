package whatif

import (
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/cause"
)

// Lift is a change that takes a cause away, or makes it smaller.
type Lift struct {
	Name string
	Doc  string // what the run is like then
	// Costs are what explanations charge to the cause.
	Costs Cells
	// Gone says that no time is left in Costs once it is lifted. Otherwise something
	// else can bring the cause back, or the lift makes it smaller only.
	Gone bool
	// Set changes a scenario; what changes nothing there may be among it.
	Set func(*scenario.Scenario) []scenario.Assignment
}

// losses are the rules under which bytes wait that were lost.
var losses = []cause.Why{cause.LossTimeout, cause.LossDupAcks, cause.LossPartialAck, cause.LossProbe, cause.LossSACK,
	cause.LossRACK, cause.LossEarly, cause.LossLastResort, cause.RecoveryWindow, cause.Hole, cause.ForeignHole,
	cause.ConnectRetry}

// multiplexed are the rules under which streams wait that share a connection.
var multiplexed = []cause.Why{cause.StreamLimit, cause.StreamWindow, cause.ConnectionWindow, cause.BehindStreams,
	cause.ForeignHole}

// Lifts lists all lifts.
func Lifts() []Lift {
	return slices.Concat(transportLifts(), wireLifts(), secureLifts(), nameLifts(), connectionLifts(), applicationLifts())
}

func transportLifts() []Lift {
	return []Lift{
		{Name: "no-delayed-ack", Doc: "every segment is acknowledged at once", Gone: true,
			Costs: Cells{Where: []cause.Where{cause.TimerDelayedAck}},
			Set:   all(knob("tcp.delayed_ack", "0"), knob("tcp.sack_compression", "0"))},
		{Name: "no-nagle", Doc: "small segments leave at once", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.Nagle}},
			Set:   knob("tcp.nagle", "off")},
		{Name: "initial-window-32", Doc: "connections begin with a congestion window of 32 segments",
			Costs: Cells{Why: []cause.Why{cause.SlowStart}},
			Set:   initialWindow(32)},
		{Name: "no-initial-window", Doc: "connections begin with a congestion window without limit; after a loss it is as ever",
			Costs: Cells{Why: []cause.Why{cause.SlowStart}},
			Set:   initialWindow(1 << 20)},
		{Name: "fast-open", Doc: "clients send the first request of a connection in its SYN, once they have a cookie, and servers take it",
			Costs: Cells{Why: []cause.Why{cause.Connect}},
			Set: all(knob("host.fast_open_client", "on"), knob("host.fast_open_server", "on"), clients("fast_open=true"),
				servers("fast_open=1024"))},
		{Name: "no-idle-restart", Doc: "the congestion window is kept over pauses",
			Costs: Cells{Why: []cause.Why{cause.SlowStart}},
			Set:   knob("tcp.idle_restart", "keep")},
		{Name: "large-buffers", Doc: "receivers offer windows of 64 MiB from the start, and writers can be as far ahead",
			Costs: Cells{Why: []cause.Why{cause.ReceiveWindow, cause.SillyWindow, cause.SendBuffer}},
			Set: all(knob("tcp.window_scaling", "on"), knob("tcp.buffer_counts", "bytes"),
				knob("tcp.receive_buffer", "64MiB"), knob("tcp.receive_buffer_max", "64MiB"),
				knob("tcp.send_buffer", "64MiB"), knob("tcp.send_buffer_max", "64MiB"))},
		{Name: "modern-recovery", Doc: "losses are repaired by SACK, RACK and tail loss probes, with timeouts from 200 ms on",
			Costs: Cells{Why: losses},
			Set: all(knob("tcp.sack", "on"), knob("tcp.rack", "on"), knob("tcp.tlp", "on"),
				knob("tcp.recovery", "newreno"), knob("tcp.rto_min", "200ms"))},
		{Name: "no-pacing", Doc: "what the windows allow leaves at once; BBR paces all the same",
			Costs: Cells{Why: []cause.Why{cause.Pacing}},
			Set:   all(knob("tcp.pacing", "off"), knob("tcp.max_pacing_rate", "0"))},
		{Name: "no-time-wait", Doc: "closed connections are forgotten at once, and nearly all ports are there to be used",
			Costs: Cells{Why: []cause.Why{cause.PortExhaustion}},
			Set: all(knob("tcp.time_wait", "0"), knob("host.port_low", "1024"), knob("host.port_high", "65535"),
				knob("host.port_per_peer", "on"))},
	}
}

func wireLifts() []Lift {
	return []Lift{
		{Name: "no-loss", Doc: "wires lose and damage nothing; queues that are full still drop",
			Costs: Cells{Why: losses},
			Set: all(wires("loss=0", "burst_to_bad=0", "burst_loss_good=0", "burst_loss_bad=0", "lose_data=[]",
				"lose_packets=[]", "corrupt=0"), schedules("loss"))},
		{Name: "no-drops", Doc: "queues have no limit and drop nothing; what waits there waits longer",
			Costs: Cells{Why: losses},
			Set:   wires("queue=drop_tail", "queue_packets=0", "queue_bytes=0")},
		{Name: "no-queue", Doc: "each packet has the wires to itself: clocking it out takes as long as ever, and it waits for no other",
			Gone:  true,
			Costs: Cells{Where: []cause.Where{cause.Queue}},
			Set:   limitedWires("queue=none")},
		{Name: "fair-queue", Doc: "queues are FQ-CoDel: short, and each connection has its own",
			Costs: Cells{Where: []cause.Where{cause.Queue}},
			Set:   limitedWires("queue=fq_codel")},
		{Name: "no-rate-limit", Doc: "wires have no rate: nothing is clocked out, and so nothing waits in a queue", Gone: true,
			Costs: Cells{Where: []cause.Where{cause.Serialisation, cause.Queue}},
			Set:   all(wires("rate=unlimited", "trace=[]"), schedules("rate"))},
		{Name: "rate-times-10", Doc: "wires have ten times their rate",
			Costs: Cells{Where: []cause.Where{cause.Serialisation, cause.Queue}},
			Set:   fasterWires(10)},
		{Name: "half-delay", Doc: "wires have half their delay, and so connections half their round trip",
			Costs: Cells{Where: []cause.Where{cause.Propagation}},
			Set:   shorterWires(2)},
		{Name: "equal-mtu", Doc: "all wires take packets as large as the largest takes", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.TooBig, cause.BlackHole}},
			Set:   largestPackets},
		{Name: "no-jitter", Doc: "wires delay all packets alike: none is late, overtaken or doubled", Gone: true,
			Costs: Cells{Where: []cause.Where{cause.Jitter}},
			Set:   all(wires("jitter=0", "reorder=0", "duplicate=0"), schedules("delay"))},
	}
}

func nameLifts() []Lift {
	return []Lift{
		{Name: "no-dns", Doc: "clients know all names: nothing is looked up", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.Name, cause.NameRetry, cause.NameRecursion, cause.NameDelay}},
			Set: func(s *scenario.Scenario) []scenario.Assignment {
				if s.DNS == nil {
					return nil
				}
				return set("dns.known=true")
			}},
		{Name: "addresses-at-once", Doc: "all addresses of a name are tried at the same time, and the first that answers is taken",
			Costs: Cells{Why: []cause.Why{cause.Fallback}},
			Set:   all(clients("attempt_delay=1ns"), proxies("upstream.attempt_delay=1ns"))},
	}
}

// connectionLifts are those of how requests share connections.
func connectionLifts() []Lift {
	return []Lift{
		{Name: "warm-connections", Doc: "both sides keep connections open as long as they can, and use them again",
			Costs: Cells{Why: []cause.Why{cause.Connect, cause.ConnectRetry, cause.Handshake, cause.Stale, cause.Refused}},
			Set: all(persistent, clients("keep_alive=true", "half_close=false", "idle_timeout=0", "max_idle=0"),
				servers("keep_alive=true", "idle_timeout=0", "max_requests=0"), contents("close=false"))},
		// A request may still rather take a connection that becomes free than the one that is being opened for it.
		{Name: "no-connection-limits", Doc: "clients open as many connections as they have requests",
			Costs: Cells{Why: []cause.Why{cause.Blocked}},
			Set: all(clients("connections_per_host=0", "connections=0", "pipeline=0", "delayable=0"),
				proxies("upstream.connections_per_host=0", "upstream.connections=0", "upstream.pipeline=0", "per_user=0"))},
		{Name: "pipelining", Doc: "clients send requests without waiting for the responses before",
			Costs: Cells{Why: []cause.Why{cause.Blocked}},
			Set:   clients("pipeline=100", "protocol=http/1.1", "keep_alive=true")},
		{Name: "no-pipelining", Doc: "a connection has one request at a time", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.HeadOfLine}},
			Set:   clients("pipeline=0")},
		{Name: "multiplexing", Doc: "clients send all requests to a host over one connection at once (HTTP/2)",
			Costs: Cells{Why: []cause.Why{cause.Blocked, cause.HeadOfLine}},
			Set:   all(directClients("protocol=http/2", "keep_alive=true"), servers("protocol=http/2", "keep_alive=true"))},
		{Name: "no-multiplexing", Doc: "clients and servers speak HTTP/1.1: a connection has one response at a time",
			Gone:  true,
			Costs: Cells{Why: multiplexed},
			Set:   all(clients("protocol=http/1.1"), servers("protocol=http/1.1"))},
		{Name: "wide-streams", Doc: "streams of HTTP/2 and their connections have the largest windows there are",
			Costs: Cells{Why: []cause.Why{cause.StreamWindow, cause.ConnectionWindow}},
			Set: all(clients("http2_stream_window=2147483647B", "http2_connection_window=2147483647B"),
				servers("http2_stream_window=2147483647B", "http2_connection_window=2147483647B"))},
		{Name: "no-stream-limit", Doc: "servers of HTTP/2 take any number of requests of a connection at once",
			Costs: Cells{Why: []cause.Why{cause.StreamLimit}},
			Set:   servers("http2_max_streams=0")},
		{Name: "no-relays", Doc: "relays know what Connection means: they are proxies", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.RelayHang}},
			Set: func(s *scenario.Scenario) (out []scenario.Assignment) {
				for i := range s.Proxies {
					if s.Proxies[i].Kind == httpx.DumbRelay {
						out = append(out, assignment(fmt.Sprintf("proxies[%d].kind=forward", i)))
					}
				}
				return out
			}},
	}
}

func applicationLifts() []Lift {
	return []Lift{
		{Name: "one-write", Doc: "headers and bodies are written together, bodies as a whole",
			Set: all(clients("header_apart=false"), servers("header_apart=false", "write_size=0"),
				contents("piece=0", "pause=0"))},
		{Name: "no-expect", Doc: "bodies of requests do not wait for leave", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.Continue}},
			Set:   clients("expect_continue=0")},
		{Name: "no-server-time", Doc: "servers need no time to answer",
			Costs: Cells{Why: []cause.Why{cause.ServerThink, cause.ServerQueue, cause.AcceptQueue}},
			Set:   all(servers("connection_cost=0", "request_cost=0", "kilobyte_cost=0"), contents("think=0", "pause=0"))},
		{Name: "no-server-limits", Doc: "servers handle any number of requests and connections at once",
			Costs: Cells{Why: []cause.Why{cause.ServerQueue, cause.AcceptQueue}},
			Set: all(servers("workers=0", "cores=0", "max_connections=0", "memory=0", "backlog=65536"),
				knob("host.backlog_limit", "65536"))},
		{Name: "no-client-time", Doc: "clients ask for what they find at once, and need no time of their own",
			Costs: Cells{Why: []cause.Why{cause.Discovery, cause.ClientThink}},
			Set: all(clients("connection_cost=0", "request_cost=0", "kilobyte_cost=0"),
				objects("after=0"))},
		{Name: "early-discovery", Doc: "documents name what they need at their beginning",
			Set: objects("at=0")},
		{Name: "cache", Doc: "clients keep responses and use them again",
			Set: clients("cache=true")},
	}
}

// secureLifts are those of TLS.
func secureLifts() []Lift {
	return []Lift{
		{Name: "no-tls", Doc: "nothing is encrypted: servers speak HTTP in the clear, on the same ports", Gone: true,
			Costs: Cells{Why: []cause.Why{cause.TLS}},
			Set:   withoutTLS},
		{Name: "tls-1.3", Doc: "both sides speak version 1.3 of TLS",
			Costs: Cells{Why: []cause.Why{cause.TLS}},
			Set:   all(clients("tls.newest=tls1.3"), secureServers("tls.newest=tls1.3"))},
		{Name: "tls-resumption", Doc: "clients and servers resume TLS sessions that they have had in the run",
			Costs: Cells{Why: []cause.Why{cause.TLS}},
			Set:   all(clients("tls.resume=true"), secureServers("tls.tickets=2"))},
		{Name: "early-data", Doc: "requests go with the ClientHello where a session of TLS 1.3 is resumed (0-RTT)",
			Costs: Cells{Why: []cause.Why{cause.TLS}},
			Set: all(clients("tls.newest=tls1.3", "tls.resume=true", "tls.early_data=true"),
				secureServers("tls.newest=tls1.3", "tls.tickets=2", "tls.early_data=16KiB"))},
	}
}

// persistent lets clients and servers that speak version 1.0 speak 1.1.
func persistent(s *scenario.Scenario) (out []scenario.Assignment) {
	for i, w := range s.Workloads {
		if w.Version == httpx.HTTP10 {
			out = append(out, assignment(fmt.Sprintf("workloads[%d].protocol=http/1.1", i)))
		}
	}
	for i, v := range s.Servers {
		if v.Version == httpx.HTTP10 {
			out = append(out, assignment(fmt.Sprintf("servers[%d].protocol=http/1.1", i)))
		}
	}
	return out
}

// edit changes a scenario.
type edit = func(*scenario.Scenario) []scenario.Assignment

// set makes assignments of texts.
func set(list ...string) (out []scenario.Assignment) {
	for _, text := range list {
		out = append(out, assignment(text))
	}
	return out
}

// all makes several edits.
func all(edits ...edit) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, e := range edits {
			out = append(out, e(s)...)
		}
		return out
	}
}

// clients sets fields of the workloads that have an HTTP client.
func clients(fields ...string) edit {
	return clientsThat(func(*scenario.Workload) bool { return true }, fields)
}

// directClients sets fields of those whose client asks no proxy, which speaks HTTP/1.
func directClients(fields ...string) edit {
	return clientsThat(func(w *scenario.Workload) bool { return w.Proxy == "" }, fields)
}

func clientsThat(may func(*scenario.Workload) bool, fields []string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for i := range s.Workloads {
			w := &s.Workloads[i]
			if w.Kind != scenario.LoadPage && w.Kind != scenario.Requests && w.Kind != scenario.Load || !may(w) {
				continue
			}
			for _, f := range fields {
				out = append(out, assignment(fmt.Sprintf("workloads[%d].%s", i, f)))
			}
		}
		return out
	}
}

// servers sets fields of all servers.
func servers(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for i := range s.Servers {
			for _, f := range fields {
				out = append(out, assignment(fmt.Sprintf("servers[%d].%s", i, f)))
			}
		}
		return out
	}
}

// proxies sets fields of all proxies that know persistence.
func proxies(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for i := range s.Proxies {
			for _, f := range fields {
				if s.Proxies[i].Kind != httpx.DumbRelay {
					out = append(out, assignment(fmt.Sprintf("proxies[%d].%s", i, f)))
				}
			}
		}
		return out
	}
}

// secureServers sets fields of the servers that speak TLS.
func secureServers(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for i := range s.Servers {
			for _, f := range fields {
				if s.Servers[i].TLS != nil {
					out = append(out, assignment(fmt.Sprintf("servers[%d].%s", i, f)))
				}
			}
		}
		return out
	}
}

// withoutTLS makes servers and URLs do without TLS.
func withoutTLS(s *scenario.Scenario) (out []scenario.Assignment) {
	for i := range s.Servers {
		if s.Servers[i].TLS != nil {
			out = append(out, assignment(fmt.Sprintf("servers[%d].tls=null", i)))
		}
	}
	clear := func(path, text string) {
		if u, err := httpx.ParseURL(text); err == nil && u.Scheme == "https" {
			u.Scheme = "http"
			out = append(out, scenario.Assignment{Path: path + ".url", Value: u.String()})
		}
	}
	for i := range s.Workloads {
		clear(fmt.Sprintf("workloads[%d]", i), s.Workloads[i].URL)
	}
	for _, p := range s.Pages {
		for j := range p.Objects {
			clear(fmt.Sprintf("pages.%s.objects[%d]", p.Name, j), p.Objects[j].URL)
		}
	}
	return out
}

// contents sets fields of all that is served.
func contents(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for i := range s.Servers {
			for j := range s.Servers[i].Resources {
				for _, f := range fields {
					out = append(out, assignment(fmt.Sprintf("servers[%d].resources[%d].%s", i, j, f)))
				}
			}
		}
		return append(out, objects(fields...)(s)...)
	}
}

// objects sets fields of all objects of pages.
func objects(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, p := range s.Pages {
			for j := range p.Objects {
				for _, f := range fields {
					out = append(out, assignment(fmt.Sprintf("pages.%s.objects[%d].%s", p.Name, j, f)))
				}
			}
		}
		return out
	}
}

// knob sets a knob of all hosts, also of those that have their own value.
func knob(name, value string) edit {
	return func(s *scenario.Scenario) []scenario.Assignment {
		out := []scenario.Assignment{{Path: "options." + name, Value: value}}
		for _, h := range s.Hosts {
			for _, o := range h.Options {
				if o.Name == name {
					out = append(out, scenario.Assignment{Path: "hosts." + h.Name + ".options." + name, Value: value})
				}
			}
		}
		return out
	}
}

// initialWindow makes connections begin with so many segments.
func initialWindow(segments int64) edit {
	return all(knob("tcp.initial_window_rule", "segments"), knob("tcp.initial_window", fmt.Sprint(segments)))
}
