package tcp

import "gvisor.dev/gvisor/pkg/tcpip/header"

// putBSD writes the options of a SYN, which has no SACK blocks, in the order of
// FreeBSD (tcp_addoptions) and returns their length: each begins where its words
// are aligned, and the end of the list fills the last word.
func putBSD(b []byte, o *Options) int {
	at := 0
	alignTo := func(word, rest int) {
		for at%word != rest {
			at += header.EncodeNOP(b[at:])
		}
	}
	if o.MSS != 0 {
		at += header.EncodeMSSOption(uint32(o.MSS), b[at:])
	}
	if o.HasScale {
		alignTo(4, 1)
		at += header.EncodeWSOption(int(o.Scale), b[at:])
	}
	if o.SACKPermitted {
		alignTo(2, 0)
		at += header.EncodeSACKPermittedOption(b[at:])
	}
	if o.HasTimestamp {
		alignTo(4, 2)
		at += header.EncodeTSOption(o.TSVal, o.TSEcr, b[at:])
	}
	if o.accurate.kind != 0 {
		at += o.accurate.put(b[at:])
	}
	if o.UserTimeout != 0 {
		alignTo(4, 0)
		putUserTimeout(b[at:], o.UserTimeout)
		at += userTimeoutLen
	}
	if f := o.FastOpen; f != nil {
		alignTo(4, 0)
		f.put(b[at : at+f.wireLen()])
		at += f.wireLen()
	}
	for at%4 != 0 {
		b[at] = header.TCPOptionEOL
		at++
	}
	return at
}
