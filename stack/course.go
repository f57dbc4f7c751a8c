package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// course is where the segments of a connection go. A host keeps that of the connection that
// it sent of last, and gives each segment along what routers would find out again.
type course struct {
	of    *endpoint  // nil: of none
	out   *link.Wire // leaves the host
	ahead ahead
}

// ahead is the wires by which a segment leaves the routers that it comes to next: nil from
// where on they have to find out themselves.
type ahead [2]*link.Wire

// findCourse finds the course to the peer of a connection: that of the last one, if it was
// to the same host.
func (h *Host) findCourse(e *endpoint, remote ip.Addr) {
	if last := h.course.of; last != nil {
		if _, to := last.addrs(); to == remote {
			h.course.of = e
			return
		}
	}
	h.course = course{}
	out := h.hop(remote)
	if out == nil {
		return
	}
	h.course.of, h.course.out, h.net.courses = e, out, true
	for i := range h.course.ahead {
		at, ok := out.Port().(*netif)
		if !ok || !at.host.sendsOn() {
			return
		}
		if out = at.host.hop(remote); out == nil || out == toSelf {
			return
		}
		h.course.ahead[i] = out
	}
}

// sendsOn reports whether the host sends on what is not for it, as it came.
func (h *Host) sendsOn() bool { return h.forwards && !h.lodges && !h.cfg.IP.MSSClamp }

// goOn sends a packet on by the next wire of its course. If it cannot as it is, the router
// looks closer, and the rest of the course counts no more.
func (p *packet) goOn(at vtime.Stamp) bool {
	out := p.ahead[0]
	if p.hdr.TTL <= 1 || !p.fits(out) {
		p.ahead = ahead{}
		return false
	}
	p.hdr.TTL--
	p.ahead = ahead{p.ahead[1]}
	out.Send(at, &p.frame)
	return true
}

// forgetCourses has all courses found again: routes have changed.
func (n *Net) forgetCourses() {
	if !n.courses {
		return
	}
	n.courses = false
	for _, h := range n.hosts {
		h.course = course{}
	}
	for _, p := range n.packets {
		p.ahead = ahead{}
	}
}
