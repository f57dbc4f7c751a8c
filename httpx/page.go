package httpx

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Object is a part of a page.
type Object struct {
	Request Request
	Parent  int        // index of the object that reveals it; -1: the document
	At      int64      // bytes of the parent's body that must have been read
	After   vtime.Time // from being revealed to being asked for
}

// Page is a document and the objects that it needs, parents before children.
type Page struct {
	Name    string
	Objects []Object
}

// loader is one loading of a page.
type loader struct {
	client   *Client
	page     *Page
	record   *PageLoad
	children [][]int // of each object, in the order in which they are revealed
	next     []int   // of each object: how many of its children are revealed
	txs      []*Transaction
	left     int        // objects not finished
	parsing  vtime.Time // when the document is parsed; 0: not known yet
	finished sim.WaitQueue
}

// Load fetches a page with everything it needs and returns when all of it is
// there or has failed. Objects whose parent failed are never asked for.
func (c *Client) Load(p *sim.Proc, page *Page) *PageLoad {
	l := &loader{
		client: c, page: page, left: len(page.Objects),
		children: make([][]int, len(page.Objects)), next: make([]int, len(page.Objects)),
		txs:    make([]*Transaction, len(page.Objects)),
		record: &PageLoad{Name: page.Name, Client: c.Host, Start: p.Now()},
	}
	if len(page.Objects) > 0 {
		c.speculate(p, page.Objects[0].Request.URL)
	}
	l.record.Start = p.Now()
	c.Recorder.Pages = append(c.Recorder.Pages, l.record)
	for i, o := range page.Objects {
		if o.Parent >= 0 {
			l.children[o.Parent] = append(l.children[o.Parent], i)
		}
	}
	for _, list := range l.children {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(page.Objects[a].At, page.Objects[b].At) })
	}
	for i, o := range page.Objects {
		if o.Parent < 0 {
			l.ask(i, nil)
		}
	}
	for l.left > 0 {
		p.Wait(&l.finished, fmt.Sprintf("%d objects of page %s", l.left, page.Name))
	}
	l.settle(p)
	l.record.Done, l.record.Finished = p.Now(), true
	return l.record
}

// settle lets the browser end the loading: not before a document was laid out.
func (l *loader) settle(p *sim.Proc) {
	c, until := l.client, p.Now().Now
	if len(l.txs) == 0 {
		return
	}
	if l.parsing != 0 {
		until = max(until, l.parsing.Add(c.Layout))
	}
	p.Sleep(until.Add(c.Settle)-p.Now().Now, cause.Host)
}

// ask begins the transaction of object i.
func (l *loader) ask(i int, prepared *Transaction) {
	tx := prepared
	if tx == nil {
		tx = &Transaction{}
	}
	tx.Page, tx.object = l.record, i
	l.txs[i] = tx
	l.record.Transactions = append(l.record.Transactions, tx)
	l.client.fetch(l.page.Objects[i].Request, tx,
		func(read progress) { l.reveal(i, read) },
		func() { l.ended(i) })
}

// reveal asks for the children that the bytes of the body of object i name which
// have been read.
func (l *loader) reveal(i int, read progress) {
	if i == 0 && l.parsing == 0 {
		l.parse(l.txs[i])
	}
	for ; l.next[i] < len(l.children[i]); l.next[i]++ {
		child := l.children[i][l.next[i]]
		o := &l.page.Objects[child]
		at := max(o.At, 1)
		if at > read.bytes {
			return
		}
		l.later(child, &Transaction{Parent: l.txs[i], Revealed: read.at, RevealedBy: read.offset(at) - 1})
	}
}

// parse notes when the document is parsed, of which something has been read. It is shown
// then, unless something blocks that.
func (l *loader) parse(document *Transaction) {
	c, k := l.client, l.client.Host.Net().Kernel()
	ready := max(document.FirstByte.Now, l.record.Start.Now.Add(c.Prepare))
	l.parsing = max(ready.Add(c.Commit), k.Now().Now)
	blocks := func(o Object) bool { return o.Request.Blocking }
	if c.Render > 0 && (c.Delayable == 0 || !slices.ContainsFunc(l.page.Objects, blocks)) {
		k.At(l.parsing, cause.Host, func(vtime.Stamp) { c.compute(c.Render, nil) })
	}
}

// later asks for an object once its time has come.
func (l *loader) later(i int, tx *Transaction) {
	after := l.page.Objects[i].After
	if tx.Parent == l.txs[0] {
		after = max(after, l.parsing-tx.Revealed.Now) // nothing is parsed before
	}
	if after <= 0 {
		l.ask(i, tx)
		return
	}
	k := l.client.Host.Net().Kernel()
	k.At(tx.Revealed.Now.Add(after), cause.Host, func(vtime.Stamp) { l.ask(i, tx) })
}

// ended counts a finished object. What is left of its children is revealed by
// its end, or never asked for if it failed.
func (l *loader) ended(i int) {
	tx := l.txs[i]
	l.left--
	rest := l.children[i][l.next[i]:]
	l.next[i] = len(l.children[i])
	for _, child := range rest {
		if tx.Err != nil {
			l.skip(child)
			continue
		}
		l.later(child, &Transaction{Parent: tx, Revealed: tx.Done, RevealedBy: tx.ResponseEnd - 1})
	}
	if l.left == 0 {
		l.finished.WakeAll()
	}
}

// skip gives up an object and all that it would have revealed.
func (l *loader) skip(i int) {
	l.left--
	for _, child := range l.children[i] {
		l.skip(child)
	}
}

// Repeat fetches a resource count times, one after the other, with a pause
// between the end of one time and the start of the next. Each time it asks for it
// so often at once. It stops after a time in which all have failed.
func (c *Client) Repeat(p *sim.Proc, req Request, count, atOnce int64, pause vtime.Time) []*Transaction {
	var all []*Transaction
	for i := range count {
		if i > 0 {
			p.Sleep(pause, cause.Host)
		}
		var q sim.WaitQueue
		left, failed := atOnce, int64(0)
		for range atOnce {
			tx := &Transaction{}
			all = append(all, tx)
			c.Fetch(req, tx, func() {
				if tx.Err != nil {
					failed++
				}
				if left--; left == 0 {
					q.WakeAll()
				}
			})
		}
		if left > 0 {
			p.Wait(&q, "the response of "+req.URL.String())
		}
		if failed == atOnce {
			break
		}
	}
	return all
}
