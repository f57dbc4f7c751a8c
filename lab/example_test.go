package lab_test

import (
	"fmt"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// A scenario is text, and a run is a function of it. What is said of a transaction
// adds up to the nanosecond.
func ExampleRun() {
	const text = `rttlab: 1
profile: classic
hosts: {client: {}, server: {}}
links: [{between: [client, server], delay: 40ms, rate: 10Mbit/s}]
names: {www.example: server}
servers: [{host: server, resources: [{path: /, size: 20kB, think: 12ms}]}]
workloads: [{type: requests, client: client, url: "http://www.example/"}]
`
	s, err := lab.Load("example.yaml", []byte(text), lab.LoadOptions{})
	if err != nil {
		fmt.Println(err) // one line for each mistake, with its place
		return
	}
	r, err := lab.Run(s, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	t := r.Transactions[0]
	fmt.Println(t.URL, t.Status, t.Explanation.Total())
	for why, places := range t.Explanation.Matrix() {
		var sum vtime.Time
		for _, d := range places {
			sum += d
		}
		if sum > 0 {
			fmt.Println(cause.Why(why), sum)
		}
	}
	fmt.Println("of these, the timer of delayed acknowledgements:",
		t.Explanation.Matrix()[cause.SlowStart][cause.TimerDelayedAck])
	// Output:
	// http://www.example/ 200 705.1896ms
	// connect 80.0704ms
	// request 40.1096ms
	// server 12ms
	// slow start 529.728ms
	// response 43.2816ms
	// of these, the timer of delayed acknowledgements: 200ms
}
