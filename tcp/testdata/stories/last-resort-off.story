// The same without the last resort: the timer repairs the end.
--profile=rfc
--rack=no
--tlp=no
--prr=off
--last_resort=no
--initial_window_rule=segments
--initial_window=10
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 10000 = 10000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.200 > . 4001:5001(1000) ack 1 win 65535
0.200 > . 5001:6001(1000) ack 1 win 65535
0.200 > . 6001:7001(1000) ack 1 win 65535
0.200 > . 7001:8001(1000) ack 1 win 65535
0.200 > . 8001:9001(1000) ack 1 win 65535
0.200 > P. 9001:10001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.301 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.302 < . 1:1(0) ack 1 win 60000 <sack 1001:4001>
0.302 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (sack)
0.303 < . 1:1(0) ack 1 win 60000 <sack 1001:5001>
0.304 < . 1:1(0) ack 1 win 60000 <sack 1001:6001>
0.305 < . 1:1(0) ack 1 win 60000 <sack 1001:7001>
0.306 < . 1:1(0) ack 1 win 60000 <sack 1001:8001>
0.405 < . 1:1(0) ack 8001 win 60000
1.405 > . 8001:9001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.410 < . 1:1(0) ack 10001 win 60000
1.500 info phase una = open 10001
