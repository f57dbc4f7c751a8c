// A reset in SYN-RECEIVED ends a passive open without a word; the listener, which is
// somebody else's, stays (RFC 9293 section 3.10.7.4, second step).
--profile=rfc

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
// In the window, not exact: a challenge here too.
0.050 < R 500:500(0) win 0
0.050 > . 1:1(0) ack 1 win 65535
0.100 < R 1:1(0) win 0
0.100 -> CLOSED ECONNREFUSED
