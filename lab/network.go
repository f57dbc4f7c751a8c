package lab

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Network is what a recorded page does not tell: the wire between the browser
// and everybody else, and how hosts behave. Values are in the units of package
// scenario.
type Network struct {
	RTT     vtime.Time // of the wire, shared equally by both directions
	Rate    uint64     // bits per second in each direction; 0: unlimited
	Loss    int64      // share of packets lost in each direction, in parts per 1e9
	Queue   int64      // packets that may wait at each end of the wire; 0: any number; AutoQueue
	Profile string     // of all hosts; empty: the default
}

// AutoQueue stands for what fits the wire: as many packets as are under way in a
// round trip, and at least 100.
const AutoQueue = -1

// Full packets and the smallest queue that AutoQueue stands for.
const (
	fullPacket = 1500 // bytes
	leastQueue = 100  // packets
)

// auto is AutoQueue as people write it.
const auto = "auto"

// networkValues are the names of a network's values, and how people write them.
var networkValues = []struct {
	name string
	set  func(n *Network, text string) error
}{
	{"rtt", func(n *Network, s string) (err error) { n.RTT, err = units.ParseDuration(s); return }},
	{"rate", func(n *Network, s string) (err error) { n.Rate, err = units.ParseRate(s); return }},
	{"loss", func(n *Network, s string) error {
		share, err := units.ParseRatio(s)
		n.Loss = int64(share)
		return err
	}},
	{"queue", func(n *Network, s string) (err error) { n.Queue, err = parseQueue(s); return }},
	{"profile", func(n *Network, s string) error { n.Profile = s; return nil }},
}

// NetworkNames are the names of the values that Set changes.
func NetworkNames() (names []string) {
	for _, v := range networkValues {
		names = append(names, v.name)
	}
	return names
}

// Set changes a value by its name, as people write it: "rtt", "80ms".
func (n *Network) Set(name, text string) error {
	for _, v := range networkValues {
		if v.name == name {
			return v.set(n, text)
		}
	}
	return fmt.Errorf("a network has no %q, expected one of %s", name, strings.Join(NetworkNames(), ", "))
}

func parseQueue(s string) (int64, error) {
	if s == auto {
		return AutoQueue, nil
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n > uint64(scenario.MaxCount) {
		return 0, fmt.Errorf("%q, expected %s or a number of packets from 0 to %d", s, auto, scenario.MaxCount)
	}
	return int64(n), nil
}

// queue is the bound of the queues in packets.
func (n Network) queue() int64 {
	if n.Queue != AutoQueue {
		return n.Queue
	}
	hi, lo := bits.Mul64(n.Rate, uint64(n.RTT))
	if hi >= uint64(vtime.Second)*8*fullPacket {
		return 0 // more than can be counted is no bound
	}
	packets, _ := bits.Div64(hi, lo, uint64(vtime.Second)*8*fullPacket)
	return max(leastQueue, min(int64(min(packets, 1<<62)), scenario.MaxCount))
}

// DefaultNetwork is a line such as many homes have.
func DefaultNetwork() Network {
	return Network{RTT: 50 * vtime.Millisecond, Rate: 20_000_000, Queue: AutoQueue, Profile: "linux"}
}

// String describes the network in one line.
func (n Network) String() string {
	text := fmt.Sprintf("round trip %s, %s each way", units.FormatDuration(n.RTT), units.FormatRate(n.Rate))
	if q := n.queue(); q > 0 {
		text += fmt.Sprintf(", queues of %d packets", q)
	}
	if n.Loss > 0 {
		text += fmt.Sprintf(", loss %s each way", units.FormatRatio(units.Ratio(n.Loss)))
	}
	return text
}

// access makes the wire from the client to the router that everybody else is at.
func (n Network) access(client, router string) scenario.Link {
	l := scenario.NewLink()
	l.A, l.B = client, router
	for _, d := range []*scenario.Direction{&l.Up, &l.Down} {
		d.Rate, d.Loss, d.QueuePackets = n.Rate, n.Loss, n.queue()
	}
	l.Up.Delay = n.RTT / 2
	l.Down.Delay = n.RTT - l.Up.Delay
	return l
}
