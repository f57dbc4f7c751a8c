// Linux and a peer that does not speak SACK: each duplicate stands for a segment that has
// arrived. The third proves a loss, a partial acknowledgement another one, and the window
// comes down segment by segment.
--profile=linux
--congestion=reno
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 14000 = 14000
0.200 > . 1:1001(1000) ack 1 win 64240
0.200 > P. 1001:2001(1000) ack 1 win 64240
0.200 > . 2001:3001(1000) ack 1 win 64240
0.200 > P. 3001:4001(1000) ack 1 win 64240
0.200 > . 4001:5001(1000) ack 1 win 64240
0.200 > P. 5001:6001(1000) ack 1 win 64240
0.200 > . 6001:7001(1000) ack 1 win 64240
0.200 > P. 7001:8001(1000) ack 1 win 64240
0.200 > . 8001:9001(1000) ack 1 win 64240
0.200 > P. 9001:10001(1000) ack 1 win 64240
0.300 < . 1:1(0) ack 1 win 60000
0.300 > . 10001:11001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 1
0.301 < . 1:1(0) ack 1 win 60000
0.302 < . 1:1(0) ack 1 win 60000
0.302 > . 1:1001(1000) ack 1 win 64240 // copy 2: loss (fast retransmit)
0.303 info phase ssthresh cwnd flight = recovery 5000 8000 11000
0.304 < . 1:1(0) ack 1 win 60000
0.305 < . 1:1(0) ack 1 win 60000
0.305 > . 11001:12001(1000) ack 1 win 64240 // held 102ms by slow start, 3ms by recovery window, until ack 1
0.306 < . 1:1(0) ack 1 win 60000
0.307 < . 1:1(0) ack 1 win 60000
0.308 < . 1:1(0) ack 1 win 60000
0.308 > . 12001:13001(1000) ack 1 win 64240 // held 102ms by slow start, 6ms by recovery window, until ack 1
// The first copy has arrived, and the fifth segment is missing too.
0.402 < . 1:1(0) ack 4001 win 60000
0.402 > . 4001:5001(1000) ack 1 win 64240 // copy 2: loss (partial ack)
0.402 > P. 13001:14001(1000) ack 1 win 64240 // held 102ms by slow start, 100ms by recovery window, until ack 4001
0.403 info phase ssthresh cwnd flight = recovery 5000 5000 10000
0.502 < . 1:1(0) ack 12001 win 60000
0.602 < . 1:1(0) ack 14001 win 60000
0.700 info phase ssthresh cwnd flight = open 5000 6000 0
