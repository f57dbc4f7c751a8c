package labtest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/labtest"
)

const textbook = "../../testdata/scenarios/textbook.yaml"

// A test that uses the package.
func TestTextbook(t *testing.T) {
	s := labtest.Load(t, textbook)
	s.Run().Expect()
	r := s.Set("links[0].delay", "10ms").Run().Expect("slow start of slowest transaction = 40ms", "connections = 1")
	require.Len(t, r.Transactions, 2)
}

// recorder is a test that notes how it fails.
type recorder struct{ errors, fatal []string }

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = append(r.fatal, fmt.Sprintf(format, args...))
	panic(r)
}

func TestFailuresExplain(t *testing.T) {
	var r recorder
	labtest.Load(&r, textbook).Set("links[0].delay", "10ms").Run().Expect()
	require.Len(t, r.errors, 3)
	require.Equal(t, "time of transaction 1 = 264ms: time of transaction 1 http://shop.example/ is 120ms, 144ms less\n"+
		"    transaction 1 http://shop.example/: 120.000 ms = server 40.000 + slow start 40.000 + connect 20.000 +"+
		" request 10.000 + response 10.000\n"+
		"    where: propagation 80.000 · host 40.000; the longest stretch is 40.000 at 30.000: server, host", r.errors[0])
	for _, wrong := range []func(){
		func() { labtest.Load(&r, "nowhere.yaml") },
		func() { labtest.Load(&r, textbook).Set("links[0].delay", "10").Run() },
		func() { labtest.Load(&r, textbook).Run().Expect("tiem of page = 1ms") },
	} {
		require.Panics(t, wrong)
	}
	require.Len(t, r.fatal, 3)
	require.Contains(t, r.fatal[2], `unknown quantity "tiem"; did you mean "time"?`)
}
