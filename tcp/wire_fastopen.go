package tcp

import "gvisor.dev/gvisor/pkg/tcpip/header"

// The wire form of the Fast Open option (RFC 7413 section 4.1.1), and of its
// experimental ancestor (RFC 6994 section 3).
const (
	kindFastOpen    = 34
	kindExperiment  = 254
	kindSignature   = 19 // RFC 2385
	kindUserTimeout = 28 // RFC 5482
	fastOpenMagicHi = 0xf9
	fastOpenMagicLo = 0x89
)

// wireLen returns the length of the option with its padding, in bytes.
func (f *FastOpen) wireLen() int {
	n := 2 + int(f.Len)
	if f.Experimental {
		n += 2
	}
	return (n + 3) &^ 3
}

// put writes the option into b, which is as long as wireLen says.
func (f *FastOpen) put(b []byte) {
	at := 2
	b[0] = kindFastOpen
	if f.Experimental {
		b[0], b[2], b[3], at = kindExperiment, fastOpenMagicHi, fastOpenMagicLo, 4
	}
	at += copy(b[at:], f.Bytes[:f.Len])
	b[1] = byte(at)
	for ; at < len(b); at++ {
		b[at] = header.TCPOptionNOP
	}
}

// takeFastOpen reads the value of the option; one of a length that cannot be is
// as good as none.
func (o *Options) takeFastOpen(v []byte, experimental bool) {
	if experimental {
		if len(v) < 2 || v[0] != fastOpenMagicHi || v[1] != fastOpenMagicLo {
			return
		}
		v = v[2:]
	}
	f := &FastOpen{Experimental: experimental}
	if len(v) > len(f.Bytes) || len(v)%2 != 0 || len(v) == 2 {
		return
	}
	f.Len = uint8(copy(f.Bytes[:], v))
	o.FastOpen = f
}
