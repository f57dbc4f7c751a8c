package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// kind is what a wire is like as long as it does not vary.
type kind struct {
	kernel  *sim.Kernel
	rate    uint64
	perByte vtime.Time // how long it takes for each byte; 0: not a whole number of nanoseconds
	delay   vtime.Time
	packets int   // bound of the queue, as the next one
	bytes   int64 // of the Config's Queue
}

// Kinds are those of the wires of a world. Wires of the same kind share it: it is always
// near, which none of thousands of wires is.
type Kinds map[kind]*kind

// byteTime is the time of a byte at one bit per second.
const byteTime = 8 * uint64(vtime.Second)

func newKind(k *sim.Kernel, cfg *Config) *kind {
	n := &kind{kernel: k, rate: cfg.Rate, delay: cfg.Delay, packets: cfg.Queue.Packets, bytes: cfg.Queue.Bytes}
	if n.rate > 0 && byteTime%n.rate == 0 {
		n.perByte = vtime.Time(byteTime / n.rate)
	}
	return n
}

// share returns the kind that is equal to n, n itself if there was none.
func (s Kinds) share(n *kind) *kind {
	if s[*n] == nil {
		s[*n] = n
	}
	return s[*n]
}

// exceeded reports whether so many packets and bytes are more than may wait.
func (n *kind) exceeded(packets int, bytes int64) bool {
	return n.packets > 0 && packets > n.packets || n.bytes > 0 && packets > 1 && bytes > n.bytes
}
