package httpx

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// add makes an object of a page that is served.
func (w *world) add(pg *Page, path string, r Resource, parent int, at int64, after vtime.Time) {
	w.served["shop.example"+path] = r
	pg.Objects = append(pg.Objects, Object{Request: Request{URL: page(path)}, Parent: parent, At: at, After: after})
}

// Objects are asked for when the bytes that name them have been read, later if
// the page says so, and in that order.
func TestPageReveals(t *testing.T) {
	w := newWorld(t)
	w.start()
	pg := &Page{Name: "p"}
	w.add(pg, "/doc", Resource{Size: 40_000}, -1, 0, 0) // ten segments, then the rest a round trip later
	w.add(pg, "/end", Resource{Size: 10}, 0, 40_000, 0)
	w.add(pg, "/late", Resource{Size: 10}, 0, 5, 33*ms)
	w.add(pg, "/early", Resource{Size: 10}, 0, 0, 0)
	w.add(pg, "/beyond", Resource{Size: 10}, 0, 999_999, 0)
	w.add(pg, "/child", Resource{Size: 10}, 3, 7, 0)
	var load *PageLoad
	w.browse(func(p *sim.Proc) { load = w.client.Load(p, pg) })
	asked := map[int]vtime.Time{}
	for _, tx := range load.Transactions {
		require.NoError(t, tx.Err)
		asked[tx.object] = tx.Asked.Now
		if tx.Parent != nil {
			read, ok := tx.Parent.Last().Conn.Receipt.ReadOf(tx.RevealedBy)
			require.True(t, ok)
			require.Equal(t, tx.Revealed.Now, read.Now)
		}
	}
	require.Equal(t, map[int]vtime.Time{
		0: 0, 3: 40 * ms, 1: 60 * ms, 4: 60 * ms, 2: 73 * ms, 5: 80 * ms,
	}, asked)
	require.True(t, load.Finished)
	require.Equal(t, 100*ms, load.Done.Now)
}

// What a failed object would have revealed is never asked for; what it revealed
// before it failed is.
func TestPageWithFailures(t *testing.T) {
	w := newWorld(t)
	w.start()
	pg := &Page{Name: "p"}
	w.add(pg, "/doc", Resource{Size: 100}, -1, 0, 0)
	bad := page("/lost")
	bad.Host = "nowhere.example"
	pg.Objects = append(pg.Objects, Object{Request: Request{URL: bad}, Parent: 0, At: 1})
	w.add(pg, "/never", Resource{Size: 10}, 1, 1, 0)
	w.add(pg, "/never2", Resource{Size: 10}, 2, 1, 0)
	w.add(pg, "/other", Resource{Size: 10}, 0, 2, 0)
	var load *PageLoad
	w.browse(func(p *sim.Proc) { load = w.client.Load(p, pg) })
	require.True(t, load.Finished)
	require.Len(t, load.Transactions, 3)
	require.NoError(t, load.Transactions[0].Err)
	require.ErrorIs(t, load.Transactions[1].Err, names.ErrNoSuchName)
	require.NoError(t, load.Transactions[2].Err)
}

// A page whose document cannot be had ends at once; so does one without objects.
func TestPageWithoutDocument(t *testing.T) {
	w := newWorld(t)
	pg := &Page{Name: "p"}
	w.add(pg, "/doc", Resource{}, -1, 0, 0)
	w.add(pg, "/a", Resource{}, 0, 0, 0)
	w.browse(func(p *sim.Proc) {
		require.Len(t, w.client.Load(p, pg).Transactions, 1)
		require.Equal(t, 20*ms, p.Now().Now)
		require.Empty(t, w.client.Load(p, &Page{}).Transactions)
		require.Equal(t, 20*ms, p.Now().Now)
	})
}

// A page that is loaded again finds names known and connections open.
func TestPageAgain(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.lookUp()
	pg := &Page{Name: "p"}
	w.add(pg, "/doc", Resource{Size: 1000}, -1, 0, 0)
	for _, path := range ids(8) {
		w.add(pg, path, Resource{Size: 1000}, 0, 10, 0)
	}
	var took []vtime.Time
	w.browse(func(p *sim.Proc) {
		for range 3 {
			load := w.client.Load(p, pg)
			took = append(took, load.Done.Now-load.Start.Now)
			wait(p, 10*ms)
		}
	})
	// At first: name 10, connect 20, document 20, five more connections 20, and eight
	// objects over them, of which the first connection carries two in the meantime.
	require.Equal(t, []vtime.Time{110 * ms, 60 * ms, 60 * ms}, took)
	require.Len(t, w.rec.Lookups, 1)
	require.Len(t, w.net.Connections(), 6)
}

// As many connections are opened before a page is asked for as are wanted, less those that there
// are.
func TestSpeculativeConnections(t *testing.T) {
	for before, want := range []int{2, 2, 2, 3} {
		w := newWorld(t)
		w.start()
		pg := &Page{}
		w.add(pg, "/doc", Resource{}, -1, 0, 0)
		w.browse(func(p *sim.Proc) {
			w.client.Repeat(p, pg.Objects[0].Request, 1, int64(before), 0)
			w.client.Speculative, w.client.HeadStart = 2, ms
			w.client.Load(p, pg)
		})
		require.Len(t, w.net.Connections(), want)
	}
}

// Two pages at once share one client and its connections.
func TestTwoPagesAtOnce(t *testing.T) {
	w := newWorld(t)
	w.start()
	pg := &Page{Name: "p"}
	w.add(pg, "/doc", Resource{Size: 1000}, -1, 0, 0)
	for _, path := range ids(20) {
		w.add(pg, path, Resource{Size: 1000}, 0, 10, 0)
	}
	done := 0
	for range 2 {
		w.client.Host.Go("tab", func(p *sim.Proc) {
			load := w.client.Load(p, pg)
			require.Len(t, load.Transactions, 21)
			for _, tx := range load.Transactions {
				require.NoError(t, tx.Err)
				require.Same(t, load, tx.Page)
			}
			if done++; done == 2 {
				w.client.Close()
			}
		})
	}
	require.Equal(t, sim.Done, w.kernel.Run(sim.Bounds{}).End)
	w.nothingLeft()
	require.Len(t, w.net.Connections(), 6)
}

// A page may have very many objects, each naming the next or all named at once.
func TestLargePages(t *testing.T) {
	for _, chain := range []bool{false, true} {
		w := newWorld(t)
		w.start()
		pg := &Page{Name: "p"}
		const n = 10_000
		w.add(pg, "/doc", Resource{Size: 2 * n}, -1, 0, 0)
		for i := range n {
			parent, at := 0, int64(2*n-i) // the last one is named first
			if chain {
				parent, at = i, 0
			}
			w.add(pg, fmt.Sprintf("/%d", i), Resource{Size: 10}, parent, at, 0)
		}
		w.browse(func(p *sim.Proc) {
			load := w.client.Load(p, pg)
			require.Len(t, load.Transactions, n+1)
			for _, tx := range load.Transactions {
				require.NoError(t, tx.Err)
			}
		})
	}
}

// Closing the client in the middle of a page ends the page.
func TestCloseDuringPage(t *testing.T) {
	for at := vtime.Time(0); at < 100*ms; at += 7 * ms {
		w := newWorld(t)
		w.start()
		w.lookUp()
		w.client.PerHost = 2
		pg := &Page{Name: "p"}
		w.add(pg, "/doc", Resource{Size: 1000}, -1, 0, 0)
		for _, path := range ids(20) {
			w.add(pg, path, Resource{Size: 1000}, 0, 10, 5*ms)
		}
		w.client.Host.Go("closer", func(p *sim.Proc) {
			wait(p, at)
			w.client.Close()
		})
		var load *PageLoad
		w.browse(func(p *sim.Proc) { load = w.client.Load(p, pg) })
		require.True(t, load.Finished)
	}
}

// Serial stops at the first failure.
func TestSerialStops(t *testing.T) {
	w := newWorld(t)
	w.browse(func(p *sim.Proc) {
		txs := w.client.Repeat(p, Request{URL: page("/")}, 5, 1, sec)
		require.Len(t, txs, 1)
		require.Error(t, txs[0].Err)
		require.Empty(t, w.client.Repeat(p, Request{URL: page("/")}, 0, 1, sec))
	})
}
