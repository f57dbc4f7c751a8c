package packetdrill

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	endToken tokenKind = iota
	wordToken
	numberToken
	stringToken
	commandToken // in backquotes
	codeToken    // between %{ and }%
	ellipsisToken
	punctToken // a single character
)

// token is a piece of a script. Text of strings, commands and code is what
// stands between the quotes.
type token struct {
	kind     tokenKind
	text     string
	at, end  int // in the source
	line     int
	col      int
	newLine  bool // the first of its line
	replaced bool // it stands for a defined word
}

// syntaxError is an error at a place of a script.
type syntaxError struct {
	pos  Pos
	text string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%v: %s", e.pos, e.text) }

// lexer cuts a script into tokens.
type lexer struct {
	file      string
	src       string
	at        int
	line      int
	lineStart int
	fresh     bool // nothing of this line has been read
	defines   map[string]string
}

func newLexer(file, src string, defines map[string]string) *lexer {
	return &lexer{file: file, src: src, line: 1, fresh: true, defines: defines}
}

func (l *lexer) pos() Pos { return Pos{l.file, l.line, l.at - l.lineStart + 1} }

func (l *lexer) errorf(format string, args ...any) error {
	return &syntaxError{l.pos(), fmt.Sprintf(format, args...)}
}

// tokens returns all tokens; the last is an endToken.
func (l *lexer) tokens() ([]token, error) {
	var all []token
	for {
		if err := l.skip(); err != nil {
			return nil, err
		}
		t := token{at: l.at, line: l.line, col: l.at - l.lineStart + 1, newLine: l.fresh}
		l.fresh = false
		if err := l.scan(&t); err != nil {
			return nil, err
		}
		t.end = l.at
		all = append(all, l.replace(t))
		if t.kind == endToken {
			return all, nil
		}
	}
}

// replace turns a defined word into what it stands for.
func (l *lexer) replace(t token) token {
	value, ok := l.defines[t.text]
	if t.kind != wordToken || !ok {
		return t
	}
	t.kind, t.text, t.replaced = wordToken, value, true
	if value != "" && strings.Trim(value, digits) == "" || isHex(value) {
		t.kind = numberToken
	}
	return t
}

const digits = "0123456789"

func isHex(s string) bool {
	rest, ok := strings.CutPrefix(s, "0x")
	return ok && rest != "" && strings.Trim(rest, digits+"abcdefABCDEF") == ""
}

func (l *lexer) newline() {
	l.line++
	l.lineStart = l.at + 1
	l.fresh = true
}

// skip passes white space and comments.
func (l *lexer) skip() error {
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		switch c := rest[0]; {
		case c == '\n':
			l.newline()
			l.at++
		case c == ' ' || c == '\t' || c == '\r' || c == '\f':
			l.at++
		case c == '#' && l.fresh:
			l.toLineEnd() // a comment of shell scripts, or a directive
		case strings.HasPrefix(rest, "//"):
			l.toLineEnd()
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest, "*/")
			if n < 0 {
				return l.errorf("the comment does not end: expected */")
			}
			l.pass(n + 2)
		default:
			return nil
		}
	}
	return nil
}

func (l *lexer) toLineEnd() {
	n := strings.IndexByte(l.src[l.at:], '\n')
	if n < 0 {
		n = len(l.src) - l.at
	}
	l.at += n
}

// pass goes over n bytes and counts their lines.
func (l *lexer) pass(n int) {
	for end := l.at + n; l.at < end; l.at++ {
		if l.src[l.at] == '\n' {
			l.newline()
		}
	}
}

// scan reads the token that begins here.
func (l *lexer) scan(t *token) error {
	if l.at >= len(l.src) {
		t.kind = endToken
		return nil
	}
	rest := l.src[l.at:]
	c := rest[0]
	switch {
	case c == '`':
		return l.quoted(t, commandToken, 1, "`")
	case strings.HasPrefix(rest, "%{"):
		return l.quoted(t, codeToken, 2, "}%")
	case c == '"':
		return l.str(t)
	case strings.HasPrefix(rest, "..."):
		t.kind, t.text = ellipsisToken, "..."
		l.at += 3
	case isDigit(c), c == '.' && len(rest) > 1 && isDigit(rest[1]):
		l.number(t, rest)
	case isLetter(c):
		n := 1
		for n < len(rest) && (isLetter(rest[n]) || isDigit(rest[n])) {
			n++
		}
		t.kind, t.text = wordToken, rest[:n]
		l.at += n
	default:
		t.kind, t.text = punctToken, rest[:1]
		l.at++
	}
	return nil
}

// quoted reads up to the closing quote.
func (l *lexer) quoted(t *token, kind tokenKind, open int, closing string) error {
	n := strings.Index(l.src[l.at+open:], closing)
	if n < 0 {
		return l.errorf("expected a closing %s", closing)
	}
	t.kind, t.text = kind, l.src[l.at+open:l.at+open+n]
	l.pass(open + n + len(closing))
	return nil
}

// str reads a string in double quotes.
func (l *lexer) str(t *token) error {
	var b strings.Builder
	for i := l.at + 1; i < len(l.src) && l.src[i] != '\n'; i++ {
		switch c := l.src[i]; {
		case c == '"':
			t.kind, t.text = stringToken, b.String()
			l.at = i + 1
			return nil
		case c == '\\' && i+1 < len(l.src):
			i++
			c = l.src[i]
			if code, err := hex.DecodeString(l.src[min(i+1, len(l.src)):min(i+3, len(l.src))]); c == 'x' && err == nil {
				b.Write(code)
				i += len(code) * 2
				continue
			}
			b.WriteByte(unescape(c))
		default:
			b.WriteByte(c)
		}
	}
	return l.errorf(`expected a closing "`)
}

func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case '0':
		return 0
	}
	return c
}

// number reads a decimal or hexadecimal number, or a fraction. Digits that are
// followed by letters are a word: cookies are written so.
func (l *lexer) number(t *token, rest string) {
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	t.kind = numberToken
	switch {
	case n < len(rest) && isLetter(rest[n]):
		for n < len(rest) && (isLetter(rest[n]) || isDigit(rest[n])) {
			n++
		}
		if !isHex(rest[:n]) {
			t.kind = wordToken
		}
	case n+1 < len(rest) && rest[n] == '.' && isDigit(rest[n+1]):
		for n++; n < len(rest) && isDigit(rest[n]); {
			n++
		}
	case n < len(rest) && rest[n] == '.' && !strings.HasPrefix(rest[n:], "...") && n+1 < len(rest) && rest[n+1] == ' ':
		// "1. < S" is one second.
		t.text = rest[:n]
		l.at += n + 1
		return
	}
	t.text = rest[:n]
	l.at += n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
