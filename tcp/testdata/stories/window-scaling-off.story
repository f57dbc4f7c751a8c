// Who does not scale windows himself does not take those of the peer for scaled either,
// whatever its SYN says (RFC 7323 section 2.2).
--profile=rfc
--window_scaling=no

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,wscale 3>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> ESTABLISHED
0.110 info wnd = 8000
