// What was selectively acknowledged before a timeout does not go again after it (RFC 6675
// section 5.1).
--profile=rfc
--timestamps=no
--tlp=no
--rack=no
--frto=no
--initial_window_rule=segments
--initial_window=4

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
0.300 < . 1:1(0) ack 1 win 60000 <sack 3001:4001>
// 1.2: The timeout.
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.300 < . 1:1(0) ack 2001 win 60000
1.300 > . 2001:3001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.400 < . 1:1(0) ack 4001 win 60000
