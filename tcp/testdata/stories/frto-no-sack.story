// F-RTO for a peer that does not speak SACK: after a timeout that was for nothing, two
// acknowledgements in a row bring something new, although only one segment was sent again.
// The window comes back (RFC 5682 section 2.1).
--profile=linux
--congestion=reno
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
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
// All acknowledgements are late by more than the timeout.
0.550 < . 1:1(0) ack 1001 win 60000
0.550 > . 10001:11001(1000) ack 1 win 64240 // held 300ms by slow start, 50ms by recovery window, until ack 1001
0.550 > P. 11001:12001(1000) ack 1 win 64240 // held 300ms by slow start, 50ms by recovery window, until ack 1001
0.551 < . 1:1(0) ack 2001 win 60000
0.552 info phase ssthresh cwnd = open none 11000
0.560 < . 1:1(0) ack 10001 win 60000
0.660 < . 1:1(0) ack 12001 win 60000
