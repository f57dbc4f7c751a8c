package packetdrill

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// maxDepth bounds how deep expressions are nested.
const maxDepth = 40

// maxTime is later than any event of a script: ten years.
const maxTime = 10 * 365 * 24 * 60 * vtime.Minute

// parser reads the tokens of a script.
type parser struct {
	file   string
	src    string
	tokens []token
	i      int
	depth  int
}

// parse reads a script. Defines are words and what they stand for. Errors say
// where they are.
func parse(name, text string, defines map[string]string) (*script, error) {
	src, words, err := preprocess(name, text, defines)
	if err != nil {
		return nil, err
	}
	tokens, err := newLexer(name, src, words).tokens()
	if err != nil {
		return nil, err
	}
	p := &parser{file: name, src: src, tokens: tokens}
	s := &script{name: name}
	if err := p.script(s); err != nil {
		return nil, err
	}
	return s, nil
}

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) peekAt(n int) token { return p.tokens[min(p.i+n, len(p.tokens)-1)] }

func (p *parser) next() token {
	t := p.tokens[p.i]
	if t.kind != endToken {
		p.i++
	}
	return t
}

func (p *parser) posOf(t token) Pos { return Pos{p.file, t.line, t.col} }

func (p *parser) errorAt(t token, format string, args ...any) error {
	return &syntaxError{p.posOf(t), fmt.Sprintf(format, args...)}
}

// unexpected is the error of a token that something else was expected for.
func (p *parser) unexpected(t token, expected string) error {
	got := strconv.Quote(t.text)
	switch t.kind {
	case endToken:
		got = "the end"
	case commandToken:
		got = "a command"
	case codeToken:
		got = "code"
	}
	return p.errorAt(t, "%s: expected %s", got, expected)
}

func (p *parser) is(punct string) bool {
	t := p.peek()
	return t.kind == punctToken && t.text == punct
}

func (p *parser) isWord(word string) bool {
	t := p.peek()
	return t.kind == wordToken && t.text == word && !t.replaced
}

// accept passes a punctuation character if it is next.
func (p *parser) accept(punct string) bool {
	if p.is(punct) {
		p.i++
		return true
	}
	return false
}

func (p *parser) acceptWord(word string) bool {
	if p.isWord(word) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(punct string) error {
	if !p.accept(punct) {
		return p.unexpected(p.peek(), punct)
	}
	return nil
}

// number reads an unsigned number of at most so many bits.
func (p *parser) number(what string, bits int) (uint64, error) {
	t := p.next()
	if t.kind != numberToken || strings.Contains(t.text, ".") {
		return 0, p.unexpected(t, what)
	}
	n, err := strconv.ParseUint(t.text, 0, bits)
	if err != nil && strings.HasPrefix(t.text, "0") {
		n, err = strconv.ParseUint(t.text, 10, bits) // 010 is ten
	}
	if err != nil {
		return 0, p.errorAt(t, "%s: %s of at most %d was expected", t.text, what, uint64(1)<<bits-1)
	}
	return n, nil
}

func (p *parser) script(s *script) error {
	if err := p.options(s); err != nil {
		return err
	}
	if t := p.peek(); t.kind == commandToken {
		p.next()
		s.init = &command{p.posOf(t), t.text}
	}
	for {
		t := p.peek()
		switch {
		case t.kind == endToken:
			return nil
		case t.kind == commandToken:
			p.next()
			s.cleanup = &command{p.posOf(t), t.text}
			if t := p.peek(); t.kind != endToken {
				return p.unexpected(t, "a time, or nothing behind the command that cleans up")
			}
			return nil
		}
		e, err := p.event()
		if err != nil {
			return err
		}
		s.events = append(s.events, e)
	}
}

// options reads the lines that begin with "--".
func (p *parser) options(s *script) error {
	for p.is("-") && p.peekAt(1).text == "-" && p.peek().newLine {
		t := p.peek()
		end := len(p.src)
		if n := strings.IndexByte(p.src[t.at:], '\n'); n >= 0 {
			end = t.at + n
		}
		text := p.src[t.at:end]
		if n := strings.Index(text, "//"); n >= 0 {
			text = text[:n]
		}
		for p.peek().kind != endToken && p.peek().at < end {
			p.next()
		}
		for i, word := range strings.Fields(text) {
			name, value, _ := strings.Cut(word, "=")
			name, ok := strings.CutPrefix(name, "--")
			if !ok && i > 0 {
				// "-D NAME=value" and "--name value"
				last := &s.options[len(s.options)-1]
				last.Value = strings.TrimSpace(last.Value + " " + word)
				continue
			}
			s.options = append(s.options, Option{p.posOf(t), name, strings.Trim(value, `"`)})
		}
	}
	return nil
}

func (p *parser) event() (*event, error) {
	first := p.peek()
	e := &event{Pos: p.posOf(first)}
	if err := p.when(&e.when); err != nil {
		return nil, err
	}
	t := p.peek()
	var err error
	switch {
	case t.kind == commandToken:
		p.next()
		e.command = &command{p.posOf(t), t.text}
	case t.kind == codeToken:
		p.next()
		e.code, err = parseCode(p.posOf(t), t.text)
	case p.is("<"), p.is(">"):
		e.packet, err = p.packet()
	case t.kind == wordToken || t.kind == ellipsisToken:
		e.call, err = p.call()
	default:
		err = p.unexpected(t, "<, >, a call, `a command` or %{ code }%")
	}
	if err != nil {
		return nil, err
	}
	last := p.tokens[p.i-1]
	e.text = strings.Join(strings.Fields(p.src[first.at:last.end]), " ")
	if e.when.kind == anyTime && e.packet == nil || e.when.from != e.when.to && e.packet == nil {
		return nil, p.errorAt(first, "only packets that are expected have * or a range as their time")
	}
	if e.packet != nil && e.packet.direction == Inbound && (e.when.kind == anyTime || e.when.from != e.when.to) {
		return nil, p.errorAt(first, "a packet to inject needs one time")
	}
	return e, nil
}

// when reads a time.
func (p *parser) when(w *when) error {
	if p.accept("*") {
		w.kind = anyTime
		return nil
	}
	if p.accept("+") {
		w.kind = relative
	}
	var err error
	if w.from, err = p.time(); err != nil {
		return err
	}
	w.to = w.from
	if p.accept("~") {
		if p.accept("+") != (w.kind == relative) {
			return p.errorAt(p.peek(), "both ends of a range are relative, or none is")
		}
		if w.to, err = p.time(); err == nil && w.to < w.from {
			err = p.errorAt(p.tokens[p.i-1], "the range ends before it begins")
		}
	}
	return err
}

// time reads seconds with up to nine decimals.
func (p *parser) time() (vtime.Time, error) {
	t := p.next()
	if t.kind != numberToken {
		return 0, p.unexpected(t, "a time in seconds, as 0.1, +.1 or *")
	}
	v, ok := parseSeconds(t.text)
	if !ok {
		return 0, p.errorAt(t, "%s: expected a time in seconds", t.text)
	}
	return v, nil
}

func parseSeconds(s string) (vtime.Time, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" {
		whole = "0"
	}
	if len(fraction) > 9 {
		fraction = fraction[:9]
	}
	seconds, err := strconv.ParseUint(whole, 10, 40)
	if err != nil {
		return 0, false
	}
	nanos, err := strconv.ParseUint((fraction + "000000000")[:9], 10, 64)
	if err != nil || vtime.Time(seconds) >= maxTime/vtime.Second {
		return 0, false
	}
	return vtime.Time(seconds)*vtime.Second + vtime.Time(nanos), true
}
