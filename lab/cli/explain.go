package cli

import (
	"fmt"
	"slices"
	"sort"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/story"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// explainFlags are the flags of explain besides those of the input.
type explainFlags struct {
	input              input
	transaction        string
	packet, connection int
	worst, steps       int
	json               bool
}

func explainCommand() *cobra.Command {
	var f explainFlags
	c := &cobra.Command{
		Use:   "explain FILE",
		Short: "Tell what each transaction waited for, by which packets, and who could have ended it",
		Long: "Explain tells the critical path of pages and the transactions that took longest, wait by wait: which rule held,\n" +
			"who could end it, who did, and the packets and timers that led there. Numbers of packets are those of run --pcap.",
		Example: "  rttlab explain testdata/scenarios/nagle-meets-delayed-ack.yaml\n" +
			"  rttlab explain testdata/pages/shop.har --transaction 7\n" +
			"  rttlab explain testdata/pages/shop.har --transaction http://shop.example/\n" +
			"  rttlab explain testdata/scenarios/textbook.yaml --packet 9",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.input.flags(c)
	c.Flags().StringVar(&f.transaction, "transaction", "", "tell this one, by its number or URL")
	c.Flags().IntVar(&f.packet, "packet", 0, "tell why this packet left when it did, and what it let go")
	c.Flags().IntVar(&f.connection, "connection", 0, "tell what bound this connection, and its transactions")
	c.Flags().IntVar(&f.worst, "worst", 3, "without another choice: how many transactions; 0: all")
	c.Flags().IntVar(&f.steps, "steps", 12, "steps of a wait that are told one by one; 0: all")
	c.Flags().BoolVar(&f.json, "json", false, "print the stories as JSON")
	c.MarkFlagsMutuallyExclusive("transaction", "packet", "connection")
	return c
}

func (f *explainFlags) run(c *cobra.Command, name string) error {
	if f.worst < 0 || f.steps < 0 || f.packet < 0 || f.connection < 0 {
		return fmt.Errorf("--worst, --steps, --packet and --connection: expected 0 or more")
	}
	s, err := f.input.load(c, name)
	if err != nil {
		return err
	}
	r, reel, err := filmed(c, s)
	if err != nil {
		return err
	}
	teller := story.New(r, reel)
	style := story.Style{Width: styleOf(c.OutOrStdout()).Width, Steps: f.steps}
	if f.packet > 0 {
		return f.onePacket(c, teller, style)
	}
	stories, err := f.choose(r, teller)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(c.OutOrStdout(), stories)
	}
	if err := story.Text(c.OutOrStdout(), stories, style); err != nil || f.transaction != "" || f.connection > 0 {
		return err
	}
	var all []*story.Story
	for i := range r.Transactions {
		all = append(all, teller.Transaction(&r.Transactions[i]))
	}
	return story.SummaryText(c.OutOrStdout(), story.Summary(all), style)
}

// filmed runs a scenario and films it.
func filmed(c *cobra.Command, s *scenario.Scenario) (*lab.Result, *film.Film, error) {
	reel, bar := film.New(), newProgress(c.ErrOrStderr())
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{reel}, Waits: true, Progress: bar.show})
	bar.clear()
	return r, reel, err
}

func (f *explainFlags) onePacket(c *cobra.Command, t *story.Teller, style story.Style) error {
	p := t.Numbered(f.packet)
	if p == nil {
		return fmt.Errorf("--packet: there is no packet %d, the capture of this run has %d", f.packet, t.Packets())
	}
	if f.json {
		return writeJSON(c.OutOrStdout(), t.Packet(p))
	}
	return story.PacketText(c.OutOrStdout(), t.Packet(p), style)
}

// choose returns the stories that are asked for.
func (f *explainFlags) choose(r *lab.Result, t *story.Teller) ([]*story.Story, error) {
	stories := []*story.Story{}
	add := func(x *lab.Transaction) {
		if s := t.Transaction(x); s != nil {
			stories = append(stories, s)
		}
	}
	switch {
	case f.transaction != "":
		x, err := transactionNamed(r, f.transaction)
		if err != nil {
			return nil, err
		}
		add(x)
		if len(stories) == 0 {
			return nil, fmt.Errorf("--transaction: %d %s had not ended when the run did", x.ID, x.URL)
		}
		return stories, nil
	case f.connection > 0:
		all := r.Net.Connections()
		if f.connection > len(all) {
			return nil, fmt.Errorf("--connection: there is no connection %d, the run has %d", f.connection, len(all))
		}
		stories = append(stories, t.Connection(all[f.connection-1]))
		for i := range r.Transactions {
			if a := r.Transactions[i].Last(); a != nil && a.Conn != nil && a.Conn.Connection.ID == f.connection {
				add(&r.Transactions[i])
			}
		}
		return stories, nil
	}
	for i := range r.Pages {
		if s := t.Page(&r.Pages[i]); s != nil {
			stories = append(stories, s)
		}
	}
	for _, x := range slowest(r, f.worst) {
		add(x)
	}
	if len(r.Transactions) == 0 { // transfers without HTTP
		for _, c := range r.Net.Connections() {
			if f.worst == 0 || len(stories) < f.worst {
				stories = append(stories, t.Connection(c))
			}
		}
	}
	return stories, nil
}

// transactionNamed finds a transaction by its number or URL.
func transactionNamed(r *lab.Result, name string) (*lab.Transaction, error) {
	var urls []string
	for i := range r.Transactions {
		x := &r.Transactions[i]
		if x.URL == name || strconv.Itoa(x.ID) == name {
			return x, nil
		}
		if !slices.Contains(urls, x.URL) {
			urls = append(urls, x.URL)
		}
	}
	return nil, fmt.Errorf("--transaction: no transaction is %q%s; there are %d", name, units.DidYouMean(name, urls),
		len(urls))
}

// slowest returns the transactions that took longest; n 0: all, in their order.
func slowest(r *lab.Result, n int) []*lab.Transaction {
	var all []*lab.Transaction
	for i := range r.Transactions {
		if r.Transactions[i].Explanation != nil {
			all = append(all, &r.Transactions[i])
		}
	}
	if n == 0 {
		return all
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Explanation.Total() > all[j].Explanation.Total() })
	return all[:min(n, len(all))]
}
