package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
)

// bsdUnreachable are the errors of unreachable destinations in FreeBSD by their
// codes (icmp_errmap): one that is prohibited refuses.
var bsdUnreachable = [...]errno.Errno{
	errno.EHOSTUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.ECONNREFUSED, errno.EMSGSIZE,
	errno.EHOSTUNREACH, errno.EHOSTUNREACH, errno.EHOSTUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED,
	errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.EHOSTUNREACH,
	errno.EHOSTUNREACH,
}

// unreachableBSD translates an ICMP error as FreeBSD does (icmp_errmap).
func unreachableBSD(typ, code uint8) (errno.Errno, bool) {
	switch {
	case typ == ip.DestinationUnreachable && int(code) < len(bsdUnreachable):
		return bsdUnreachable[code], true
	case typ == ip.TimeExceeded && code == ip.TTLExceeded:
		return errno.EHOSTUNREACH, true
	case typ == ip.ParameterProblem && code <= 1:
		return errno.ENOPROTOOPT, true
	}
	return 0, false
}

// unreachableBSD6 does so for IPv6 (icmp6_errmap).
func unreachableBSD6(typ, code uint8) (errno.Errno, bool) {
	switch {
	case typ == ip.PacketTooBig6:
		return errno.EMSGSIZE, true
	case typ == ip.Unreachable6 && (code == ip.Prohibited6 || code == ip.NoPort6),
		typ == ip.ParameterProblem6 && code == ip.BadNext:
		return errno.ECONNREFUSED, true
	case typ == ip.Unreachable6 && code <= ip.NoAddress6, typ == ip.TimeExceeded6 && code == ip.TTLExceeded:
		return errno.EHOSTUNREACH, true
	case typ == ip.ParameterProblem6:
		return errno.ENOPROTOOPT, true
	}
	return 0, false
}
