package pcapng

import (
	"fmt"
	"net/netip"
)

// Types of name records.
const (
	recordEnd  = 0
	recordIPv4 = 1
	recordIPv6 = 2
)

// Names tells what addresses are called, so that readers need not ask anybody.
// They belong before the packets. Names that are empty or longer than 65000
// bytes are left out, and so are addresses without any.
func (w *Writer) Names(list []Name) {
	b := &w.block
	b.start(typeNames)
	for _, n := range list {
		if !n.Addr.IsValid() {
			b.undo()
			w.fail(fmt.Errorf("pcapng: the address of %q is missing", n.Names))
			return
		}
		for rest := usable(n.Names); len(rest) > 0; {
			rest = b.record(n.Addr.Unmap(), rest)
		}
	}
	b.u16(recordEnd)
	b.u16(0)
	w.end()
}

func usable(names []string) []string {
	var kept []string
	for _, s := range names {
		if s = string(clean([]byte(s))); s != "" && len(s) <= 65000 {
			kept = append(kept, s)
		}
	}
	return kept
}

// record appends an address with as many of its names as fit, and returns the rest.
func (k *block) record(addr netip.Addr, names []string) []string {
	kind := uint16(recordIPv4)
	if addr.Is6() {
		kind = recordIPv6
	}
	k.u16(kind)
	length := len(k.b)
	k.u16(0)
	value := len(k.b)
	k.b = append(k.b, addr.AsSlice()...)
	for len(names) > 0 && len(k.b)-value+len(names[0])+1 <= maxOption {
		k.b = append(append(k.b, names[0]...), 0)
		names = names[1:]
	}
	order.PutUint16(k.b[length:], uint16(len(k.b)-value))
	k.pad()
	return names
}
