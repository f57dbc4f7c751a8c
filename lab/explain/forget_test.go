package explain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim"
)

// forgetting runs a site in slices. After each it explains what has ended and
// forgets all that happened before what is open began.
func (s *site) forgetting() {
	s.told = map[any][]string{}
	for events := s.slice; ; events += s.slice {
		out := s.kernel.Run(sim.Bounds{Events: min(events, 5e6), Until: 24 * 3600 * sec})
		since := out.At
		for _, tx := range s.rec.Transactions {
			if !tx.Finished {
				since = min(since, tx.Asked.Now)
			} else if s.told[tx] == nil {
				s.told[tx] = append(spansOf(s.explain(tx)), "the end")
			}
		}
		for _, load := range s.rec.Pages {
			if !load.Finished {
				since = min(since, load.Start.Now)
			} else if s.told[load] == nil {
				s.told[load] = append(spansOf(explain.Page(s.kernel.Log(), s.rec, load)), "the end")
			}
		}
		if out.End != sim.EventBound {
			return
		}
		s.net.Forget(since)
		s.rec.Forget(since)
	}
}

// requireSame checks that a site that forgot told the same as one that did not.
func requireSame(t *testing.T, seed uint64, whole, s *site) {
	require.Len(t, s.rec.Transactions, len(whole.rec.Transactions))
	require.Len(t, s.rec.Pages, len(whole.rec.Pages))
	for i, tx := range whole.rec.Transactions {
		if !tx.Finished {
			continue
		}
		want := append(spansOf(whole.explain(tx)), "the end")
		require.Equal(t, want, s.told[s.rec.Transactions[i]], "seed %d, transaction %d", seed, tx.ID)
	}
	for i, load := range whole.rec.Pages {
		want := append(spansOf(explain.Page(whole.kernel.Log(), whole.rec, load)), "the end")
		require.Equal(t, want, s.told[s.rec.Pages[i]], "seed %d, page %d", seed, i)
	}
}

// whetherForgetting runs a site twice, keeping all and forgetting ever so often: what is
// told must be the same. It returns the number of transactions.
func whetherForgetting(t *testing.T, seed uint64, run func(w *whim, slice uint64) *site) int {
	whole := run(newWhim(seed), 0)
	requireSame(t, seed, whole, run(newWhim(seed), 1+seed%100))
	return len(whole.rec.Transactions)
}

// Pages, and transactions with servers of any kind, are explained to the same
// spans however often records are dropped that nobody needs.
func TestSeedsForgetting(t *testing.T) {
	judge(t, 60, anyForgetting)
}

func anyForgetting(t *testing.T, seed uint64) int {
	pages := whetherForgetting(t, seed, func(w *whim, slice uint64) *site {
		s, pg := w.build(t, seed)
		s.slice = slice
		pause := w.time(2000)
		s.browse(func(p *sim.Proc) {
			for range 3 {
				s.client.Load(p, pg)
				wait(p, pause)
			}
		})
		return s
	})
	return pages + whetherForgetting(t, seed, func(w *whim, slice uint64) *site {
		s := w.foreign(t, seed)
		s.slice = slice
		s.browse(func(p *sim.Proc) { w.visit(p, s, func(*httpx.Transaction) {}) })
		return s
	})
}
