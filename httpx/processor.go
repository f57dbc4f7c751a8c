package httpx

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Costs is how long an application computes. The times are means.
type Costs struct {
	Cores      int64      // how much it can do at once; 0: any number of things
	Connection vtime.Time // for a connection that is opened or accepted
	Request    vtime.Time // for a request
	Kilobyte   vtime.Time // for 1,024 bytes of a body of a response
	Variation
}

// processor is the cores that an application has.
type processor struct {
	costs   *Costs
	random  *rand.Rand
	busy    int64
	waiting sim.WaitQueue
}

// newProcessor returns the cores of the application of that name.
func newProcessor(k *sim.Kernel, costs *Costs, name string) processor {
	c := processor{costs: costs}
	if costs.Spread != Fixed {
		c.random = k.Stream(name)
	}
	return c
}

// acquire waits for a core, for which those that came earlier have precedence.
func (c *processor) acquire(p *sim.Proc) {
	if c.costs.Cores > 0 && c.busy >= c.costs.Cores {
		p.Wait(&c.waiting, "a core")
		return // the one that became free is handed over
	}
	c.busy++
}

func (c *processor) release() {
	if c.waiting.Empty() {
		c.busy--
		return
	}
	c.waiting.WakeOne()
}

// use computes for a time of that mean.
func (c *processor) use(p *sim.Proc, mean vtime.Time) {
	if mean <= 0 {
		return
	}
	c.acquire(p)
	c.compute(p, mean)
	c.release()
}

// compute spends a time on the core that the process has.
func (c *processor) compute(p *sim.Proc, mean vtime.Time) {
	p.Sleep(c.costs.draw(c.random, mean), cause.Host)
}

// ofBytes is what n bytes cost.
func (c *Costs) ofBytes(n int64) vtime.Time {
	const unit = 1024
	return vtime.Time(n/unit)*c.Kilobyte + vtime.Time(n%unit)*c.Kilobyte/unit
}
