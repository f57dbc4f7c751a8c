package link

// LookAhead looks at what the next arrival will need (sim.Ahead); the event loop calls it.
func (w *Wire) LookAhead() uint64 {
	if f := w.ordered.first(); f != nil {
		return w.port.LookAhead(f)
	}
	return 0
}

// LookAheadOfSend looks at what Send will need: at the one line of the wire.
func (w *Wire) LookAheadOfSend() uint64 { return uint64(w.frames) }
