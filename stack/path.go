package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Discover is how a socket finds out what the way to a peer carries
// (IP_MTU_DISCOVER, IPV6_MTU_DISCOVER), in the numbers of Linux.
type Discover = int64

// The values.
const (
	DiscoverDont  Discover = iota // no DF: routers may fragment; IPv6: as DiscoverWant
	DiscoverWant                  // DF where the datagram fits the way, fragments where it does not
	DiscoverDo                    // DF always; what does not fit the way is EMSGSIZE
	DiscoverProbe                 // DF always; only the first link counts
)

// path is what is known of the way to a destination (RFC 1191 section 6.2, RFC
// 8201 section 5.2).
type path struct {
	mtu   int
	until vtime.Time // when it is forgotten
	// It is narrower than the least MTU that is believed: datagrams leave without
	// DF, so that routers cut them (RFC 1191 section 3, Linux ip_rt_min_pmtu).
	below bool
	fixed bool // a route says so: connections announce no more
}

// SetRouteMTU sets the largest datagram that the way to an address carries, as a route
// of it says (ip route ... mtu). If that is locked routers may cut what is larger.
func (h *Host) SetRouteMTU(a ip.Addr, mtu int, locked bool) {
	h.learn(a, path{mtu: mtu, until: vtime.Never, below: locked, fixed: true})
	at := h.kernel.Now()
	for _, s := range h.conns.slots {
		if e := s.who; s.mark != 0 && e.end.remote == a {
			h.follow(at, e)
		}
	}
}

// learn keeps what is known of the way to an address.
func (h *Host) learn(a ip.Addr, p path) {
	if h.paths == nil {
		h.paths, h.narrowed = map[ip.Addr]path{}, true
	}
	h.paths[a] = p
}

// pathMTU returns the largest datagram that the way to an address is known to
// carry, given what its first link does.
func (h *Host) pathMTU(now vtime.Time, a ip.Addr, first int) int {
	if p, ok := h.paths[a]; ok && now < p.until {
		return min(first, p.mtu)
	}
	return first
}

// plateaus are the MTUs that links have (RFC 1191 section 7.1): what is tried next
// where a router does not say.
var plateaus = [...]int{32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68}

// narrow learns from an ICMP error that a datagram of some length was too big for
// the way to a. It returns what the way carries, false if nothing was learnt.
func (h *Host) narrow(now vtime.Time, a ip.Addr, length, mtu int) (int, bool) {
	if !h.cfg.IP.PMTUDiscovery {
		return 0, false
	}
	if mtu == 0 && a.Is4() {
		for _, p := range plateaus {
			if p < length {
				mtu = p
				break
			}
		}
	}
	least := minMTU6
	if a.Is4() {
		least = int(h.cfg.IP.PMTUMin)
	}
	switch {
	case !a.Is4() && mtu < least:
		return 0, false // no way of IPv6 is that narrow (RFC 8201 section 4)
	case mtu >= length:
		return 0, false // it was not too big (RFC 5927 section 7.2)
	}
	below := mtu < least
	mtu = max(mtu, least)
	if mtu >= h.pathMTU(now, a, link.MaxMTU) {
		return 0, false // it only ever gets narrower (RFC 8201 section 4)
	}
	h.learn(a, path{mtu: mtu, until: now.Add(h.cfg.IP.PMTUExpires), below: below})
	return mtu, true
}

// follow makes a connection's segments fit what is known of its way by now, also
// if that is that it has become wider (RFC 1191 section 6.3).
func (h *Host) follow(at vtime.Stamp, e *endpoint) {
	if p, ok := h.paths[e.end.remote]; ok && at.Now >= p.until {
		delete(h.paths, e.end.remote)
	}
	limit := int64(link.MaxMTU)
	if p, ok := h.paths[e.end.remote]; ok && e.discovers() {
		limit = int64(p.mtu)
	}
	e.conn.LimitSegments(at, limit-int64(ip.HeaderLen(e.end.remote))-tcp.MinHeaderLen)
}

// discovers reports whether the connection's segments may not be fragmented.
func (e *endpoint) discovers() bool {
	if e.discover != 0 {
		return e.discover-1 != uint8(DiscoverDont)
	}
	return e.host.cfg.IP.PMTUDiscovery
}

// cuttable reports whether datagrams to an address may be fragmented on their way
// although their sender discovers what it carries.
func (h *Host) cuttable(a ip.Addr) bool { return h.narrowed && h.paths[a].below }

// mayNotFragment reports whether a connection's segments leave with DF, if they are of IPv4.
func (e *endpoint) mayNotFragment() bool {
	return e.discovers() && (!e.host.narrowed || e.discover > 1+uint8(DiscoverWant) || !e.host.cuttable(e.end.remote))
}

// ipOptions are what a socket says of its datagrams; zero: as the host does.
type ipOptions struct {
	ttl, tos uint8
	discover uint8 // 1 more than the value
}

// setIP sets an option of IP. A value that is none is EINVAL.
func (i *ipOptions) setIP(o Option, v int64) error {
	switch {
	case o == TTL && v == -1:
		i.ttl = 0
	case o == TTL && v >= 1 && v <= 255:
		i.ttl = uint8(v)
	case o == TOS && v >= 0 && v <= 255:
		i.tos = uint8(v) &^ 3
	case o == MTUDiscover && v >= DiscoverDont && v <= DiscoverProbe:
		i.discover = uint8(v) + 1
	default:
		return errno.EINVAL
	}
	return nil
}

// getIP returns an option of IP.
func (i *ipOptions) getIP(o Option, cfg *Config) int64 {
	switch {
	case o == TTL && i.ttl == 0:
		return int64(cfg.TTL)
	case o == TTL:
		return int64(i.ttl)
	case o == TOS:
		return int64(i.tos)
	case i.discover != 0:
		return int64(i.discover) - 1
	case cfg.IP.PMTUDiscovery:
		return DiscoverWant
	}
	return DiscoverDont
}

// clamp lowers the segment size in a SYN that passes a router to what the links
// that it comes and goes by carry.
func (h *Host) clamp(p *packet, in *netif, out *link.Wire) {
	g := &p.out.Segment
	if p.hdr.Protocol != ip.TCP || p.raw != nil || p.piece != nil || !g.Flags.Has(tcp.SYN) || g.Options.MSS == 0 {
		return
	}
	mtu := min(in.out.MTU(), out.MTU())
	if p.wire != nil {
		p.wire = nil // it is written anew
	}
	g.Options.MSS = min(g.Options.MSS, uint16(mtu-ip.HeaderLen(p.hdr.Dst)-tcp.MinHeaderLen))
}
