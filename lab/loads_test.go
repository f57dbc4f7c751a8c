package lab_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/measure"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

// loaded runs a load on a server with one worker and without any distance. Resource and
// workload are fields as files have them.
func loaded(t *testing.T, seed uint64, resource, workload string) *lab.Result {
	t.Helper()
	for name, value := range map[string]string{"mix": `[{url: "http://10.0.0.2/"}]`, "connections_per_host": "0"} {
		if !strings.Contains(workload, name+":") {
			workload += ", " + name + ": " + value
		}
	}
	text := fmt.Sprintf(`rttlab: 1
seed: %d
hosts: {client: {}, server: {}}
links: [{between: [client, server], addresses: [10.0.0.1, 10.0.0.2]}]
servers: [{host: server, workers: 1, backlog: 100000, resources: [{path: /, %s}, {path: /other}]}]
workloads: [{type: load, client: client, %s}]
`, seed, resource, workload)
	sc, err := scenario.Parse("load.yaml", []byte(text), knobs.Registry())
	require.NoError(t, err)
	r, err := lab.Run(sc, lab.Options{})
	require.NoError(t, err)
	require.Empty(t, r.Failed())
	return r
}

func summaryOf(r *lab.Result) *measure.Summary { return measure.Of(r.Loads[0]) }

// A closed loop asks for N/(Z+R) a second and no more than the server can do, and in
// the mean N = X(Z+R) holds (the interactive response time law).
func TestClosedLoopBound(t *testing.T) {
	const service, think = 20 * ms, 980 * ms
	for _, n := range []int64{1, 2, 10, 50, 75, 200} {
		r := loaded(t, 1, "think: 20ms", fmt.Sprintf("users: %d, think: 980ms, warm_up: 20s, duration: 40s", n))
		require.Equal(t, []vtime.Time{20 * vtime.Second, 40 * vtime.Second}, []vtime.Time{r.Loads[0].From, r.Loads[0].To})
		s := summaryOf(r)
		bound := min(float64(n)*float64(vtime.Second)/float64(service+think), float64(vtime.Second)/float64(service))
		require.LessOrEqual(t, s.PerSecond, bound+0.001, "%d users", n)
		require.InEpsilon(t, bound, s.PerSecond, 0.03, "%d users", n)
		require.InEpsilon(t, float64(n), s.PerSecond*float64(think+s.All.MeanNS)/float64(vtime.Second), 0.03, "%d users", n)
		if n >= 75 {
			require.InEpsilon(t, int64(vtime.Time(n)*service-think), int64(s.All.P50NS), 0.001, "%d users", n)
		}
	}
}

// Arrivals that are independent of each other wait in the queue of one worker as long as
// Pollaczek and Khinchine say: rho S/2(1-rho) where the service takes the same time
// always, and twice that where it is exponential. The tolerance is that of the seeds.
func TestSeedsPoissonArrivalsQueue(t *testing.T) {
	for _, c := range []struct {
		spread string
		rho    float64 // the server's utilisation
		factor float64 // of the waiting time with a fixed service time
	}{{"fixed", 0.5, 1}, {"fixed", 0.75, 1}, {"exponential", 0.5, 2}} {
		const service = 10e6
		want := c.factor * c.rho * service / (2 * (1 - c.rho))
		var waits []float64
		for seed := range simtest.Heavy(t, 12, 10) { // each is thousands of requests
			r := loaded(t, seed, "think: 10ms, think_spread: "+c.spread, fmt.Sprintf(
				"every: %dns, arrivals: poisson, warm_up: 2s, duration: 32s", int(service/c.rho)))
			s := summaryOf(r)
			waits = append(waits, float64(s.All.MeanNS)-service)
			require.InEpsilon(t, c.rho*1e9/service, s.PerSecond, 0.15)
		}
		mean, deviation := statistics(waits)
		margin := 4 * deviation / math.Sqrt(float64(len(waits)))
		require.Less(t, margin, want, "the test can fail")
		require.InDelta(t, want, mean, margin, "%+v", c)
	}
}

func statistics(x []float64) (mean, deviation float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		deviation += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, math.Sqrt(deviation)
}

// What is under way, summed up over time from the beginnings and ends of requests, is
// the time that requests took all together (Little's law), to the nanosecond.
func TestSeedsLittle(t *testing.T) {
	for seed := range simtest.Heavy(t, 5, 4) {
		r := loaded(t, seed, "think: 10ms, think_spread: pareto, size: 5kB, size_spread: lognormal",
			"every: 12ms, arrivals: poisson, duration: 10s, users: 3")
		under, area, last := 0, vtime.Time(0), vtime.Time(0)
		changes := map[vtime.Time]int{}
		for _, x := range r.Transactions {
			changes[x.Asked.Now]++
			changes[x.Done.Now]--
		}
		for at := range sorted(changes) {
			area += vtime.Time(under) * (at - last)
			under, last = under+changes[at], at
		}
		sum := vtime.Time(0)
		for _, x := range r.Loads[0].Samples {
			sum += x.Done - x.Asked
		}
		require.Zero(t, under)
		require.Equal(t, sum, area)
		require.EqualValues(t, len(r.Transactions), r.Loads[0].Asked)
	}
}

func sorted(m map[vtime.Time]int) func(func(vtime.Time) bool) {
	return func(yield func(vtime.Time) bool) {
		var all []vtime.Time
		for at := range m {
			all = append(all, at)
		}
		for i := range all {
			for j := i; j > 0 && all[j] < all[j-1]; j-- {
				all[j], all[j-1] = all[j-1], all[j]
			}
		}
		for _, at := range all {
			if !yield(at) {
				return
			}
		}
	}
}

// Arrivals do not wait for answers: with twice as much as the server can do the n-th
// request waits n-1 times the difference, and that is what is measured.
func TestNothingIsCoordinatedAway(t *testing.T) {
	for _, connections := range []int{0, 1, 6} {
		r := loaded(t, 1, "think: 20ms", fmt.Sprintf(
			"every: 10ms, duration: 1s, connections_per_host: %d", connections))
		all := r.Loads[0].Samples
		require.Len(t, all, 99)
		for i, x := range all {
			require.Equal(t, vtime.Time(i+1)*10*ms, x.Asked)
			require.Equal(t, 20*ms+vtime.Time(i)*10*ms, x.Done-x.Asked, "%d connections, request %d", connections, i)
		}
	}
}

// Parts of a mix come as often as their weights say, and sizes are those of the list or
// of the distribution.
func TestMixAndSizes(t *testing.T) {
	r := loaded(t, 7, "sizes: [100B, 100B, 3kB]", `every: 1ms, arrivals: poisson, duration: 6s,
  mix: [{url: "http://10.0.0.2/", weight: 3, class: a}, {url: "http://10.0.0.2/other", class: b}]`)
	s := summaryOf(r)
	require.InDelta(t, 6000, s.Asked, 4*math.Sqrt(6000))
	require.InDelta(t, 0.75, float64(s.Classes[0].Answered)/float64(s.Asked), 4*math.Sqrt(0.75*0.25/6000))
	sizes := map[int64]int{}
	for _, x := range r.Transactions {
		if x.URL == "http://10.0.0.2/" {
			sizes[x.Body]++
		}
	}
	require.Len(t, sizes, 2)
	n := float64(s.Classes[0].Answered)
	require.InDelta(t, 2./3, float64(sizes[100])/n, 4*math.Sqrt(2./9/n))

	r = loaded(t, 7, "size: 10kB, size_spread: uniform", "every: 2ms, duration: 4s")
	sum := int64(0)
	for _, x := range r.Transactions {
		sum += x.Body
		require.LessOrEqual(t, x.Body, int64(20_000))
	}
	require.InDelta(t, 10_000, float64(sum)/float64(len(r.Transactions)), 4*10_000/math.Sqrt(3*2000))
}

// Users think for as long as it is said, in the mean and in its spread.
func TestThinkingVaries(t *testing.T) {
	r := loaded(t, 1, "size: 100", "users: 1, think: 50ms, think_spread: exponential, duration: 20s")
	all, short := r.Loads[0].Samples, 0
	var thought []float64
	for i, x := range all[1:] {
		thought = append(thought, float64(x.Asked-all[i].Done))
		if x.Asked-all[i].Done < 50*ms {
			short++
		}
	}
	n := float64(len(thought))
	mean, deviation := statistics(thought)
	require.InDelta(t, float64(50*ms), mean, 4*deviation/math.Sqrt(n))
	require.InDelta(t, 1-math.Exp(-1), float64(short)/n, 4*math.Sqrt(0.25/n))
}

// Arrivals come from the users in turn, each of whom has connections of his own.
func TestArrivalsAreOfAllUsers(t *testing.T) {
	r := loaded(t, 1, "think: 1ms", "every: 10ms, duration: 1s, users: 4, connections_per_host: 1")
	require.Len(t, r.Net.Connections(), 4)
}

// A user that nothing takes any time for does not stop the world.
func TestLoadWithoutTime(t *testing.T) {
	r := loaded(t, 1, "max_age: 1h", "users: 2, duration: 20ms, cache: true")
	require.EqualValues(t, 40, r.Loads[0].Asked)
	require.EqualValues(t, 40, len(r.Loads[0].Samples))
}

// Users also load pages, and pages that fail are failures.
func TestLoadOfPages(t *testing.T) {
	const text = `rttlab: 1
hosts: {client: {}, server: {}}
names: {shop.example: server}
links: [{between: [client, server], delay: 10ms}]
servers: [{host: server}]
pages:
  good: {objects: [{id: a, url: "http://shop.example/", size: 1000}, {id: b, parent: a, url: "http://shop.example/b"}]}
  bad: {objects: [{id: a, url: "http://shop.example:81/"}]}
workloads:
  - {type: load, client: client, users: 5, think: 100ms, duration: 5s, mix: [{page: good, weight: 9}, {page: bad}]}
`
	sc, err := scenario.Parse("pages.yaml", []byte(text), knobs.Registry())
	require.NoError(t, err)
	r, err := lab.Run(sc, lab.Options{})
	require.NoError(t, err)
	s := summaryOf(r)
	require.Equal(t, "page good", s.Classes[0].Name)
	require.Zero(t, s.Classes[0].Failed)
	require.Zero(t, s.Classes[1].Answered)
	require.Positive(t, s.Classes[1].Failed)
	require.EqualValues(t, len(r.Pages), s.Asked)
	require.Equal(t, 40*ms, s.Classes[0].MinNS) // two requests on a connection that is there
}
