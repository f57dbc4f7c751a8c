package cause

// LookAhead reads what the next segment will need of the records, if any, and returns its sum,
// which means nothing (sim.Ahead).
func (h *Half) LookAhead() (n uint64) {
	if h == nil {
		return 0
	}
	if !h.firsts.empty() {
		n = h.firsts.last().end
	}
	if !h.resends.empty() {
		n += h.resends.last().start
	}
	return n
}

// LookAhead is that of Half.
func (r *Receipt) LookAhead() (n uint64) {
	if r == nil {
		return 0
	}
	if !r.progress.empty() {
		n = r.progress.last().end
	}
	if list := r.strayed(); len(list) > 0 {
		n += list[len(list)-1].End
	}
	return n
}
