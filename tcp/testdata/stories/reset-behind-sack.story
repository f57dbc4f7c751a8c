// A reset behind all that was selectively acknowledged is the peer's: Linux
// believes it, and challenges any other.
--profile=linux
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000,sackOK>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 < P. 101:201(100) ack 1 win 8000
0.100 > . 1:1(0) ack 1 win 64240 <sack 101:201>
0.200 < R 150:150(0) win 8000
0.200 > . 1:1(0) ack 1 win 64240 <sack 101:201>
0.300 < R 201:201(0) win 8000
0.300 -> CLOSED ECONNRESET
