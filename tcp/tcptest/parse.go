package tcptest

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// maxTime is later than any story needs to be: ten years.
const maxTime = 10 * 365 * 24 * 60 * vtime.Minute

var timedNote = regexp.MustCompile(`^// ([0-9]+(?:\.[0-9]+)?): `)

// parser collects a script line by line.
type parser struct {
	script
	pending []string // comments and empty lines that belong to what follows
	timed   bool     // the last line was a comment with a time, or goes on with it
	errs    []error
}

func parse(name, text string) (*script, error) {
	p := &parser{script: script{name: name}}
	text = strings.TrimRight(text, " \t\r\n")
	for i, line := range strings.Split(text, "\n") {
		if err := p.take(i+1, strings.TrimRight(line, " \t\r")); err != nil {
			p.errs = append(p.errs, &mistake{name, i + 1, err.Error()})
		}
	}
	if text != "" {
		p.tail = p.pending
	}
	p.checkEnds()
	if err := errors.Join(p.errs...); err != nil {
		return nil, err
	}
	return &p.script, nil
}

// checkEnds sees that a story has one nameless end or two with names.
func (p *parser) checkEnds() {
	for i, s := range p.steps {
		if i == 0 {
			p.two = s.who != ""
		}
		switch {
		case p.two != (s.who != ""):
			p.errs = append(p.errs, &mistake{p.name, s.line, "either every step names client or server, or none does"})
		case p.two && s.segment != nil:
			p.errs = append(p.errs, &mistake{p.name, s.line, "nothing is injected where both ends are real"})
		case i > 0 && s.at < p.steps[i-1].at:
			p.errs = append(p.errs, &mistake{p.name, s.line, "time goes back"})
		}
	}
	for _, o := range p.opts {
		if o.who != "" && !p.two {
			p.errs = append(p.errs, &mistake{p.name, o.line, "there is no " + o.who + " in this story"})
		}
	}
}

func (p *parser) take(n int, line string) error {
	switch {
	case line == "":
		p.pending, p.timed = append(p.pending, line), false
		return nil
	case strings.HasPrefix(line, "//"):
		return p.comment(line)
	}
	p.timed = false
	if strings.HasPrefix(line, "--") {
		return p.option(n, line)
	}
	return p.step(n, line)
}

// comment takes a comment. One that begins with a time, and the lines below it
// that are indented, stands before what happens then; others before the step
// that they stand above.
func (p *parser) comment(line string) error {
	if m := timedNote.FindStringSubmatch(line); m != nil {
		at, err := parseTime(m[1])
		if err != nil {
			return err
		}
		if n := len(p.notes); n > 0 && p.notes[n-1].at > at {
			return errors.New("time goes back")
		}
		blank := len(p.pending)
		for blank > 0 && p.pending[blank-1] == "" {
			blank--
		}
		p.notes = append(p.notes, note{at, append(p.pending[blank:len(p.pending):len(p.pending)], line)})
		p.pending, p.timed = p.pending[:blank], true
		return nil
	}
	if p.timed && strings.HasPrefix(line, "//  ") {
		last := &p.notes[len(p.notes)-1]
		last.lines = append(last.lines, line)
		return nil
	}
	p.pending, p.timed = append(p.pending, line), false
	return nil
}

func (p *parser) option(n int, line string) error {
	if len(p.steps) > 0 {
		return errors.New("options come before the first step")
	}
	key, value, ok := strings.Cut(line[2:], "=")
	if !ok || key == "" || value == "" {
		return fmt.Errorf("%q: expected --KEY=VALUE", line)
	}
	o := option{line: n, key: key, value: value}
	if who, rest, ok := strings.Cut(key, "."); ok {
		if who != client && who != server {
			return fmt.Errorf("%q: expected client or server before the dot", who)
		}
		o.who, o.key = who, rest
	}
	p.head = append(append(p.head, p.pending...), line)
	p.pending = nil
	p.opts = append(p.opts, o)
	return nil
}

// step takes a line with a time: an input, or something that happened, which is
// dropped.
func (p *parser) step(n int, line string) error {
	first, rest, _ := strings.Cut(line, " ")
	at, err := parseTime(first)
	if err != nil {
		return err
	}
	s := step{line: n, at: at}
	if word, after, _ := strings.Cut(rest, " "); word == client || word == server {
		s.who, rest = word, after
	}
	word, after, _ := strings.Cut(rest, " ")
	switch word {
	case ">", "->", "*":
		for _, c := range p.pending {
			if c != "" {
				return errors.New("the comment above what happened needs a time to stay there")
			}
		}
		p.pending = nil
		return nil
	case "<":
		s.segment, err = parsePacket(after)
	default:
		s.call, err = parseCall(rest)
	}
	s.notes, p.pending = p.pending, nil
	p.steps = append(p.steps, s)
	return err
}

// parseTime reads seconds with at most nine decimals.
func parseTime(s string) (vtime.Time, error) {
	whole, frac, _ := strings.Cut(s, ".")
	w, err := strconv.ParseUint(whole, 10, 32)
	if err != nil || len(frac) > 9 {
		return 0, fmt.Errorf("%q: expected a time in seconds", s)
	}
	f, err := strconv.ParseUint((frac + "000000000")[:9], 10, 32)
	if t := vtime.Time(w)*vtime.Second + vtime.Time(f); err == nil && t <= maxTime {
		return t, nil
	}
	return 0, fmt.Errorf("%q: expected a time in seconds", s)
}

// formatTime prints seconds with three to nine decimals.
func formatTime(t vtime.Time) string {
	s := fmt.Sprintf("%d.%09d", t/vtime.Second, t%vtime.Second)
	for strings.HasSuffix(s, "0") && len(s)-strings.IndexByte(s, '.') > 4 {
		s = s[:len(s)-1]
	}
	return s
}
