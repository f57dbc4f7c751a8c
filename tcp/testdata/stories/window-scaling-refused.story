// Scaling needs both sides (RFC 7323 section 1.3): the peer does not offer it, so our
// window stays below 64 KiB however large the buffer is.
--profile=rfc

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> ESTABLISHED
0.100 info wnd rcvwnd = 8000 65535
// What comes later, in a segment that is no SYN, says nothing (RFC 7323 section 2.2).
0.200 < P. 1:1001(1000) ack 1 win 8000 <wscale 7>
0.400 > . 1:1(0) ack 1001 win 64535 // ack held 200ms; delayed-ack timer
0.500 info wnd rcvwnd = 8000 64535
0.600 < P. 2001:3001(1000) ack 1 win 8000 <wscale 7>
0.600 > . 1:1(0) ack 1001 win 64535
0.700 info wnd rcvwnd = 8000 64535
