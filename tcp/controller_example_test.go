package tcp_test

import (
	"fmt"

	"github.com/rttlab/rttlab/tcp"
)

// steady keeps 20 segments under way, whatever happens.
type steady struct{}

func (steady) Grow(_ tcp.Window, a tcp.Acked) tcp.Window {
	return tcp.Window{Cwnd: 20 * a.MSS, Threshold: 20 * a.MSS}
}
func (steady) Threshold(_ tcp.Window, l tcp.Lost) int64 { return 20 * l.MSS }
func (steady) Undo(_, before tcp.Window) tcp.Window     { return before }

// A controller of one's own: three methods and an entry in the table.
func ExampleRegister() {
	tcp.Register(tcp.Algorithm{
		Name: "steady", Doc: "20 segments under way, whatever happens",
		New: func(*tcp.Config) tcp.Controller { return steady{} },
	})
	id, _ := tcp.AlgorithmNamed("steady")
	w := tcp.Algorithms()[id].New(nil).Grow(tcp.Window{Cwnd: 10000}, tcp.Acked{MSS: 1000})
	fmt.Println(id, w.Cwnd)
	// Output: steady 20000
}
