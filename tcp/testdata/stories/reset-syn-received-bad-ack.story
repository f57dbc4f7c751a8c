// In SYN-RECEIVED an ACK of what was never sent is answered with a reset, and the
// connection stays (RFC 9293 section 3.10.7.4, fifth step).
--profile=rfc

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
0.050 < . 1:1(0) ack 500 win 8000
0.050 > R 500:500(0) win 0
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> ESTABLISHED
