package packetdrill

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// caller makes a call and returns its result.
type caller func(in *invocation) (int64, error)

// calls are the system calls by name.
var calls map[string]caller

// callNames lists them for messages.
var callNames string

func init() {
	calls = map[string]caller{
		"socket": callSocket, "bind": callBind, "listen": callListen, "accept": callAccept, "accept4": callAccept,
		"connect": callConnect, "close": callClose, "shutdown": callShutdown,
		"read": callRead, "recv": callRead, "recvfrom": callRead, "readv": callReadv, "recvmsg": callRecvmsg,
		"write": callWrite, "send": callWrite, "sendto": callSendto, "writev": callWritev, "sendmsg": callSendmsg,
		"sendfile": callSendfile, "open": callOpen, "dup": callDup, "pipe": callPipe, "splice": callSplice,
		"setsockopt": callSetsockopt, "getsockopt": callGetsockopt, "fcntl": callFcntl, "ioctl": callIoctl,
		"poll": callPoll, "epoll_create": callEpollCreate, "epoll_create1": callEpollCreate, "epoll_ctl": callEpollCtl,
		"epoll_wait": callEpollWait, "usleep": callSleep, "cap_set": callPrivileges,
		"getsockname": callSockname, "getpeername": callSockname,
	}
	callNames = strings.Join(slices.Sorted(maps.Keys(calls)), ", ")
}

func callSocket(in *invocation) (int64, error) {
	typ, ok := in.arg(1)
	if len(in.call.args) == 3 {
		if proto, _ := in.arg(2); proto != 0 && proto != 6 && proto != 17 {
			return in.wrong(in.call.args[2].Pos, "only TCP and UDP sockets are simulated")
		}
	}
	if !ok {
		return -1, errno.EINVAL
	}
	d := &descriptor{}
	switch typ &^ oNonBlock & 0xf {
	case 1:
		d.sock = in.r.host.Socket()
		if typ&oNonBlock != 0 {
			d.block(false)
		}
	case 2:
		d.udp = in.r.host.UDPSocket()
	default:
		return in.wrong(in.call.args[1].Pos, "SOCK_STREAM or SOCK_DGRAM was expected")
	}
	in.opens = d
	return 0, nil
}

// block switches between blocking and non-blocking calls.
func (d *descriptor) block(on bool) {
	d.nonBlocking = !on
	if d.sock != nil {
		d.sock.SetOption(stack.NonBlocking, flag(!on))
	}
}

func flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

// address reads a socket address; "..." is the one that the environment gives.
func (in *invocation) address(i int, a ip.Addr, port uint16) (ip.Addr, uint16, bool) {
	if i >= len(in.call.args) || in.call.args[i].kind != structExpr {
		return a, port, true
	}
	for _, f := range in.call.args[i].fields {
		switch f.name {
		case "sin_port", "sin6_port":
			n, ok := in.eval(f.value)
			if !ok {
				return a, port, false
			}
			port = uint16(n)
		case "sin_addr", "sin6_addr", "": // without a name: inet_pton
			var ok bool
			if a, ok = in.addr(f.value, a); !ok {
				return a, port, false
			}
		}
	}
	return a, port, true
}

// family returns the family that an address is said to be of, empty if none is said.
func (in *invocation) family(i int) string {
	switch e := in.call.args[i]; e.kind {
	case nameExpr:
		return e.text
	case structExpr:
		return field(e, "sa_family").text
	}
	return ""
}

// addr reads an address, such as inet_addr("192.0.2.1").
func (in *invocation) addr(e expr, def ip.Addr) (ip.Addr, bool) {
	if e.kind == callExpr {
		i := slices.IndexFunc(e.items, func(a expr) bool { return a.kind == stringExpr || a.kind == ellipsisExpr })
		if i < 0 && len(e.items) != 1 {
			in.wrong(e.Pos, "%s: an address was expected", e.text)
			return def, false
		}
		e = e.items[max(i, 0)]
	}
	if e.kind == ellipsisExpr {
		return def, true
	}
	if e.kind != stringExpr {
		n, ok := in.eval(e)
		return ip.AddrFromUint32(uint32(n)), ok
	}
	a, err := ip.ParseAddr(e.text)
	if err != nil {
		in.wrong(e.Pos, "%v", err)
	}
	return a, err == nil
}

func callBind(in *invocation) (int64, error) {
	d, err := in.fd(0)
	if err != nil {
		return -1, err
	}
	a, port, ok := in.address(1, in.r.set.local, in.r.set.bindPort)
	switch {
	case !ok:
		return -1, errno.EINVAL
	case d.sock != nil:
		err = d.sock.Bind(a, port)
	case d.udp != nil:
		err = d.udp.Bind(a, port)
	}
	in.r.set.bindPort = port
	return 0, err
}

func callListen(in *invocation) (int64, error) {
	s, err := in.socket(0)
	backlog, ok := in.arg(1)
	if err != nil || !ok {
		return -1, err
	}
	in.r.flows.fresh = true
	if err = s.Listen(int(backlog)); err != nil {
		return -1, err
	}
	flags := in.r.set.fastFlags
	if n, _ := s.Option(stack.FastOpen); flags&fastAllListeners != 0 && n == 0 {
		err = s.SetOption(stack.FastOpen, backlog)
	}
	if flags&fastServerBare != 0 && err == nil {
		err = s.SetOption(stack.FastOpenNoCookie, 1)
	}
	return 0, err
}

func callAccept(in *invocation) (int64, error) {
	s, err := in.socket(0)
	if err != nil {
		return -1, err
	}
	c, err := s.Accept()
	if err != nil {
		return -1, err
	}
	in.r.subject = c
	d := &descriptor{sock: c}
	if in.call.name == "accept4" {
		if flags, _ := in.arg(3); flags&oNonBlock != 0 {
			d.block(false)
		}
	}
	in.opens = d
	return 0, nil
}

func callConnect(in *invocation) (int64, error) {
	d, err := in.fd(0)
	if err != nil {
		return -1, err
	}
	a, port, ok := in.address(1, in.r.set.remote, in.r.set.connectPort)
	switch {
	case !ok:
		return -1, errno.EINVAL
	case d.udp != nil:
		err = d.udp.Connect(a, port)
		in.r.flows.add(&flow{local: d.udp.LocalAddr().Port, remote: port})
		return 0, err
	case d.sock == nil:
		return -1, errno.EOPNOTSUPP
	case in.family(1) == "AF_UNSPEC":
		return 0, d.sock.Disconnect()
	}
	in.r.subject = d.sock
	return 0, d.sock.Connect(a, port)
}

func callClose(in *invocation) (int64, error) {
	n, ok := in.arg(0)
	d := in.r.fds[n]
	switch {
	case !ok || d == nil:
		return -1, errno.EBADF
	case d.udp != nil:
		return 0, d.udp.Close()
	case d.sock != nil:
		return 0, d.sock.Close()
	}
	return 0, nil
}

func callShutdown(in *invocation) (int64, error) {
	s, err := in.socket(0)
	how, ok := in.arg(1)
	if err != nil || !ok {
		return -1, err
	}
	return 0, s.Shutdown([...]stack.How{stack.ShutRead, stack.ShutWrite, stack.ShutBoth}[how&3%3])
}

func callFcntl(in *invocation) (int64, error) {
	d, err := in.fd(0)
	command, ok := in.arg(1)
	if err != nil || !ok {
		return -1, err
	}
	switch command {
	case symbols["F_GETFL"]:
		return in.statusFlags(d), nil
	case symbols["F_SETFL"]:
		flags, ok := in.arg(2)
		if ok {
			d.block(flags&oNonBlock == 0)
		}
		return 0, nil
	case symbols["F_GETFD"], symbols["F_SETFD"]:
		return 0, nil
	}
	return in.wrong(in.call.args[1].Pos, "F_GETFL or F_SETFL was expected")
}

// statusFlags are the flags of a descriptor, with the number for O_NONBLOCK that the
// script uses: FreeBSD's is 4.
func (in *invocation) statusFlags(d *descriptor) int64 {
	const bsdNonBlock = 4
	if want, _ := number(in.call.result); d.nonBlocking && want == oReadWrite|bsdNonBlock {
		return want
	}
	return oReadWrite | flag(d.nonBlocking)*oNonBlock
}

func callIoctl(in *invocation) (int64, error) {
	s, err := in.socket(0)
	request, ok := in.arg(1)
	if err != nil || !ok {
		return -1, err
	}
	name := in.call.args[1].text
	var n int64
	switch request {
	case symbols["SIOCINQ"]:
		n, err = s.Unread()
	case symbols["SIOCOUTQ"]:
		n, err = s.Unacknowledged()
	case symbols["SIOCOUTQNSD"]:
		n, err = s.Unsent()
	case symbols["FIONBIO"]:
		d, _ := in.fd(0)
		on, ok := in.arg(2)
		d.block(ok && on == 0)
		return 0, nil
	case symbols["SIOCATMARK"]:
		at, e := s.AtMark()
		n, err = flag(at), e
	default:
		return in.wrong(in.call.args[1].Pos, "SIOCINQ, SIOCOUTQ, SIOCOUTQNSD or SIOCATMARK was expected")
	}
	if err == nil && len(in.call.args) > 2 {
		in.check(name, in.call.args[2], n)
	}
	return 0, err
}

func callSleep(in *invocation) (int64, error) {
	n, ok := in.arg(0)
	if ok {
		in.r.kernel.Running().Sleep(vtime.Time(n)*vtime.Microsecond, sleepReason)
	}
	return 0, nil
}

// callSockname is getsockname and getpeername, {sa_family=..., sin_port=htons(N),
// sin_addr=...}: of the address a script says what it cares for.
func callSockname(in *invocation) (int64, error) {
	s, err := in.socket(0)
	if err != nil {
		return -1, err
	}
	of := s.LocalAddr()
	if in.call.name == "getpeername" {
		if of = s.RemoteAddr(); of.Port == 0 {
			return -1, errno.ENOTCONN
		}
	}
	if len(in.call.args) < 2 || in.call.args[1].kind != structExpr {
		return 0, nil
	}
	for _, f := range in.call.args[1].fields {
		switch {
		case strings.HasSuffix(f.name, "_port"):
			in.check("the port", f.value, int64(in.r.flows.portInScript(of.Port)))
		case strings.HasSuffix(f.name, "_addr"):
			if a, ok := in.addr(f.value, of.IP); ok && a != of.IP {
				in.checks = append(in.checks, func() string { return fmt.Sprintf("the address is %v, not %v", of.IP, a) })
			}
		}
	}
	return 0, nil
}

// callPrivileges is cap_set: whoever makes the calls may do everything here.
func callPrivileges(*invocation) (int64, error) { return 0, nil }

// callDup makes another number for a descriptor.
func callDup(in *invocation) (int64, error) {
	d, err := in.fd(0)
	if err != nil {
		return -1, err
	}
	in.opens = d
	return 0, nil
}

// callOpen opens a file of zeros, for sendfile.
func callOpen(in *invocation) (int64, error) {
	in.opens = &descriptor{}
	return 0, nil
}
