// Three segments and nothing more to say: at most two duplicates can come. They are
// enough (RFC 5827 section 3.2), so that nobody has to wait for the timer.
--profile=rfc
--rack=no
--tlp=no
--early_retransmit=yes
--initial_window_rule=segments
--initial_window=4
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 3000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > P. 2001:3001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.310 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.310 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (early retransmit)
0.410 < . 1:1(0) ack 3001 win 60000
// With four out the usual three are needed, and there can be three.
0.500 write 4000 = 4000
0.500 > . 3001:4001(1000) ack 1 win 65535
0.500 > . 4001:5001(1000) ack 1 win 65535
0.600 < . 1:1(0) ack 3001 win 60000 <sack 4001:5001>
0.600 > . 5001:6001(1000) ack 1 win 65535 // held 100ms by congestion avoidance, until ack 3001
0.610 < . 1:1(0) ack 3001 win 60000 <sack 4001:6001>
0.610 > P. 6001:7001(1000) ack 1 win 65535 // held 110ms by congestion avoidance, until ack 3001
0.620 < . 1:1(0) ack 3001 win 60000 <sack 4001:7001>
0.620 > . 3001:4001(1000) ack 1 win 65535 // copy 2: loss (sack)
0.720 < . 1:1(0) ack 7001 win 60000
