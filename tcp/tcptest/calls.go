package tcptest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// maxWritten bounds what a story writes, all calls together: nobody reads more.
const maxWritten = 250_000

// call is what an application does, or an ICMP error that arrives.
type call struct {
	text string // as it is printed
	do   doer
	n    int64
}

// doer does a call and returns its result, empty if there is none.
type doer func(c *tcp.Conn, at vtime.Stamp) (result string)

// parseCall reads "NAME [ARGUMENT] [= RESULT]"; the result is what happened.
func parseCall(s string) (*call, error) {
	s, _, _ = strings.Cut(s, " = ")
	c := &call{text: s}
	name, arg, _ := strings.Cut(s, " ")
	if c.do = plain(name); c.do != nil && arg == "" {
		return c, nil
	}
	ok := false
	switch name {
	case "fastopen":
		c.do, ok = fastOpen(strings.Fields(arg))
	case "write":
		arg, more := strings.CutSuffix(arg, " more")
		c.n, ok = amount(arg)
		c.do = write(int(c.n), more)
	case "read":
		n := int64(1 << 40)
		if ok = arg == "all"; !ok {
			n, ok = amount(arg)
		}
		c.do = read(n)
	case "shutdown":
		ok = arg == "read"
		c.do = func(c *tcp.Conn, at vtime.Stamp) string { c.CloseRead(at); return "" }
	case "cork", "keepalive":
		ok = arg == "on" || arg == "off"
		c.do = toggle(name, arg == "on")
	case "nagle":
		var mode tcp.NagleMode
		mode, ok = map[string]tcp.NagleMode{
			"off": tcp.NagleOff, "classic": tcp.NagleClassic, "minshall": tcp.NagleMinshall,
		}[arg]
		c.do = func(c *tcp.Conn, at vtime.Stamp) string { c.SetNagle(mode); return "" }
	case "icmp":
		var e errno.Errno
		e, ok = map[string]errno.Errno{
			"ENETUNREACH": errno.ENETUNREACH, "EHOSTUNREACH": errno.EHOSTUNREACH, "ECONNREFUSED": errno.ECONNREFUSED,
		}[arg]
		c.do = func(c *tcp.Conn, at vtime.Stamp) string { c.Unreachable(at, e, true); return "" }
	case "info":
		c.do, ok = info(strings.Fields(arg))
	}
	if !ok {
		return nil, fmt.Errorf("%q: expected one of %s", s, callForms)
	}
	return c, nil
}

const callForms = "connect, listen, fastopen ask|early|grant COOKIE|send COOKIE N, write N [more], read N, read all, shutdown, shutdown read, close, abort, nodelay, " +
	"nagle off|classic|minshall, cork on|off, quickack, keepalive on|off, error, " +
	"icmp ENETUNREACH|EHOSTUNREACH|ECONNREFUSED, info NAME ..."

// plain returns the call of that name if it has no argument.
func plain(name string) doer {
	switch name {
	case "connect":
		return func(c *tcp.Conn, at vtime.Stamp) string { c.Open(at); return "" }
	case "listen":
		return func(c *tcp.Conn, at vtime.Stamp) string { c.Listen(); return "" }
	case "shutdown":
		return func(c *tcp.Conn, at vtime.Stamp) string {
			if err := c.CloseWrite(at); err != nil {
				return failure(err)
			}
			return ""
		}
	case "close":
		return func(c *tcp.Conn, at vtime.Stamp) string { c.Close(at); return "" }
	case "abort":
		return func(c *tcp.Conn, at vtime.Stamp) string { c.Abort(at); return "" }
	case "nodelay":
		return func(c *tcp.Conn, at vtime.Stamp) string { c.SetNagle(tcp.NagleOff); return "" }
	case "quickack":
		return func(c *tcp.Conn, at vtime.Stamp) string { c.QuickAck(); return "" }
	case "error":
		return func(c *tcp.Conn, at vtime.Stamp) string {
			if e := c.TakeError(); e != 0 {
				return e.Name()
			}
			return "none"
		}
	}
	return nil
}

// toggle is a call that switches something on or off.
func toggle(name string, on bool) doer {
	if name == "cork" {
		return func(c *tcp.Conn, at vtime.Stamp) string { c.SetCork(on); return "" }
	}
	return func(c *tcp.Conn, at vtime.Stamp) string { c.SetKeepAlive(at, on); return "" }
}

func amount(s string) (int64, bool) {
	n, err := strconv.ParseUint(s, 10, 31)
	return int64(n), err == nil && n > 0
}

// fastOpen prepares an end for Fast Open: "ask", "send COOKIE N" with so many
// bytes of data, "grant COOKIE" or "early", as the end would before it opens.
func fastOpen(words []string) (doer, bool) {
	if len(words) == 1 && words[0] == "ask" {
		return func(c *tcp.Conn, _ vtime.Stamp) string { c.OpenFast(&tcp.FastOpen{}, 0, false); return "" }, true
	}
	if len(words) == 1 && words[0] == "early" {
		return func(c *tcp.Conn, _ vtime.Stamp) string { c.AcceptFast(nil, true); return "" }, true
	}
	if len(words) < 2 {
		return nil, false
	}
	f, err := parseFastOpen(words[1])
	switch {
	case err == nil && words[0] == "grant" && len(words) == 2:
		return func(c *tcp.Conn, _ vtime.Stamp) string { c.AcceptFast(f, false); return "" }, true
	case err == nil && words[0] == "send" && len(words) == 3:
		n, ok := amount(words[2])
		return func(c *tcp.Conn, at vtime.Stamp) string {
			c.OpenFast(f, n+40, true)
			c.Open(at)
			k, _ := fill(c, at, int(n))
			return strconv.Itoa(k)
		}, ok
	}
	return nil, false
}

func write(n int, more bool) doer {
	return func(c *tcp.Conn, at vtime.Stamp) string {
		k, err := fill(c, at, n)
		if err != nil {
			return failure(err)
		}
		if more {
			c.ExpectMore()
		}
		return strconv.Itoa(k)
	}
}

// fill writes as much as there is room for, before anything leaves.
func fill(c *tcp.Conn, at vtime.Stamp, n int) (written int, err error) {
	for written < n {
		k, err := c.Write(at, at, tcp.Payload{Len: n - written}, true)
		if err != nil || k == 0 {
			return written, err
		}
		written += k
	}
	return written, nil
}

func read(n int64) doer {
	return func(c *tcp.Conn, at vtime.Stamp) string {
		k, eof, err := c.Discard(at, n)
		switch {
		case err != nil:
			return failure(err)
		case eof:
			return "eof"
		case k == 0:
			return errno.EAGAIN.Name()
		}
		return strconv.Itoa(k)
	}
}

// failure prints an error by its POSIX name.
func failure(err error) string {
	if e, ok := err.(errno.Errno); ok {
		return e.Name()
	}
	return err.Error()
}

// facts are what the call info can print.
var facts = map[string]func(i tcp.Info) string{
	"state":      func(i tcp.Info) string { return i.State.String() },
	"phase":      func(i tcp.Info) string { return phases[i.Phase] },
	"una":        number(func(i tcp.Info) int64 { return i.Una }),
	"nxt":        number(func(i tcp.Info) int64 { return i.Nxt }),
	"wnd":        number(func(i tcp.Info) int64 { return i.Window }),
	"cwnd":       number(func(i tcp.Info) int64 { return i.Cwnd }),
	"flight":     number(func(i tcp.Info) int64 { return i.InFlight }),
	"mss":        number(func(i tcp.Info) int64 { return i.MSS }),
	"unread":     number(func(i tcp.Info) int64 { return i.Unread }),
	"rcvwnd":     number(func(i tcp.Info) int64 { return i.RcvWindow }),
	"marked":     number(func(i tcp.Info) int64 { return i.DeliveredCE }),
	"reordering": number(func(i tcp.Info) int64 { return i.Reordering }),
	"backoff":    number(func(i tcp.Info) int64 { return int64(i.Backoff) }),
	"srtt":       func(i tcp.Info) string { return i.SRTT.String() },
	"rto":        func(i tcp.Info) string { return i.RTO.String() },
	"ssthresh":   func(i tcp.Info) string { return threshold(i.Threshold) },
}

// phases are the names of what a connection does about losses.
var phases = [...]string{
	tcp.PhaseOpen: "open", tcp.PhaseDisorder: "disorder", tcp.PhaseCWR: "cwr",
	tcp.PhaseRecovery: "recovery", tcp.PhaseLoss: "loss",
}

func number(of func(i tcp.Info) int64) func(i tcp.Info) string {
	return func(i tcp.Info) string { return strconv.FormatInt(of(i), 10) }
}

// threshold prints the slow-start threshold; beyond every window it is none.
func threshold(n int64) string {
	if n >= 1<<40 {
		return "none"
	}
	return strconv.FormatInt(n, 10)
}

func info(names []string) (doer, bool) {
	for _, n := range names {
		if facts[n] == nil {
			return nil, false
		}
	}
	return func(c *tcp.Conn, at vtime.Stamp) string {
		i := c.Info(at.Now)
		values := make([]string, 0, len(names))
		for _, n := range names {
			values = append(values, facts[n](i))
		}
		return strings.Join(values, " ")
	}, len(names) > 0
}
