package tcp_test

import (
	"fmt"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/tcp"
)

// steady keeps 20 segments under way, whatever happens.
type steady struct{}

func (steady) Grow(_ tcp.Window, a tcp.Acked) tcp.Window {
	return tcp.Window{Cwnd: 20 * a.MSS, Threshold: 20 * a.MSS}
}
func (steady) Threshold(_ tcp.Window, l tcp.Lost) int64 { return 20 * l.MSS }
func (steady) Undo(_, before tcp.Window) tcp.Window     { return before }

// A controller of one's own: three methods and an entry in the table. From then on
// scenarios know its name.
func ExampleRegister() {
	tcp.Register(tcp.Algorithm{
		Name: "steady", Doc: "20 segments under way, whatever happens",
		New: func(*tcp.Config) tcp.Controller { return steady{} },
	})
	for _, name := range []string{"reno", "steady"} {
		const text = `rttlab: 1
hosts: {client: {}, server: {}}
links: [{between: [client, server], delay: 40ms, rate: 10Mbit/s}]
workloads: [{type: bulk, client: client, server: server, bytes: 1MB}]
options: {tcp.congestion: %s}
`
		s, err := lab.Load("bulk.yaml", fmt.Appendf(nil, text, name), lab.LoadOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		r, err := lab.Run(s, lab.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(name, r.Duration)
	}
	// Output:
	// reno 1506.4576ms
	// steady 3054.7392ms
}
