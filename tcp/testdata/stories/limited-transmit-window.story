// The receiver's window bounds what duplicates let go (RFC 3042 section 2).
--profile=rfc
--initial_window_rule=segments
--initial_window=4
--timestamps=no
--sack=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,wscale 5>
0.100 < S. 0:0(0) ack 1 win 4000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 8000 = 8000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 4000
0.310 < . 1:1(0) ack 1 win 4000
0.320 < . 1:1(0) ack 1 win 4000
0.320 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (fast retransmit)
0.400 < . 1:1(0) ack 4001 win 4000
0.400 > . 4001:5001(1000) ack 1 win 65535 // held 200ms by receive window, until ack 4001
0.400 > . 5001:6001(1000) ack 1 win 65535 // held 200ms by receive window, until ack 4001
0.500 < . 1:1(0) ack 6001 win 4000
0.500 > . 6001:7001(1000) ack 1 win 65535 // held 200ms by receive window, 100ms by congestion avoidance, until ack 6001
0.500 > P. 7001:8001(1000) ack 1 win 65535 // held 200ms by receive window, 100ms by congestion avoidance, until ack 6001
0.600 < . 1:1(0) ack 8001 win 4000
