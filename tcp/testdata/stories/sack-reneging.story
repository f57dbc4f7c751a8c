// A peer takes back what it had selectively acknowledged: it acknowledges the first
// segment and no more, although it had the others. They are lost then, and it is well
// that they are still here (RFC 2018 section 8).
--profile=rfc
--initial_window_rule=segments
--initial_window=4
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 4000 = 4000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > P. 3001:4001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.301 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.302 < . 1:1(0) ack 1 win 60000 <sack 1001:4001>
0.302 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (rack)
0.400 < . 1:1(0) ack 1001 win 60000
0.400 > . 1001:2001(1000) ack 1 win 65535 // copy 2: loss (timeout)
0.400 > . 2001:3001(1000) ack 1 win 65535 // copy 2: loss (timeout)
0.500 < . 1:1(0) ack 3001 win 60000
0.500 > P. 3001:4001(1000) ack 1 win 65535 // copy 2: loss (timeout)
0.600 < . 1:1(0) ack 4001 win 60000
0.700 info una nxt = 4001 4001
