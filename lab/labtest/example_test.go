package labtest_test

import (
	"fmt"

	"github.com/rttlab/rttlab/lab/labtest"
)

// printer stands for *testing.T.
type printer struct{}

func (printer) Helper() {}

func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func (printer) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// A test pins what a page may cost. What does not hold says why.
func ExampleLoad() {
	t := printer{}
	labtest.Load(t, "../../testdata/scenarios/head-of-line.yaml").
		Set("links[0].delay", "50ms").
		Run().
		Expect("failed = 0", "connections <= 2")
	// Output:
	// connections <= 2: connections is 3, 1 more
}
