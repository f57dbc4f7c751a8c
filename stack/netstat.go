package stack

import (
	"cmp"
	"slices"

	"github.com/rttlab/rttlab/tcp"
)

// Status is a socket as netstat lists it.
type Status struct {
	Local, Remote Addr // Remote is zero for a listener
	State         tcp.State
	End           *End // the record; nil for a listener, and where nobody can ask for it
}

// Netstat lists the listeners and the connections of the host, those in
// TIME-WAIT included, in the order of their addresses.
func (h *Host) Netstat() []Status {
	var all []Status
	//tidy:ordered the list is sorted below
	for _, same := range h.listeners {
		for _, l := range same {
			all = append(all, Status{Local: l.at.Addr, State: tcp.Listen})
		}
	}
	for _, s := range h.conns.slots {
		if e := s.who; s.mark != 0 {
			all = append(all, Status{e.end.near(), e.end.far(), e.conn.State(), e.end})
		}
	}
	for _, s := range h.waits.rests.slots {
		if s.mark != 0 {
			t := h.waits.at(s.who).key.tuple()
			all = append(all, Status{t.near(), t.far(), tcp.TimeWait, h.waits.endOf(s.who)})
		}
	}
	slices.SortFunc(all, func(a, b Status) int {
		return cmp.Or(a.Local.compare(b.Local), a.Remote.compare(b.Remote))
	})
	return all
}

func (a Addr) compare(b Addr) int {
	return cmp.Or(a.IP.Compare(b.IP), cmp.Compare(a.Port, b.Port))
}
