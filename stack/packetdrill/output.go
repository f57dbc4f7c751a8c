package packetdrill

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/tcp"
)

// filters passes what a command printed through the greps behind it, and fails if
// the last of them finds nothing: that is how scripts ask.
func filters(text string, behind pipeline) error {
	for i, words := range behind {
		if words[0] != "grep" {
			return fmt.Errorf("%s is not known behind |: expected grep", words[0])
		}
		matched, found, err := grep(words[1:], text)
		switch {
		case err != nil:
			return err
		case !found && i == len(behind)-1:
			return fmt.Errorf("%s finds nothing in %q", strings.Join(words, " "), oneSpace(text))
		}
		text = matched
	}
	return nil
}

// oneSpace is text for a message.
func oneSpace(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Join(lines, "; ")
}

// grep keeps the lines that match. With -c it prints how many there are, with -v it
// keeps the others.
func grep(words []string, text string) (matched string, found bool, err error) {
	options := ""
	for len(words) > 1 && strings.HasPrefix(words[0], "-") {
		options += words[0][1:]
		words = words[1:]
	}
	if len(words) == 0 {
		return "", false, fmt.Errorf("grep: expected what it looks for")
	}
	pattern := words[0]
	if strings.Contains(options, "F") {
		pattern = regexp.QuoteMeta(pattern)
	}
	if strings.Contains(options, "i") {
		pattern = "(?i)" + pattern
	}
	wanted, err := regexp.Compile(pattern)
	if err != nil {
		return "", false, fmt.Errorf("grep: %w", err)
	}
	n := 0
	for line := range strings.Lines(text) {
		if wanted.MatchString(strings.TrimSuffix(line, "\n")) != strings.Contains(options, "v") {
			matched += line
			n++
		}
	}
	if strings.Contains(options, "c") {
		matched = strconv.Itoa(n) + "\n"
	}
	return matched, n > 0, nil
}

// bsdStates are the names that sockstat has for states.
var bsdStates = map[tcp.State]string{
	tcp.Listen: "LISTEN", tcp.SynSent: "SYN_SENT", tcp.SynReceived: "SYN_RCVD", tcp.Established: "ESTABLISHED",
	tcp.CloseWait: "CLOSE_WAIT", tcp.FinWait1: "FIN_WAIT_1", tcp.FinWait2: "FIN_WAIT_2", tcp.Closing: "CLOSING",
	tcp.LastAck: "LAST_ACK", tcp.TimeWait: "TIME_WAIT", tcp.Closed: "CLOSED",
}

// sockstat prints the sockets as FreeBSD's command does with -s.
func (r *runner) sockstat() string {
	s := "USER COMMAND PID FD PROTO LOCAL ADDRESS FOREIGN ADDRESS CONN STATE\n"
	for _, e := range r.host.Netstat() {
		s += fmt.Sprintf("root packetdrill - - tcp %v:%d %v:%d %s\n",
			e.Local.IP, e.Local.Port, e.Remote.IP, e.Remote.Port, bsdStates[e.State])
	}
	return s
}

// procNetTCP prints the sockets as /proc/net/tcp does.
func (r *runner) procNetTCP() string {
	s := "  sl  local_address rem_address   st\n"
	for i, e := range r.host.Netstat() {
		s += fmt.Sprintf("%4d: %s:%04X %s:%04X %02X \n", i, hexAddr(e.Local.IP), e.Local.Port,
			hexAddr(e.Remote.IP), e.Remote.Port, linuxStates[e.State])
	}
	return s
}

// hexAddr writes an address as Linux does: the bytes of each word from the last to
// the first.
func hexAddr(a ip.Addr) string {
	b := a.As16()
	words := b[:]
	if a.Is4() || a.IsZero() {
		words = words[12:]
	}
	s := ""
	for ; len(words) > 0; words = words[4:] {
		s += fmt.Sprintf("%08X", binary.LittleEndian.Uint32(words))
	}
	return s
}
