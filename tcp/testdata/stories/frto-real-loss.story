// The timeout was right: the acknowledgement of the first copy lets two new segments go,
// and they come back as duplicates. What is missing goes again in slow start (RFC 5682
// section 2.1 step 3.a).
--profile=linux
--congestion=reno
--timestamps=no
--sack=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,wscale 7>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 12000 = 12000
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
0.500 > . 1:1001(1000) ack 1 win 64240 // copy 2: loss (timeout)
0.600 < . 1:1(0) ack 1001 win 60000
0.600 > . 10001:11001(1000) ack 1 win 64240 // held 300ms by slow start, 100ms by recovery window, until ack 1001
0.600 > P. 11001:12001(1000) ack 1 win 64240 // held 300ms by slow start, 100ms by recovery window, until ack 1001
0.700 < . 1:1(0) ack 1001 win 60000
0.700 > . 1001:2001(1000) ack 1 win 64240 // copy 2: loss (timeout)
0.701 < . 1:1(0) ack 1001 win 60000
0.701 > . 2001:3001(1000) ack 1 win 64240 // copy 2: loss (timeout)
0.702 info phase ssthresh cwnd = loss 5000 2000
0.800 < . 1:1(0) ack 3001 win 60000
0.800 > . 3001:4001(1000) ack 1 win 64240 // copy 2: loss (timeout)
0.800 > . 4001:5001(1000) ack 1 win 64240 // copy 2: loss (timeout)
0.900 < . 1:1(0) ack 12001 win 60000
