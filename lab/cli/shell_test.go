package cli

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// printed is what a command line of the documentation prints: the command, and what
// it is piped through. A simulation that fails has something to print too.
func printed(t *testing.T, line string) string {
	words, filters := shellWords(line)
	for i, w := range words {
		if i > 0 && words[i-1] == "--pcap" && w != "-" {
			words[i] = filepath.Join(t.TempDir(), w)
		}
	}
	var stdout, stderr bytes.Buffer
	code := Main(words, &stdout, &stderr)
	require.Contains(t, []int{exitDone, exitFailed}, code, "%s%s", line, stderr.String())
	lines := strings.SplitAfter(strings.TrimSuffix(stdout.String(), "\n")+"\n", "\n")
	lines = lines[:len(lines)-1]
	for _, f := range filters {
		lines = filtered(t, lines, f)
	}
	return strings.Join(lines, "")
}

// shellWords splits a line into the words of a command, and of those that it is piped
// through. Only single quotes are known.
func shellWords(line string) (command []string, filters [][]string) {
	var all [][]string
	word, inWord, quoted := "", false, false
	now := []string{}
	end := func() {
		if inWord {
			now = append(now, word)
		}
		word, inWord = "", false
	}
	for _, c := range strings.TrimSuffix(line, "\n") + " " {
		switch {
		case c == '\'':
			quoted, inWord = !quoted, true
		case quoted:
			word += string(c)
		case c == ' ':
			end()
		case c == '|':
			end()
			all, now = append(all, now), nil
		default:
			word, inWord = word+string(c), true
		}
	}
	all = append(all, now)
	return all[0], all[1:]
}

// filtered is what head, tail or grep let through.
func filtered(t *testing.T, lines, command []string) []string {
	count := func(i int) int {
		n, err := strconv.Atoi(command[i])
		require.NoError(t, err, "%v", command)
		return n
	}
	switch {
	case command[0] == "head" && command[1] == "-n":
		return lines[:min(count(2), len(lines))]
	case command[0] == "tail" && command[1] == "-n":
		return lines[max(len(lines)-count(2), 0):]
	case command[0] == "grep":
		after, invert, pattern := 0, false, command[len(command)-1]
		for i, w := range command {
			switch w {
			case "-A":
				after = count(i + 1)
			case "-v":
				invert = true
			}
		}
		return grep(lines, regexp.MustCompile(strings.ReplaceAll(pattern, `\|`, "|")), invert, after)
	}
	t.Fatalf("%v: no such filter", command)
	return nil
}

// grep is that of GNU: with lines after a match, groups are set apart.
func grep(lines []string, pattern *regexp.Regexp, invert bool, after int) (out []string) {
	last := -1
	for i, line := range lines {
		if pattern.MatchString(strings.TrimSuffix(line, "\n")) == invert {
			continue
		}
		if after > 0 && last >= 0 && i > last+1 {
			out = append(out, "--\n")
		}
		for j := max(i, last+1); j <= min(i+after, len(lines)-1); j++ {
			out = append(out, lines[j])
			last = j
		}
	}
	return out
}

func TestShellWords(t *testing.T) {
	command, filters := shellWords("run a.yaml --set 'x y' | grep -A 2 'GET\\|#' | head -n 3\n")
	require.Equal(t, []string{"run", "a.yaml", "--set", "x y"}, command)
	require.Equal(t, [][]string{{"grep", "-A", "2", `GET\|#`}, {"head", "-n", "3"}}, filters)
	lines := []string{"a\n", "GET\n", "b\n", "c\n", "d\n", "#\n", "e\n"}
	require.Equal(t, []string{"GET\n", "b\n", "c\n", "--\n", "#\n", "e\n"}, filtered(t, lines, filters[0]))
	require.Equal(t, []string{"a\n", "GET\n", "b\n"}, filtered(t, lines, filters[1]))
	require.Equal(t, []string{"e\n"}, filtered(t, lines, []string{"tail", "-n", "1"}))
	require.Equal(t, []string{"a\n", "GET\n", "#\n", "e\n"}, filtered(t, lines, []string{"grep", "-v", "^[bcd]"}))
}
