// The three-way handshake, seen from the side that listens (RFC 9293 section 3.10.7.2).
--profile=rfc
--wakes=established

0.000 listen
0.000 -> LISTEN
// A segment without SYN is not for a listener: an ACK is answered with a reset
// that takes its sequence number from it.
0.010 < . 7:7(0) ack 9 win 8000
0.010 > R 9:9(0) win 0
// A reset is ignored.
0.020 < R 7:7(0) win 0
// A SYN gets a SYN-ACK. Our window field is not scaled there either.
0.100 < S 0:0(0) win 8000 <mss 1000,wscale 3>
0.100 -> SYN-RECEIVED
0.100 > S. 0:0(0) ack 1 win 65535 <mss 1460,wscale 5>
// The ACK makes the connection, and may bring data at once. From now on windows
// are scaled: the peer's 500 means 4000 bytes, and our buffer of 1 MiB needs a
// scale of 5.
0.200 < P. 1:101(100) ack 1 win 500
0.200 -> ESTABLISHED
0.200 * established
0.200 info state wnd rcvwnd srtt = ESTABLISHED 4000 65435 100ms
0.400 > . 1:1(0) ack 101 win 32764 // ack held 200ms; delayed-ack timer
