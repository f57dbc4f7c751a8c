package pool_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/pool"
)

func TestEachIsCalledOnce(t *testing.T) {
	for _, workers := range []int{-1, 1, 3, 100} {
		var calls [50]int
		last := 0
		pool.Each(len(calls), workers, func(done int) {
			require.Equal(t, last+1, done)
			last = done
		}, func(i int) { calls[i]++ })
		require.Equal(t, 50, last)
		for _, n := range calls {
			require.Equal(t, 1, n)
		}
	}
	pool.Each(0, 4, nil, func(int) { t.Fatal("there is nothing to do") })
}
