package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
)

// The options of a SYN in FreeBSD's order: what stands where, and the padding.
func TestBSDOrder(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Options
		want []byte
	}{
		{"mss", Options{MSS: 1460}, []byte{2, 4, 5, 180}},
		{"sack", Options{MSS: 1460, SACKPermitted: true}, []byte{2, 4, 5, 180, 4, 2, 0, 0}},
		{"scale", Options{MSS: 1460, HasScale: true, Scale: 6, SACKPermitted: true},
			[]byte{2, 4, 5, 180, 1, 3, 3, 6, 4, 2, 0, 0}},
		{"all", Options{MSS: 1460, HasScale: true, Scale: 6, SACKPermitted: true, HasTimestamp: true, TSVal: 1, TSEcr: 2},
			[]byte{2, 4, 5, 180, 1, 3, 3, 6, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2}},
		{"stamps alone", Options{HasTimestamp: true, TSVal: 1}, []byte{1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.bsdOrder = true
			s := Segment{Flags: SYN, Options: c.o}
			wire := AppendWire(nil, ip.AddrFromUint32(1), ip.AddrFromUint32(2), &s)
			require.Equal(t, c.want, wire[MinHeaderLen:])
			require.Equal(t, len(wire), HeaderLen(&c.o))
			back, err := ParseWire(ip.AddrFromUint32(1), ip.AddrFromUint32(2), wire)
			require.NoError(t, err)
			back.Options.bsdOrder = true
			require.Equal(t, c.o, back.Options)
		})
	}
}
