package gvisor

import (
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/stack"
)

// flags are the options that are on or off.
var flags = map[stack.Option]struct {
	set func(*tcpip.SocketOptions, bool)
	get func(*tcpip.SocketOptions) bool
}{
	stack.ReuseAddr: {(*tcpip.SocketOptions).SetReuseAddress, (*tcpip.SocketOptions).GetReuseAddress},
	stack.KeepAlive: {(*tcpip.SocketOptions).SetKeepAlive, (*tcpip.SocketOptions).GetKeepAlive},
	stack.NoDelay: {
		func(o *tcpip.SocketOptions, v bool) { o.SetDelayOption(!v) },
		func(o *tcpip.SocketOptions) bool { return !o.GetDelayOption() },
	},
	stack.Cork:     {(*tcpip.SocketOptions).SetCorkOption, (*tcpip.SocketOptions).GetCorkOption},
	stack.QuickAck: {(*tcpip.SocketOptions).SetQuickAck, (*tcpip.SocketOptions).GetQuickAck},
	stack.V6Only:   {(*tcpip.SocketOptions).SetV6Only, (*tcpip.SocketOptions).GetV6Only},
}

// numbers are the options that are numbers of each family.
var numbers = map[stack.Option][]tcpip.SockOptInt{
	stack.TTL:         {tcpip.IPv4TTLOption, tcpip.IPv6HopLimitOption},
	stack.TOS:         {tcpip.IPv4TOSOption, tcpip.IPv6TrafficClassOption},
	stack.KeepCount:   {tcpip.KeepaliveCountOption},
	stack.MaxSegment:  {tcpip.MaxSegOption},
	stack.MTUDiscover: {tcpip.MTUDiscoverOption},
}

// setOption is setsockopt of a socket of either kind.
func setOption(ep tcpip.Endpoint, o stack.Option, v int64) error {
	if f, ok := flags[o]; ok {
		f.set(ep.SocketOptions(), v != 0)
		return nil
	}
	all, ok := numbers[o]
	if !ok {
		return errno.ENOPROTOOPT
	}
	for _, n := range all {
		if err := ep.SetSockOptInt(n, int(v)); err != nil {
			return problem(err)
		}
	}
	return nil
}

// option is getsockopt of a socket of either kind.
func option(ep tcpip.Endpoint, o stack.Option) (int64, error) {
	if f, ok := flags[o]; ok {
		if f.get(ep.SocketOptions()) {
			return 1, nil
		}
		return 0, nil
	}
	all, ok := numbers[o]
	if !ok {
		return 0, errno.ENOPROTOOPT
	}
	v, err := ep.GetSockOptInt(all[0])
	return int64(v), problem(err)
}

// SetOption is setsockopt.
func (s *stream) SetOption(o stack.Option, v int64) error {
	d := time.Duration(v)
	switch o {
	case stack.Linger:
		s.ep.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: v >= 0, Timeout: max(0, d)})
	case stack.SendBuffer:
		s.ep.SocketOptions().SetSendBufferSize(v, true)
	case stack.RecvBuffer:
		s.ep.SocketOptions().SetReceiveBufferSize(v, true)
	case stack.KeepIdle:
		return problem(s.ep.SetSockOpt((*tcpip.KeepaliveIdleOption)(&d)))
	case stack.KeepInterval:
		return problem(s.ep.SetSockOpt((*tcpip.KeepaliveIntervalOption)(&d)))
	case stack.UserTimeout:
		return problem(s.ep.SetSockOpt((*tcpip.TCPUserTimeoutOption)(&d)))
	case stack.Linger2:
		return problem(s.ep.SetSockOpt((*tcpip.TCPLingerTimeoutOption)(&d)))
	case stack.DeferAccept:
		return problem(s.ep.SetSockOpt((*tcpip.TCPDeferAcceptOption)(&d)))
	default:
		return setOption(s.ep, o, v)
	}
	return nil
}

// Option is getsockopt.
func (s *stream) Option(o stack.Option) (int64, error) {
	var d time.Duration
	var err tcpip.Error
	switch o {
	case stack.Linger:
		l := s.ep.SocketOptions().GetLinger()
		if !l.Enabled {
			return -1, nil
		}
		return int64(l.Timeout), nil
	case stack.SendBuffer:
		return s.ep.SocketOptions().GetSendBufferSize(), nil
	case stack.RecvBuffer:
		return s.ep.SocketOptions().GetReceiveBufferSize(), nil
	case stack.SocketError:
		e, _ := problem(s.ep.LastError()).(errno.Errno)
		return int64(e), nil
	case stack.KeepIdle:
		err = s.ep.GetSockOpt((*tcpip.KeepaliveIdleOption)(&d))
	case stack.KeepInterval:
		err = s.ep.GetSockOpt((*tcpip.KeepaliveIntervalOption)(&d))
	case stack.UserTimeout:
		err = s.ep.GetSockOpt((*tcpip.TCPUserTimeoutOption)(&d))
	case stack.Linger2:
		err = s.ep.GetSockOpt((*tcpip.TCPLingerTimeoutOption)(&d))
	case stack.DeferAccept:
		err = s.ep.GetSockOpt((*tcpip.TCPDeferAcceptOption)(&d))
	default:
		return option(s.ep, o)
	}
	return int64(d), problem(err)
}
