package packetdrill

import (
	"strconv"
	"strings"
)

// A shell command is read as far as scripts need it: lists of pipelines of
// words, with quotes. Redirections of output are dropped.

// pipeline is commands that are joined by "|".
type pipeline [][]string

// arithmetic computes "$((a*b))" in a command: products of numbers.
func arithmetic(text string) string {
	for {
		from := strings.Index(text, "$((")
		to := strings.Index(text, "))")
		if from < 0 || to < from {
			return text
		}
		product := int64(1)
		for _, f := range strings.Split(text[from+3:to], "*") {
			n, err := strconv.ParseInt(strings.TrimSpace(f), 0, 32)
			if err != nil {
				return text
			}
			product *= n
		}
		text = text[:from] + strconv.FormatInt(product, 10) + text[to+2:]
	}
}

// readShell cuts a command line into pipelines.
func readShell(text string) []pipeline {
	text = arithmetic(text)
	var all []pipeline
	var line pipeline
	var words []string
	endCommand := func() {
		if len(words) > 0 {
			line = append(line, words)
		}
		words = nil
	}
	endLine := func() {
		endCommand()
		if len(line) > 0 {
			all = append(all, line)
		}
		line = nil
	}
	for at := 0; at < len(text); {
		switch c := text[at]; {
		case c == '\\' && at+1 < len(text) && (text[at+1] == '\n' || text[at+1] == '\r'):
			at += 2
		case c == '\n' || c == ';' || c == '&':
			endLine()
			at++
		case c == '|':
			if at++; at < len(text) && text[at] == '|' {
				at++
				endLine()
			} else {
				endCommand()
			}
		case c == ' ' || c == '\t' || c == '\r':
			at++
		case c == '#':
			if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
				at += n
			} else {
				at = len(text)
			}
		default:
			word, n := readWord(text[at:])
			at += n
			words = append(words, word)
		}
	}
	endLine()
	for _, p := range all {
		for i := range p {
			p[i] = withoutRedirection(p[i])
		}
	}
	return all
}

// readWord reads a word and returns how long it is in the text.
func readWord(text string) (string, int) {
	var b strings.Builder
	quote := byte(0)
	i := 0
	for ; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			b.WriteByte(c)
		case c == '"' || c == '\'':
			quote = c
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case c == '&' && i > 0 && text[i-1] == '>':
			b.WriteByte(c) // 2>&1
		case strings.IndexByte(" \t\r\n;|&", c) >= 0:
			return b.String(), i
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), i
}

// withoutRedirection drops redirections to /dev/null and between descriptors.
func withoutRedirection(words []string) []string {
	var kept []string
	for i := 0; i < len(words); i++ {
		w := strings.TrimLeft(words[i], "012")
		switch {
		case w == ">" || w == ">>":
			if i+1 < len(words) && words[i+1] == "/dev/null" {
				i++
				continue
			}
			kept = append(kept, words[i])
		case strings.HasPrefix(w, ">&"), w == ">/dev/null":
		default:
			kept = append(kept, words[i])
		}
	}
	return kept
}
