package fidelity

import (
	"bufio"
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Conversation is what was measured, and how to do the same.
type Conversation struct {
	Name, About    string
	Up, Down       link.Config // from the client to the server, and back
	Knobs          []Setting
	Parallel       int
	Allow          map[string]bool
	Turns          int        // how often an application answers, where that adds up
	Until          vtime.Time // when the run ends
	Why            string     // where the simulator knowingly differs: why
	Client, Server []Step
	Times          []Time
	Counts         []Count
	Packets        []Packet // none: they were not the same in all runs
}

// Setting is a knob of a host ("client", "server"), or of both ("").
type Setting struct{ Host, Knob, Value string }

// Time is a measured time with its range over all runs.
type Time struct {
	Name             string
	Median, Min, Max vtime.Time
}

// Count is how many packets of a kind there were.
type Count struct {
	Name string
	N    int
}

// Packet is what entered the wire, with numbers relative to the connection's.
type Packet struct {
	Up            bool // from the client
	At            vtime.Time
	Flags         string
	Seq, Len, Ack int64 // Ack is -1 without the flag
	Dropped       bool
	Again         bool // the bytes, SYN or FIN were sent before
	Conn          int  // 0 for the first one
}

// Step is what an application does next.
type Step struct {
	Do, Arg, Fails string
	Count          int64
	Steps          []Step // of times
}

// Parse reads conversations. Errors name file and line.
func Parse(name string, text []byte) ([]*Conversation, error) {
	p := parser{name: name}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		word, rest, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if word == "" || word[0] == '#' {
			continue
		}
		if err := p.line(word, strings.TrimSpace(rest)); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", name, n, word, err)
		}
	}
	return p.all, lines.Err()
}

type parser struct {
	name string
	all  []*Conversation
	c    *Conversation
}

func (p *parser) line(word, rest string) (err error) {
	if word == "conversation" {
		p.c = &Conversation{Name: rest, Parallel: 1, Until: horizon, Allow: map[string]bool{}}
		p.all = append(p.all, p.c)
		return nil
	}
	c := p.c
	if c == nil {
		return fmt.Errorf("before the first conversation")
	}
	args := strings.Fields(rest)
	switch word {
	case "about":
		c.About = rest
	case "link":
		err = c.link(args)
	case "queue":
		err = c.queue(args)
	case "lose":
		err = c.lose(args)
	case "knob":
		err = c.knob(args)
	case "parallel":
		c.Parallel, err = strconv.Atoi(rest)
	case "turns":
		c.Turns, err = strconv.Atoi(rest)
	case "until":
		c.Until, err = units.ParseDuration(rest)
	case "why":
		c.Why = rest
	case "allow":
		for _, a := range args {
			c.Allow[a] = true
		}
	case "client":
		c.Client, err = parseSteps(rest)
	case "server":
		c.Server, err = parseSteps(rest)
	case "time":
		err = c.time(args)
	case "count":
		err = c.count(args)
	case ">", "<":
		err = c.packet(word == ">", args)
	default:
		err = fmt.Errorf("expected conversation, about, link, queue, lose, knob, parallel, turns, until, why, " +
			"allow, client, server, time, count, > or <")
	}
	return err
}

func expect(args []string, n int, what string) error {
	if len(args) != n {
		return fmt.Errorf("%d words, expected %s", len(args), what)
	}
	return nil
}

func (c *Conversation) link(args []string) (err error) {
	if err = expect(args, 3, "delay, rate and packets"); err != nil {
		return err
	}
	w := link.Config{MTU: 1500}
	if w.Delay, err = units.ParseDuration(args[0]); err != nil {
		return err
	}
	if w.Rate, err = units.ParseRate(args[1]); err != nil {
		return err
	}
	w.Queue.Packets, err = strconv.Atoi(args[2])
	c.Up, c.Down = w, w
	return err
}

// wire returns the configuration of a direction.
func (c *Conversation) wire(name string) (*link.Config, error) {
	switch name {
	case "up":
		return &c.Up, nil
	case "down":
		return &c.Down, nil
	}
	return nil, fmt.Errorf("%q, expected up or down", name)
}

func (c *Conversation) queue(args []string) error {
	if err := expect(args, 2, "up or down, and packets"); err != nil {
		return err
	}
	w, err := c.wire(args[0])
	if err == nil {
		w.Queue.Packets, err = strconv.Atoi(args[1])
	}
	return err
}

func (c *Conversation) lose(args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("%d words, expected up or down, data or packets, and numbers", len(args))
	}
	w, err := c.wire(args[0])
	if err != nil {
		return err
	}
	list := &w.LoseData
	if args[1] == "packets" {
		list = &w.LosePackets
	}
	for _, a := range args[2:] {
		from, to, ok := strings.Cut(a, "-")
		if !ok {
			to = from
		}
		lo, err := strconv.Atoi(from)
		if err != nil {
			return err
		}
		hi, err := strconv.Atoi(to)
		if err != nil {
			return err
		}
		if hi-lo > 1000 {
			return fmt.Errorf("%s: more than 1000 packets", a)
		}
		for n := lo; n <= hi; n++ {
			*list = append(*list, n)
		}
	}
	return nil
}

func (c *Conversation) knob(args []string) error {
	s := Setting{}
	if len(args) == 3 {
		s.Host, args = args[0], args[1:]
	}
	if err := expect(args, 2, "a knob and its value, and before it the host if it is one of them"); err != nil {
		return err
	}
	s.Knob, s.Value = args[0], args[1]
	c.Knobs = append(c.Knobs, s)
	return nil
}

func (c *Conversation) time(args []string) (err error) {
	if err = expect(args, 3, "name, median and range"); err != nil {
		return err
	}
	t := Time{Name: args[0]}
	lo, hi, _ := strings.Cut(args[2], "..")
	for _, v := range []struct {
		text string
		to   *vtime.Time
	}{{args[1], &t.Median}, {lo, &t.Min}, {hi, &t.Max}} {
		if *v.to, err = millis(v.text); err != nil {
			return err
		}
	}
	c.Times = append(c.Times, t)
	return nil
}

// millis reads milliseconds.
func millis(s string) (vtime.Time, error) { return units.ParseDuration(s + "ms") }

func (c *Conversation) count(args []string) error {
	if len(args)%2 != 0 {
		return fmt.Errorf("%d words, expected names and numbers", len(args))
	}
	for i := 0; i < len(args); i += 2 {
		n, err := strconv.Atoi(args[i+1])
		if err != nil {
			return err
		}
		c.Counts = append(c.Counts, Count{args[i], n})
	}
	return nil
}

func (c *Conversation) packet(up bool, args []string) (err error) {
	if len(args) == 4 {
		args = append(args, "-1")
	}
	if err = expect(args, 5, "time, flags, sequence, length and acknowledgement"); err != nil {
		return err
	}
	p := Packet{Up: up, Flags: args[1]}
	if p.At, err = millis(args[0]); err != nil {
		return err
	}
	for i, to := range []*int64{&p.Seq, &p.Len, &p.Ack} {
		if *to, err = strconv.ParseInt(args[2+i], 10, 64); err != nil {
			return err
		}
	}
	c.Packets = append(c.Packets, p)
	return nil
}

// parseSteps reads steps that are separated by semicolons.
func parseSteps(s string) ([]Step, error) {
	words := strings.Fields(strings.NewReplacer(";", " ; ", "(", " ( ", ")", " ) ").Replace(s))
	steps, rest, err := someSteps(words)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%q without a parenthesis before it", rest[0])
	}
	return steps, err
}

// someSteps reads steps up to a closing parenthesis.
func someSteps(words []string) (steps []Step, rest []string, err error) {
	for len(words) > 0 && words[0] != ")" {
		if words[0] == ";" {
			words = words[1:]
			continue
		}
		n := 0
		for n < len(words) && words[n] != ";" && words[n] != ")" && words[n] != "(" {
			n++
		}
		s, text := Step{}, words[:n]
		words = words[n:]
		if len(text) == 2 && text[1] == "times" && len(words) > 0 && words[0] == "(" {
			if s.Count, err = strconv.ParseInt(text[0], 10, 64); err != nil {
				return nil, nil, err
			}
			s.Do = "times"
			if s.Steps, words, err = someSteps(words[1:]); err != nil {
				return nil, nil, err
			}
			if len(words) == 0 {
				return nil, nil, fmt.Errorf("a parenthesis is not closed")
			}
			words = words[1:]
		} else if err = s.read(text); err != nil {
			return nil, nil, err
		}
		steps = append(steps, s)
	}
	return steps, words, nil
}

func (s *Step) read(words []string) (err error) {
	if len(words) == 0 || len(words) > 2 {
		return fmt.Errorf("%q, expected a step with at most one argument", strings.Join(words, " "))
	}
	s.Do, s.Fails, _ = strings.Cut(words[0], "=")
	if len(words) == 2 {
		s.Arg = words[1]
	}
	switch s.Do {
	case "send", "read", "rcvbuf":
		s.Count, err = strconv.ParseInt(s.Arg, 10, 64)
	case "sleep", "until":
		var d vtime.Time
		d, err = units.ParseDuration(s.Arg)
		s.Count = int64(d)
	case "connect", "eof", "close", "together", "nodelay", "quickack", "linger0", "start", "mark", "lap", "gone":
	default:
		err = fmt.Errorf("%q, which is no step", s.Do)
	}
	return err
}
