package stack

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/tcp"
)

// line is the line of a field of a large object: those lie behind a word of the runtime's.
func line(of any, names ...string) int { return simtest.Line(8, of, names...) }

// Among thousands of hosts a datagram waits longest for the lines of a host and of an
// interface with its wire, which are not near.
func TestDatagramsTouchFewLines(t *testing.T) {
	first := line(Host{}, "net")
	for _, name := range []string{"cfg", "ipID", "narrowed", "course", "conns"} {
		require.Equal(t, first, line(Host{}, name), "Host.%s", name)
	}
	// A link is small enough to lie in a page of objects of one size, without a word of the
	// runtime's: what one direction needs is all of an even line and of the next one.
	i := netif{}
	require.EqualValues(t, 512, unsafe.Sizeof(linkEnds{}))
	require.EqualValues(t, 128, unsafe.Offsetof(i.subnet)+unsafe.Offsetof(i.subnet.addr))
	require.Equal(t, 2, simtest.Line(0, i, "wire", "rare"))
	require.Equal(t, 3, simtest.Line(0, i, "wire", "port"))
	require.EqualValues(t, 256, unsafe.Sizeof(i))
	require.EqualValues(t, 6*64, reflect.TypeFor[packet]().Size())
	require.EqualValues(t, 3*64, unsafe.Offsetof(packet{}.out), "two lines of a segment")
	require.EqualValues(t, 128, reflect.TypeFor[tcp.Segment]().Size())
	// What a segment looks at of a connection is laid out by lines from its beginning.
	first = line(endpoint{}, "host")
	for _, name := range []string{"end", "remote4", "received", "state", "discover"} {
		require.Equal(t, first, line(endpoint{}, name), "endpoint.%s", name)
	}
	require.Equal(t, first+1, line(endpoint{}, "conn"))
	require.Zero(t, (8+unsafe.Offsetof(endpoint{}.conn))%64)
	require.Equal(t, line(endpoint{}, "timer"), line(endpoint{}, "conn")+int(unsafe.Sizeof(tcp.Conn{})/64))
	for _, name := range []string{"lastAck", "sameAcks"} {
		require.Equal(t, line(endpoint{}, "timer", "parent"), line(endpoint{}, name), "endpoint.%s", name)
	}
}
