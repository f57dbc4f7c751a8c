package gvisor

import (
	"io"

	"gvisor.dev/gvisor/pkg/tcpip"
	gtcp "gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// address is an address as a NIC or a route has it.
func address(a ip.Addr) tcpip.Address {
	if a.Is4() {
		return tcpip.AddrFrom4(a.As4())
	}
	return tcpip.AddrFrom16(a.As16())
}

// addressOf reverses address. IPv4 addresses may be mapped into IPv6.
func addressOf(a tcpip.Address) ip.Addr {
	switch a.Len() {
	case 4:
		return ip.AddrFrom4(a.As4())
	case 16:
		return ip.AddrFrom16(a.As16())
	}
	return ip.Addr{}
}

// full is an address and a port as calls of a socket take them. Sockets of both
// families want IPv4 addresses mapped into IPv6.
func full(a stack.Addr, only4 bool) tcpip.FullAddress {
	f := tcpip.FullAddress{Port: a.Port}
	switch {
	case a.IP.IsZero():
	case only4:
		f.Addr = address(a.IP)
	default:
		f.Addr = tcpip.AddrFrom16(a.IP.As16())
	}
	return f
}

func fullOf(f tcpip.FullAddress) stack.Addr { return stack.Addr{IP: addressOf(f.Addr), Port: f.Port} }

// problem turns an error of gVisor's into that of the calls of a socket.
func problem(err tcpip.Error) error {
	switch err.(type) {
	case nil:
		return nil
	case *tcpip.ErrClosedForReceive:
		return io.EOF
	case *tcpip.ErrWouldBlock:
		return errno.EAGAIN
	case *tcpip.ErrConnectStarted:
		return errno.EINPROGRESS
	case *tcpip.ErrAlreadyConnecting:
		return errno.EALREADY
	case *tcpip.ErrAlreadyConnected:
		return errno.EISCONN
	case *tcpip.ErrClosedForSend:
		return errno.EPIPE
	case *tcpip.ErrConnectionRefused:
		return errno.ECONNREFUSED
	case *tcpip.ErrConnectionReset:
		return errno.ECONNRESET
	case *tcpip.ErrConnectionAborted, *tcpip.ErrAborted:
		return errno.ECONNABORTED
	case *tcpip.ErrTimeout:
		return errno.ETIMEDOUT
	case *tcpip.ErrNetworkUnreachable:
		return errno.ENETUNREACH
	case *tcpip.ErrHostUnreachable, *tcpip.ErrHostDown, *tcpip.ErrNoNet:
		return errno.EHOSTUNREACH
	case *tcpip.ErrPortInUse, *tcpip.ErrDuplicateAddress:
		return errno.EADDRINUSE
	case *tcpip.ErrNoPortAvailable, *tcpip.ErrBadLocalAddress:
		return errno.EADDRNOTAVAIL
	case *tcpip.ErrNotConnected:
		return errno.ENOTCONN
	case *tcpip.ErrDestinationRequired:
		return errno.EDESTADDRREQ
	case *tcpip.ErrMessageTooLong:
		return errno.EMSGSIZE
	case *tcpip.ErrAddressFamilyNotSupported, *tcpip.ErrBadAddress:
		return errno.EAFNOSUPPORT
	case *tcpip.ErrUnknownProtocolOption:
		return errno.ENOPROTOOPT
	case *tcpip.ErrNoBufferSpace:
		return errno.ENOBUFS
	case *tcpip.ErrNotPermitted, *tcpip.ErrBroadcastDisabled:
		return errno.EACCES
	case *tcpip.ErrNotSupported:
		return errno.EOPNOTSUPP
	case *tcpip.ErrNoSuchFile:
		return errno.ENOENT
	}
	return errno.EINVAL
}

// states are the states by gVisor's; those before a SYN and after an error are closed.
var states = map[gtcp.EndpointState]tcp.State{
	gtcp.StateListen: tcp.Listen, gtcp.StateSynSent: tcp.SynSent, gtcp.StateSynRecv: tcp.SynReceived,
	gtcp.StateConnecting:  tcp.SynSent,
	gtcp.StateEstablished: tcp.Established, gtcp.StateFinWait1: tcp.FinWait1, gtcp.StateFinWait2: tcp.FinWait2,
	gtcp.StateCloseWait: tcp.CloseWait, gtcp.StateClosing: tcp.Closing, gtcp.StateLastAck: tcp.LastAck,
	gtcp.StateTimeWait: tcp.TimeWait,
}
