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
	first := line(Host{}, "hops", "latest", "dst")
	for _, name := range []string{"net", "cfg", "self", "ipID", "narrowed", "conns"} {
		require.Equal(t, first, line(Host{}, name), "Host.%s", name)
	}
	first = line(netif{}, "subnet", "addr")
	require.Equal(t, first, line(netif{}, "host"))
	require.Equal(t, first, line(netif{}, "onward", "out"))
	for i, names := range [][]string{{"sent", "delay"}, {"mtu", "timer"}, {"port"}} {
		for _, name := range names {
			require.Equal(t, first+1+i, line(netif{}, "wire", name), "Wire.%s", name)
		}
	}
	require.Equal(t, first+1, line(netif{}, "wire", "ordered", "last"))
	require.Equal(t, first+2, line(netif{}, "wire", "ordered", "first"))
	require.Equal(t, first+2, line(netif{}, "wire", "timer", "edge"))
	require.Equal(t, first+3, line(netif{}, "wire", "timer", "handler"))
	require.Zero(t, unsafe.Offsetof(linkEnds{}.b)%64)
	require.EqualValues(t, 6*64, reflect.TypeFor[packet]().Size()+8)
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
