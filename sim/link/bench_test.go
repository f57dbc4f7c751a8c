package link

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// pump keeps a number of frames on a wire: it sends each one again as it arrives.
type pump struct {
	wire *Wire
	left int
}

func (*pump) LookAhead(*Frame) uint64 { return 0 }

func (p *pump) Receive(at vtime.Stamp, f *Frame) {
	if p.left > 0 {
		p.left--
		f.Key++
		p.wire.Send(at, f)
	}
}

func newPump(cfg Config, frames int, record bool) (*sim.Kernel, *pump) {
	k := sim.New(1)
	k.RecordEvents(record)
	p := &pump{}
	p.wire = New(k, cfg, p)
	for range frames {
		f := newFrame(1500)
		p.left++
		p.Receive(k.Now(), f)
	}
	return k, p
}

func BenchmarkFrame(b *testing.B) {
	const rate, delay = 1_000_000_000, 10 * vtime.Millisecond
	for _, c := range []struct {
		name   string
		cfg    Config
		frames int
		record bool
	}{
		{"ideal", Config{Delay: delay}, 1, false},
		{"recorded", Config{Delay: delay}, 1, true},
		{"rate", Config{Delay: delay, Rate: rate}, 100, false},
		{"rate-recorded", Config{Delay: delay, Rate: rate}, 100, true},
		{"queue", Config{Delay: delay, Rate: rate, Queue: Queue{Packets: 10000}}, 5000, false},
		{"codel", Config{Delay: delay, Rate: rate, Queue: Queue{New: CoDel{}.New}}, 100, false},
		{"fq_codel", Config{Delay: delay, Rate: rate, Queue: Queue{New: FQCoDel{}.New}}, 100, false},
		{"schedule", Config{Delay: delay, Rate: rate,
			Schedule: Schedule{[]Step{{At: delay, Rate: rate / 2}}, 2 * delay}}, 100, false},
		{"impaired", Config{Delay: delay, Rate: rate, Jitter: vtime.Millisecond, Reorder: Whole / 100,
			ReorderBy: vtime.Millisecond}, 100, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			k, p := newPump(c.cfg, c.frames, c.record)
			b.ReportAllocs()
			b.ResetTimer()
			p.left = b.N
			k.Run(sim.Bounds{})
		})
	}
}
