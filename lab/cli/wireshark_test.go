package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	captureFile = regexp.MustCompile(`--pcap (\S+\.pcapng)`)
	// `tcp.len > 0` (4), and in Chinese with brackets of that script.
	counted = regexp.MustCompile("`([^`]+)` ?[(（]([0-9]+)[)）]")
	// `tcp.len`, as somebody would name a column.
	column = regexp.MustCompile("`((?:ip|tcp|http|http2|tls|dns)\\.[a-z_0-9.]+)`")
)

// capture is what a lab writes for Wireshark.
type capture struct {
	file, command string
	filters       []string
	counts        []string // of the packets that each filter leaves; empty: some
}

// capturesIn finds the captures of a text, and what it says of display filters.
func capturesIn(text string) (all []*capture) {
	for line := range strings.SplitSeq(text, "\n") {
		if m := captureFile.FindStringSubmatch(line); m != nil {
			all = append(all, &capture{file: m[1], command: strings.TrimPrefix(line, prompt)})
			continue
		}
		if len(all) == 0 {
			continue
		}
		c := all[len(all)-1]
		for _, m := range counted.FindAllStringSubmatch(line, -1) {
			c.filters, c.counts = append(c.filters, m[1]), append(c.counts, m[2])
		}
		for _, m := range column.FindAllStringSubmatch(counted.ReplaceAllString(line, ""), -1) {
			if m[1] != c.file {
				c.filters, c.counts = append(c.filters, m[1]), append(c.counts, "")
			}
		}
	}
	return all
}

// left writes the capture, and asks tshark how many packets each filter leaves.
func (c *capture) left(t *testing.T) (counts []string) {
	words, _ := shellWords(c.command)
	to := filepath.Join(t.TempDir(), c.file)
	words[slices.Index(words, "--pcap")+1] = to
	var stdout, stderr bytes.Buffer
	require.NotEqual(t, exitInput, Main(words, &stdout, &stderr), stderr.String())
	out, err := exec.Command("tshark", "-q", "-n", "-r", to, "-z", "io,stat,0,"+strings.Join(c.filters, ",")).CombinedOutput()
	require.NoError(t, err, "%s: %s", c.file, out)
	for line := range strings.SplitSeq(string(out), "\n") {
		if cells := strings.Split(line, "|"); strings.Contains(line, "<>") {
			for i := range c.filters {
				counts = append(counts, strings.TrimSpace(cells[2+2*i])) // frames, bytes, frames, ...
			}
		}
	}
	return counts
}

// What the labs say of display filters is what Wireshark shows, in both languages.
func TestLabFilters(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	t.Chdir("../..")
	texts, err := filepath.Glob("docs/labs/[0-9]*.md")
	require.NoError(t, err)
	require.NotEmpty(t, texts)
	for _, name := range texts {
		english, err := os.ReadFile(name)
		require.NoError(t, err)
		all := capturesIn(string(english))
		require.NotEmpty(t, all, name)
		for _, c := range all {
			require.NotEmpty(t, c.filters, "%s: %s", name, c.file)
			for i, n := range c.left(t) {
				if c.counts[i] == "" {
					require.NotEqual(t, "0", n, "%s: %s", name, c.filters[i])
				} else {
					require.Equal(t, n, c.counts[i], "%s: %s", name, c.filters[i])
				}
			}
		}
		chinese, err := os.ReadFile(filepath.Join("docs/labs/zh-CN", filepath.Base(name)))
		require.NoError(t, err)
		require.Equal(t, all, capturesIn(string(chinese)), "the translation of %s", name)
	}
}
