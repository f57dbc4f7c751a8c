package scenario

import (
	"slices"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Defaults of name resolution: resolv.conf's, the buffer size that DNS operators agreed
// on for datagrams without fragments, and the delay of RFC 8305 section 8.
const (
	dnsAttempts        = 2
	dnsUDPSize         = 1232
	dnsResolutionDelay = 50 * vtime.Millisecond
)

func dnsTable() []field[DNS] {
	return slices.Concat([]field[DNS]{
		required("server", hosts, func(d *DNS) *string { return &d.Server },
			"the host that answers"),
		list("fallbacks", hosts, func(d *DNS) *[]string { return &d.Fallbacks },
			"further hosts that answer, which clients ask when those before do not"),
		list("mute", hosts, func(d *DNS) *[]string { return &d.Mute },
			"of these hosts, and of those of authorities: the ones that get questions and answer none"),
		scalar("think", durations, 0, func(d *DNS) *span { return &d.Think },
			"time that a server needs"),
		scalar("ttl", durations, 300*vtime.Second, func(d *DNS) *span { return &d.TTL },
			"how long an answer is kept"),
		scalar("negative_ttl", durations, 60*vtime.Second, func(d *DNS) *span { return &d.No },
			"how long it is kept that a name has nothing; 0: not at all"),
		scalar("udp_size", counts[i64](512, 65535), dnsUDPSize, func(d *DNS) *i64 { return &d.UDPSize },
			"largest answer over UDP, in bytes, whatever the client takes; larger ones are cut, and fetched over TCP"),
	}, lift(stubTable(), func(d *DNS) *names.Config { return &d.Config }), []field[DNS]{
		scalar("root_latency", durations, 0, func(d *DNS) *span { return &d.RootLatency },
			"what a question of a server to the root takes, there and back"),
		scalar("tld_latency", durations, 0, func(d *DNS) *span { return &d.TLDLatency },
			"what a question of a server to a domain below the root takes"),
		scalar("owner_latency", durations, 0, func(d *DNS) *span { return &d.OwnerLatency },
			"what a question of a server to the servers of a name's own domain takes; with all three 0 servers know all names"),
		sequence("authorities", authorityTable, func(d *DNS) *[]Authority { return &d.Authorities },
			"hosts that answer for zones: the server asks them, from the root down, in place of the latencies"),
		sequence("records", recordTable, func(d *DNS) *[]Record { return &d.Records },
			"what names have, in place of the address of a host or beside the names of hosts"),
		scalar("known", flags, false, func(d *DNS) *bool { return &d.Known },
			"clients know all names from the start, as if they had asked just before"),
	})
}

// stubTable is what resolv.conf says, and what is beside it.
func stubTable() []field[names.Config] {
	type cfg = names.Config
	return []field[cfg]{
		scalar("timeout", durations, 5*vtime.Second, func(c *cfg) *span { return &c.Timeout },
			"how long a client waits for a server before it asks the next one, or the same again; 0: for ever"),
		scalar("attempts", counts[i64](1, 100), dnsAttempts, func(c *cfg) *i64 { return &c.Attempts },
			"how often it asks all servers"),
		scalar("rotate", flags, false, func(c *cfg) *bool { return &c.Rotate },
			"each question begins with the next server"),
		list("search", domains, func(c *cfg) *[]string { return &c.Search },
			"what is put behind names with fewer dots than ndots before they are tried as they are, and behind others after"),
		scalar("ndots", counts[i64](0, 15), 1, func(c *cfg) *i64 { return &c.NDots },
			"dots of a name that is tried as it is first"),
		scalar("edns", counts[i64](0, 65535), 0, func(c *cfg) *i64 { return &c.EDNS },
			"largest answer over UDP that clients and servers that ask take; 0: no EDNS, and 512 bytes"),
		scalar("sequence", flags, false, func(c *cfg) *bool { return &c.Sequence },
			"ask for addresses of IPv6 first and for those of IPv4 when they are known, and not at the same time"),
		scalar("resolution_delay", durations, dnsResolutionDelay, func(c *cfg) *span { return &c.ResolutionDelay },
			"how long addresses of IPv4 wait for those of IPv6, which do not wait; 0: both wait for each other"),
	}
}

func authorityTable() []field[Authority] {
	return []field[Authority]{
		required("zone", zones, func(a *Authority) *string { return &a.Zone },
			"the zone, . for the root"),
		required("host", hosts, func(a *Authority) *string { return &a.Host },
			"the host that answers for it"),
	}
}

func recordTable() []field[Record] {
	return []field[Record]{
		required("name", domains, func(r *Record) *string { return &r.Name },
			"the name"),
		list("addresses", addrs, func(r *Record) *[]string { return &r.Addresses },
			"its addresses, of hosts or of nobody"),
		scalar("alias", aliases, "", func(r *Record) *string { return &r.Alias },
			"the name that it is an alias of (CNAME)"),
		scalar("ttl", durations, 0, func(r *Record) *span { return &r.TTL },
			"how long the answer is kept; 0: as dns says"),
		oneFrom("fault", names.FaultNames, names.NoFault, func(r *Record) *names.Fault { return &r.Fault },
			"how questions are answered badly: servfail, refused, silent, garbage, wrong-id or truncated (over UDP)"),
	}
}
