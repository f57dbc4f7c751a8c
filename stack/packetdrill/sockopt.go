package packetdrill

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// sockopt is a socket option: how it is set and read.
type sockopt struct {
	level  int64
	option stack.Option
	unit   int64 // of the script's value, in the stack's; 0: as it is
}

const noOption = ^stack.Option(0)

const (
	solSocket = 1
	solIP     = 0
	solTCP    = 6
	solIPv6   = 41
)

// sockopts are the options that scripts set, by name. Those with noOption are
// taken and kept, and change nothing in what is simulated.
var sockopts = map[string]sockopt{
	"SO_REUSEADDR": {solSocket, stack.ReuseAddr, 0},
	"SO_KEEPALIVE": {solSocket, stack.KeepAlive, 0},
	"SO_RCVLOWAT":  {solSocket, stack.LowWater, 0},
	"SO_OOBINLINE": {solSocket, stack.OOBInline, 0},
	"TCP_NODELAY":  {solTCP, stack.NoDelay, 0},
	"TCP_CORK":     {solTCP, stack.Cork, 0},
	"TCP_NOPUSH":   {solTCP, stack.Cork, 0},
	"TCP_QUICKACK": {solTCP, stack.QuickAck, 0},

	"SO_MAX_PACING_RATE": {solSocket, stack.PacingRate, 0},
	"SO_SNDBUF":          {solSocket, stack.SendBuffer, 0},
	"SO_SNDBUFFORCE":     {solSocket, stack.SendBuffer, 0},
	"SO_RCVBUF":          {solSocket, stack.RecvBuffer, 0},
	"SO_RCVBUFFORCE":     {solSocket, stack.RecvBuffer, 0},

	"TCP_KEEPIDLE":      {solTCP, stack.KeepIdle, perSecond},
	"TCP_KEEPINIT":      {solTCP, stack.SYNTimeout, perSecond},
	"TCP_KEEPINTVL":     {solTCP, stack.KeepInterval, perSecond},
	"TCP_KEEPCNT":       {solTCP, stack.KeepCount, 0},
	"TCP_USER_TIMEOUT":  {solTCP, stack.UserTimeout, perMilli},
	"TCP_NOTSENT_LOWAT": {solTCP, stack.UnsentLow, 0},
	"TCP_SYNCNT":        {solTCP, stack.SYNCount, 0},
	"TCP_LINGER2":       {solTCP, stack.Linger2, perSecond},
	"TCP_MAXSEG":        {solTCP, stack.MaxSegment, 0},
	"TCP_RTO_MAX_MS":    {solTCP, stack.RTOMost, perMilli},
	"TCP_RTO_MIN_US":    {solTCP, stack.RTOLeast, int64(vtime.Microsecond)},
	"TCP_DELACK_MAX_US": {solTCP, stack.AckMost, int64(vtime.Microsecond)},
	"TCP_WINDOW_CLAMP":  {solTCP, stack.WindowClamp, 0},
	"TCP_SAVE_SYN":      {solTCP, stack.SaveSYN, 0},

	"TCP_THIN_LINEAR_TIMEOUTS": {solTCP, stack.ThinLinear, 0}, "TCP_THIN_DUPACK": {solTCP, noOption, 0},

	"TCP_DEFER_ACCEPT":       {solTCP, stack.DeferAccept, perSecond},
	"TCP_FASTOPEN":           {solTCP, stack.FastOpen, 0},
	"TCP_FASTOPEN_KEY":       {solTCP, noOption, 0},
	"TCP_FASTOPEN_CONNECT":   {solTCP, stack.FastOpenConnect, 0},
	"TCP_FASTOPEN_NO_COOKIE": {solTCP, stack.FastOpenNoCookie, 0},

	"SO_REUSEPORT": {solSocket, noOption, 0}, "SO_DEBUG": {solSocket, noOption, 0},
	"SO_PRIORITY": {solSocket, noOption, 0}, "SO_MARK": {solSocket, noOption, 0},
	"SO_BUSY_POLL": {solSocket, noOption, 0}, "SO_TXREHASH": {solSocket, noOption, 0},
	"IP_MTU_DISCOVER": {solIP, stack.MTUDiscover, 0}, "IPV6_MTU_DISCOVER": {solIPv6, stack.MTUDiscover, 0},
	"IP_RECVERR": {solIP, stack.RecvErrors, 0}, "IP_FREEBIND": {solIP, noOption, 0},
	"IP_BIND_ADDRESS_NO_PORT": {solIP, noOption, 0}, "IPV6_RECVERR": {solIPv6, stack.RecvErrors, 0},
	"IPV6_V6ONLY": {solIPv6, noOption, 0},
	"TCP_INQ":     {solTCP, noOption, 0},

	"SO_RCVTIMEO": {solSocket, noOption, 0}, "SO_SNDTIMEO": {solSocket, noOption, 0},
	"SO_ZEROCOPY": {solSocket, stack.ZeroCopies, 0}, "SO_TIMESTAMPING": {solSocket, noOption, 0},

	"IP_TOS": {solIP, stack.TOS, 0}, "IPV6_TCLASS": {solIPv6, stack.TOS, 0}, "IP_TTL": {solIP, stack.TTL, 0},

	// FreeBSD's, which are not simulated
	"TCP_NOOPT": {solTCP, noOption, 0}, "TCP_MD5SIG": {solTCP, noOption, 0}, "TCP_CCALGOOPT": {solTCP, noOption, 0},
	"TCP_REMOTE_UDP_ENCAPS_PORT": {solTCP, noOption, 0}, "TCP_MAXUNACKTIME": {solTCP, noOption, 0},
	"SO_INCOMING_NAPI_ID": {solSocket, noOption, 0},
}

// option finds the option that the arguments name.
func (in *invocation) option() (string, sockopt, error) {
	if len(in.call.args) < 4 {
		in.wrong(in.e.Pos, "%s: expected a descriptor, a level, an option and a value", in.call.name)
		return "", sockopt{}, errno.EINVAL
	}
	name := in.call.args[2].text
	level, ok := in.arg(1)
	if !ok {
		return name, sockopt{}, errno.EINVAL
	}
	if _, ok := in.arg(2); !ok {
		return name, sockopt{}, errno.EINVAL
	}
	o, ok := sockopts[name]
	switch {
	case !ok && strings.HasPrefix(name, "TCP_"):
		o = sockopt{level: solTCP, option: noOption, unit: -1}
	case !ok:
		o = sockopt{level: level, option: noOption, unit: -1}
	}
	if o.level != level {
		return name, o, errno.ENOPROTOOPT
	}
	return name, o, nil
}

// optionOf finds the descriptor and the option that the arguments name.
func (in *invocation) optionOf() (*descriptor, string, sockopt, error) {
	d, err := in.fd(0)
	if err != nil {
		return nil, "", sockopt{}, err
	}
	name, o, err := in.option()
	return d, name, o, err
}

func callSetsockopt(in *invocation) (int64, error) {
	d, name, o, err := in.optionOf()
	if err != nil {
		return -1, err
	}
	value := in.call.args[3]
	switch {
	case name == "SO_LINGER":
		return in.setLinger(d, value)
	case name == "TCP_CONGESTION" && d.sock != nil:
		return 0, d.sock.SetCongestion(algorithm(value.text))
	case name == "SO_TIMESTAMPING":
		return in.setStamps(d, value)
	case name == "SO_RCVTIMEO" || name == "SO_SNDTIMEO":
		return in.setTimeout(d, name, value)
	case name == "TCP_FASTOPEN_KEY":
		return in.setFastKey(value)
	case name == "TCP_FUNCTION_BLK":
		if of := field(value, "function_set_name"); of.kind == stringExpr && of.text != bsdStack {
			return in.wrong(of.Pos, "the stack %s is not simulated, only %s", of.text, bsdStack)
		}
		return 0, nil
	case name == "TCP_CC_INFO" || name == "TCP_SAVED_SYN":
		return -1, errno.ENOPROTOOPT
	case name == "TCP_LOG" || name == "TCP_MD5SIG" && value.kind == structExpr:
		return 0, nil // nobody reads the log, and nothing is signed
	case o.unit < 0:
		return in.wrong(in.call.args[2].Pos, "the option %s is not simulated", name)
	}
	n, ok := in.eval(value)
	if !ok {
		return -1, errno.EINVAL
	}
	if o.option == noOption || d.sock == nil {
		if d.kept == nil {
			d.kept = map[string]int64{}
		}
		d.kept[name] = n
		return 0, nil
	}
	return 0, d.sock.SetOption(o.option, n*max(o.unit, 1))
}

// algorithm returns our name of an algorithm for congestion control.
func algorithm(name string) string {
	name = strings.TrimRight(name, "\x00")
	if name == "newreno" {
		return "reno" // FreeBSD
	}
	return name
}

// setLinger takes {onoff=1, linger=0}.
func (in *invocation) setLinger(d *descriptor, value expr) (int64, error) {
	if value.kind != structExpr || d.sock == nil {
		return in.wrong(value.Pos, "{onoff=N, linger=N} was expected")
	}
	var on, linger int64
	for _, f := range value.fields {
		n, ok := in.eval(f.value)
		if !ok {
			return -1, errno.EINVAL
		}
		if f.name == "onoff" || f.name == "l_onoff" {
			on = n
		} else {
			linger = n
		}
	}
	if on == 0 {
		return 0, d.sock.SetOption(stack.Linger, -1)
	}
	return 0, d.sock.SetOption(stack.Linger, linger*int64(vtime.Second))
}

func callGetsockopt(in *invocation) (int64, error) {
	d, name, o, err := in.optionOf()
	if err != nil {
		return -1, err
	}
	value := in.call.args[3]
	switch {
	case name == "SO_ERROR":
		return in.pendingError(d, value)
	case name == "SO_TYPE":
		in.check(name, value, 1+flag(d.udp != nil))
		return 0, nil
	case name == "TCP_CONGESTION" && d.sock != nil:
		value.text = algorithm(value.text)
		in.checkText(name, value, d.sock.Congestion())
		return 0, nil
	case name == "TCP_INFO" && d.sock != nil:
		return in.checkInfo(d, value)
	case name == "TCP_CC_INFO" && d.sock != nil:
		return in.checkDetails(d, value)
	case name == "TCP_SAVED_SYN" && d.sock != nil:
		return in.checkSavedSYN(d, value)
	case name == "TCP_FUNCTION_BLK":
		in.checkText("function_set_name", field(value, "function_set_name"), bsdStack)
		return 0, nil
	case name == "SO_LINGER" && d.sock != nil:
		linger, err := d.sock.Option(stack.Linger)
		in.checkFields(value, map[string]int64{
			"onoff": flag(linger >= 0), "linger": max(linger, 0) / perSecond,
			"l_onoff": flag(linger >= 0), "l_linger": max(linger, 0) / perSecond,
		})
		return 0, err
	case name == "SO_TIMESTAMPING":
		in.check(name, value, d.stamps)
		return 0, nil
	case o.unit < 0:
		return in.wrong(in.call.args[2].Pos, "the option %s is not simulated", name)
	case o.option == noOption || d.sock == nil:
		in.check(name, value, d.kept[name])
		return 0, nil
	}
	n, err := d.sock.Option(o.option)
	if err != nil {
		return -1, err
	}
	in.check(name, value, n/max(o.unit, 1))
	return 0, nil
}

// checkInfo compares a struct tcp_info, of which scripts write the fields that they
// care for.
func (in *invocation) checkInfo(d *descriptor, value expr) (int64, error) {
	i := d.sock.Info()
	got := map[string]int64{}
	for _, f := range value.fields {
		if of, ok := infoNames[f.name]; ok {
			got[f.name] = of(&i)
		}
	}
	in.checkFields(value, got)
	return 0, nil
}

// checkDetails compares what a congestion control tells of itself, and how long that is.
func (in *invocation) checkDetails(d *descriptor, value expr) (int64, error) {
	got, size := map[string]int64{}, int64(0)
	for _, f := range d.sock.CongestionDetails() {
		got[f.Name] = f.Value
		size += int64(f.Size)
	}
	in.checkFields(value, got)
	in.checkLength(size)
	return 0, nil
}

// checkSavedSYN compares the headers that were saved, or as much as the script writes.
func (in *invocation) checkSavedSYN(d *descriptor, value expr) (int64, error) {
	syn := d.sock.SavedSYN()
	if value.kind == stringExpr && !strings.HasPrefix(string(syn), value.text) {
		in.checks = append(in.checks, func() string {
			return fmt.Sprintf("the SYN was %x, not %x", syn[:min(len(syn), len(value.text))], value.text)
		})
	}
	in.checkLength(int64(len(syn)))
	return 0, nil
}

// checkLength compares how much a call wrote with its last argument.
func (in *invocation) checkLength(n int64) {
	if args := in.call.args; len(args) > 4 {
		in.check("the length", args[4], n)
	}
}

// bsdStack is the one of FreeBSD's stacks that is simulated, its default one.
const bsdStack = "freebsd"

// checkText compares a text that the call wrote, where the script says one.
func (in *invocation) checkText(what string, e expr, got string) {
	if want := strings.TrimRight(e.text, "\x00"); e.kind == stringExpr && want != got {
		in.checks = append(in.checks, func() string { return fmt.Sprintf("%s is %s, not %s", what, got, want) })
	}
}

// checkFields compares the fields of a structure that the call wrote.
func (in *invocation) checkFields(e expr, got map[string]int64) {
	for _, f := range e.fields {
		n, ok := got[f.name]
		switch {
		case f.value.kind == ellipsisExpr:
		case !ok:
			in.wrong(f.value.Pos, "the field %s is not known", f.name)
		default:
			in.check(f.name, f.value, n)
		}
	}
}

// pendingError is SO_ERROR, which scripts write as a name or as a number.
func (in *invocation) pendingError(d *descriptor, value expr) (int64, error) {
	if d.sock == nil {
		return 0, nil
	}
	n, err := d.sock.Option(stack.SocketError)
	if err != nil {
		return -1, err
	}
	got, name := int64(0), "0"
	if n != 0 {
		name = errno.Errno(n).Name()
		got = errnoNumbers[name]
	}
	want, ok := in.eval(value)
	if value.kind != ellipsisExpr && ok && want != got {
		in.checks = append(in.checks, func() string { return fmt.Sprintf("the error is %s, not %s", name, text(value)) })
	}
	return 0, nil
}

// text writes a number of the script as it is there.
func text(e expr) string {
	switch {
	case e.kind == listExpr && len(e.items) == 1:
		return text(e.items[0])
	case e.kind == nameExpr:
		return e.text
	}
	return fmt.Sprint(e.number)
}
