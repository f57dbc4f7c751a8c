// Without early retransmit two duplicates are too few, and the timer has to repair what
// three segments could not show.
--profile=rfc
--rack=no
--tlp=no
--early_retransmit=no
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
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.300 < . 1:1(0) ack 3001 win 60000
