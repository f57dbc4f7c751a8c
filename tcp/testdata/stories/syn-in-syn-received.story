// A new SYN in the window of a half-open connection: whoever opened it has given it up
// (RFC 9293 section 3.10.7.4, fourth step). The next SYN meets the listener.
--profile=rfc

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
0.100 < S 500:500(0) win 8000 <mss 1000>
0.100 -> CLOSED ECONNREFUSED
