// Without a rule the window survives every pause.
--profile=rfc
--initial_window_rule=segments
--initial_window=2
--idle_restart=keep

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 6000 = 6000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1001 win 65535
0.300 > . 2001:3001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1001
0.300 > . 3001:4001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1001
0.300 < . 1:1(0) ack 2001 win 65535
0.300 > . 4001:5001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 2001
0.300 > P. 5001:6001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 2001
0.400 < . 1:1(0) ack 6001 win 65535
0.400 info cwnd = 5000
100.000 write 5000 = 5000
100.000 > . 6001:7001(1000) ack 1 win 65535
100.000 > . 7001:8001(1000) ack 1 win 65535
100.000 > . 8001:9001(1000) ack 1 win 65535
100.000 > . 9001:10001(1000) ack 1 win 65535
100.000 > P. 10001:11001(1000) ack 1 win 65535
100.100 < . 1:1(0) ack 11001 win 65535
