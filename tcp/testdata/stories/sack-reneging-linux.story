// Linux gives a peer that takes back what it had selectively acknowledged half a round
// trip, at least 10 ms: perhaps an acknowledgement of it is on its way. Here none is.
--profile=linux
--congestion=reno
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 4000 = 4000
0.200 > . 1:1001(1000) ack 1 win 64240
0.200 > P. 1001:2001(1000) ack 1 win 64240
0.200 > . 2001:3001(1000) ack 1 win 64240
0.200 > P. 3001:4001(1000) ack 1 win 64240
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.301 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.302 < . 1:1(0) ack 1 win 60000 <sack 1001:4001>
0.302 > . 1:1001(1000) ack 1 win 64240 // copy 2: loss (rack)
0.400 < . 1:1(0) ack 1001 win 60000
// 0.450: Half a round trip later.
0.450179687 > . 1001:2001(1000) ack 1 win 64240 // copy 2: loss (timeout)
0.550 < . 1:1(0) ack 4001 win 60000
0.600 info una nxt = 4001 4001
