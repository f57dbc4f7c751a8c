package scenario

import (
	"math"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Version is the version of the format that this package reads and writes.
const Version = 1

type (
	span = vtime.Time
	i64  = int64
)

// root is the table of a whole file. The version is a field of its own, since
// nothing else makes sense without it.
func root(reg Registry) []field[Scenario] {
	t := []field[Scenario]{versionField("rttlab", "the version of the format, 1")}
	t = append(t, rootMacros()...)
	return append(t, []field[Scenario]{
		scalar("title", texts, "", func(s *Scenario) *string { return &s.Title },
			"what the scenario shows"),
		scalar("seed", counts[uint64](0, math.MaxUint64), 1, func(s *Scenario) *uint64 { return &s.Seed },
			"seed of all randomness"),
		scalar("until", durations, 0, func(s *Scenario) *span { return &s.Until },
			"virtual time at which the run ends; 0: when nothing is left to happen"),
		scalar("max_events", counts[uint64](0, math.MaxUint64), 100_000_000,
			func(s *Scenario) *uint64 { return &s.MaxEvents },
			"events after which the run ends, about three for each segment; 0: any number"),
		profileField("profile", func(s *Scenario) *string { return &s.Profile },
			"profile of the hosts that name none; without it the first of them"),
		scalar("family", families, IPv4, func(s *Scenario) *Family { return &s.Family },
			"addresses of links that name none: ipv4, ipv6 or both"),
		optionsField("options", func(s *Scenario) *[]OptionValue { return &s.Options },
			"knobs of all hosts"),
		must(bounded(bounded(named("hosts", hostTable, func(s *Scenario) *[]Host { return &s.Hosts },
			func(h *Host) *string { return &h.Name }, "machines by name"),
			"propertyNames", map[string]any{"pattern": namePattern, "maxLength": MaxHostName}), "minProperties", 1)),
		sequence("links", linkTable, func(s *Scenario) *[]Link { return &s.Links },
			"wires between hosts"),
		sequence("routes", routeTable, func(s *Scenario) *[]Route { return &s.Routes },
			"routes besides those by the fewest hops"),
		bounded(namesField("names", func(s *Scenario) *[]Name { return &s.Names },
			"host names of URLs: the host that each stands for"),
			"propertyNames", map[string]any{"pattern": namePattern, "maxLength": maxName}),
		optional("dns", "dns", dnsTable, func(s *Scenario) **DNS { return &s.DNS }, "name lookups over the network; without it hosts know all names"),
		sequence("servers", serverTable, func(s *Scenario) *[]Server { return &s.Servers },
			"HTTP servers"),
		sequence("proxies", proxyTable, func(s *Scenario) *[]Proxy { return &s.Proxies },
			"proxies, gateways and relays"),
		named("pages", pageTable, func(s *Scenario) *[]Page { return &s.Pages },
			func(p *Page) *string { return &p.Name },
			"pages by name; their objects are served by the servers of their URLs' hosts"),
		sequence("workloads", workloadTable, func(s *Scenario) *[]Workload { return &s.Workloads },
			"what happens"),
		expectField("expect", func(s *Scenario) *[]Expectation { return &s.Expect },
			"what the run has to be like"),
		list("notes", texts, func(s *Scenario) *[]string { return &s.Notes },
			"what an importer assumed"),
	}...)
}

func hostTable() []field[Host] {
	return []field[Host]{
		profileField("profile", func(h *Host) *string { return &h.Profile },
			"profile of the host; without it the scenario's"),
		oneFrom("stack", stackNames, Own, func(h *Host) *Stack { return &h.Stack },
			"whose TCP/IP stack runs the host; gVisor's has [knobs of its own](#knobs-of-gvisor) and no profile"),
		scalar("router", flags, false, func(h *Host) *bool { return &h.Router },
			"forwards what is not for itself"),
		optionsField("options", func(h *Host) *[]OptionValue { return &h.Options },
			"knobs of the host; they win over those of the scenario"),
		hostCount(),
	}
}

func linkTable() []field[Link] {
	t := []field[Link]{
		betweenField(),
		presetField("preset"),
		bounded(list("addresses", addrs, func(l *Link) *[]string { return &l.Addresses },
			"addresses of the two hosts on the link; without them the subnet's first two"),
			"anyOf", []any{map[string]any{"maxItems": 0}, map[string]any{"minItems": 2, "maxItems": 2}}),
		scalar("subnet", subnets, "", func(l *Link) *string { return &l.Subnet },
			"block of the link's addresses; without it the /24 or, of IPv6, /64 around its addresses, "+
				"or a free 10.x.y.0/24 or 2001:db8:0:x::/64"),
	}
	for _, f := range directionTable() {
		t = append(t, bothWays(f))
	}
	up, down := func(l *Link) *Direction { return &l.Up }, func(l *Link) *Direction { return &l.Down }
	return append(t,
		oneWay("up", up, down, "what differs in the direction from the first host to the second"),
		oneWay("down", down, nil, "what differs in the direction from the second host to the first"))
}

func directionTable() []field[Direction] {
	return []field[Direction]{
		scalar("rate", rates, 0, func(d *Direction) *uint64 { return &d.Rate },
			"bits per second"),
		scalar("delay", durations, 0, func(d *Direction) *span { return &d.Delay },
			"one-way delay"),
		scalar("jitter", durations, 0, func(d *Direction) *span { return &d.Jitter },
			"largest extra delay, drawn for each packet; order is kept"),
		scalar("mtu", mtus, 1500, func(d *Direction) *i64 { return &d.MTU },
			"largest packet in bytes, from 68 on; 0: 65535"),
		queueField("queue", func(d *Direction) *Queue { return &d.Queue },
			"what waits for the transmitter"),
		scalar("queue_packets", counts[i64](0, MaxCount), 0, func(d *Direction) *i64 { return &d.QueuePackets },
			"packets that may wait or be in transmission; 0: any number"),
		scalar("queue_bytes", sizes, 0, func(d *Direction) *i64 { return &d.QueueBytes },
			"bytes that may wait or be in transmission; 0: any number"),
		scalar("loss", shares, 0, func(d *Direction) *i64 { return &d.Loss },
			"share of packets lost at random"),
		traceField("trace", func(d *Direction) *[]i64 { return &d.Trace },
			"when packets can leave, in place of rate: a mahimahi trace, by the name of its file seen from this one or as "+
				"its times in milliseconds; each lets 1504 bytes go, 4 more than a packet has, and after the last it begins again"),
		scheduleField("schedule", func(d *Direction) *[]Step { return &d.Schedule },
			"how rate, delay and loss change with time"),
		scalar("schedule_period", durations, 0, func(d *Direction) *span { return &d.SchedulePeriod },
			"the schedule begins again after this time; 0: its last step holds for ever"),
		scalar("burst_to_bad", shares, 0, func(d *Direction) *i64 { return &d.Burst.ToBad },
			"bursty loss (Gilbert-Elliott): chance for each packet to enter the bad state"),
		scalar("burst_to_good", shares, 0, func(d *Direction) *i64 { return &d.Burst.ToGood },
			"bursty loss: chance for each packet to leave the bad state"),
		scalar("burst_loss_good", shares, 0, func(d *Direction) *i64 { return &d.Burst.InGood },
			"bursty loss: share lost in the good state"),
		scalar("burst_loss_bad", shares, 0, func(d *Direction) *i64 { return &d.Burst.InBad },
			"bursty loss: share lost in the bad state"),
		list("lose_data", counts(1, MaxCount), func(d *Direction) *[]i64 { return &d.LoseData },
			"the n-th packets with data are lost"),
		list("lose_packets", counts(1, MaxCount), func(d *Direction) *[]i64 { return &d.LosePackets },
			"the n-th packets are lost"),
		scalar("duplicate", shares, 0, func(d *Direction) *i64 { return &d.Duplicate },
			"share of packets that arrive twice"),
		scalar("reorder", shares, 0, func(d *Direction) *i64 { return &d.Reorder },
			"share of packets that arrive later by reorder_by"),
		scalar("reorder_by", durations, span(10*vtime.Millisecond), func(d *Direction) *span { return &d.ReorderBy },
			"how much later reordered packets arrive"),
		scalar("corrupt", shares, 0, func(d *Direction) *i64 { return &d.Corrupt },
			"share of packets with a flipped bit"),
	}
}

func routeTable() []field[Route] {
	return []field[Route]{
		required("host", hosts, func(r *Route) *string { return &r.Host },
			"the host that has the route"),
		required("to", subnets, func(r *Route) *string { return &r.To },
			"a block of addresses such as 10.9.0.0/16"),
		required("via", addrs, func(r *Route) *string { return &r.Via },
			"the address of the gateway, on a link of the host"),
	}
}
