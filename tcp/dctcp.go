package tcp

// dctcp is Data Center TCP (RFC 8257), with Linux's integers (tcp_dctcp.c): a mark
// brings the window down by as much as the share of what was marked says, so that
// a queue that marks beyond a threshold stays near it. In all else it is Reno, and
// so it is all of it towards a peer without ECN.
type dctcp struct {
	reno
	alpha         int64 // DCTCP.Alpha, of 1024
	end           int64 // DCTCP.WindowEnd
	delivered, ce int64 // segments by the start of this window of data
}

// dctcpWhole is an alpha of 1. The weight of the newest window, g, is 1/16.
const (
	dctcpWhole = 1 << 10
	dctcpShift = 4
)

// newDCTCP expects the worst: alpha starts at 1 (RFC 8257 section 3.3).
func newDCTCP(cfg *Config) Controller { return &dctcp{reno: reno{cfg: cfg}, alpha: dctcpWhole} }

// Watch updates alpha once for each window of data (RFC 8257 section 3.3).
func (d *dctcp) Watch(_ Window, a Acked) {
	if a.Una < d.end {
		return
	}
	delivered, marked := a.Delivered-d.delivered, a.DeliveredCE-d.ce
	d.end, d.delivered, d.ce = a.Nxt, a.Delivered, a.DeliveredCE
	// alpha = (1 - g) alpha + g F; the last bits of it go too.
	if fade := d.alpha >> dctcpShift; fade > 0 {
		d.alpha -= fade
	} else {
		d.alpha = 0
	}
	if marked > 0 {
		d.alpha = min(d.alpha+marked*(dctcpWhole>>dctcpShift)/max(delivered, 1), dctcpWhole)
	}
}

// Threshold takes alpha/2 of the window off for a mark (RFC 8257 section 3.3); a loss
// is a loss (section 3.5).
func (d *dctcp) Threshold(w Window, l Lost) int64 {
	if !l.Mark {
		return d.reno.Threshold(w, l)
	}
	d.credit = 0
	return max(d.cfg.wholeSegments(w.Cwnd-w.Cwnd*d.alpha/(2*dctcpWhole), l.MSS), 2*l.MSS)
}

// Tell is struct tcp_dctcp_info: what the present window of data has so far. Towards a
// peer without ECN it is all zero.
func (d *dctcp) Tell(a Acked, ecn, marked bool) []Detail {
	state := int64(0)
	if marked {
		state = 1
	}
	all := []Detail{
		{"dctcp_enabled", 2, 1}, {"dctcp_ce_state", 2, state}, {"dctcp_alpha", 4, d.alpha},
		{"dctcp_ab_ecn", 4, a.MSS * (a.DeliveredCE - d.ce)}, {"dctcp_ab_tot", 4, a.MSS * (a.Delivered - d.delivered)},
	}
	if !ecn {
		for i := range all {
			all[i].Value = 0
		}
	}
	return all
}
