// DCTCP (RFC 8257): a mark takes half of alpha off the window, and alpha follows the share of
// marks. It begins at 1, so that the first mark halves; of what it is a sixteenth fades with
// each window of data without marks.
--profile=linux
--congestion=dctcp
--ecn=on
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > [ect0] SEW 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S.E 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > [ect0] . 1:1(0) ack 1 win 64240
0.200 write 26000 = 26000
0.200 > [ect0] . 1:1001(1000) ack 1 win 64240
0.200 > [ect0] P. 1001:2001(1000) ack 1 win 64240
0.200 > [ect0] . 2001:3001(1000) ack 1 win 64240
0.200 > [ect0] P. 3001:4001(1000) ack 1 win 64240
0.200 > [ect0] . 4001:5001(1000) ack 1 win 64240
0.200 > [ect0] P. 5001:6001(1000) ack 1 win 64240
0.200 > [ect0] . 6001:7001(1000) ack 1 win 64240
0.200 > [ect0] P. 7001:8001(1000) ack 1 win 64240
0.200 > [ect0] . 8001:9001(1000) ack 1 win 64240
0.200 > [ect0] P. 9001:10001(1000) ack 1 win 64240
0.300 < .E 1:1(0) ack 1001 win 60000
0.300 > [ect0] .W 10001:11001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 1001
0.300 info phase cwnd ssthresh = cwr 10000 5000
0.310 < . 1:1(0) ack 10001 win 60000
0.310 > [ect0] . 11001:12001(1000) ack 1 win 64240 // held 100ms by slow start, 10ms by marked window, until ack 10001
0.310 > [ect0] P. 12001:13001(1000) ack 1 win 64240 // held 100ms by slow start, 10ms by marked window, until ack 10001
0.310 > [ect0] . 13001:14001(1000) ack 1 win 64240 // held 100ms by slow start, 10ms by marked window, until ack 10001
0.310 > [ect0] P. 14001:15001(1000) ack 1 win 64240 // held 100ms by slow start, 10ms by marked window, until ack 10001
0.400 < . 1:1(0) ack 15001 win 60000
0.400 > [ect0] . 15001:16001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, until ack 15001
0.400 > [ect0] P. 16001:17001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, until ack 15001
0.400 > [ect0] . 17001:18001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, until ack 15001
0.400 > [ect0] P. 18001:19001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, until ack 15001
0.400 > [ect0] . 19001:20001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, until ack 15001
0.400 > [ect0] P. 20001:21001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, until ack 15001
0.400 info phase cwnd ssthresh = open 6000 5000
0.500 < . 1:1(0) ack 20001 win 60000
0.500 > [ect0] . 21001:22001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, 100ms by congestion avoidance, until ack 20001
0.500 > [ect0] P. 22001:23001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, 100ms by congestion avoidance, until ack 20001
0.500 > [ect0] . 23001:24001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, 100ms by congestion avoidance, until ack 20001
0.500 > [ect0] P. 24001:25001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, 100ms by congestion avoidance, until ack 20001
0.500 > [ect0] P. 25001:26001(1000) ack 1 win 64240 // held 100ms by slow start, 100ms by marked window, 100ms by congestion avoidance, until ack 20001
0.600 < .E 1:1(0) ack 21001 win 60000
0.600 info phase cwnd ssthresh = cwr 6000 3000
0.700 < . 1:1(0) ack 25001 win 60000
0.800 < . 1:1(0) ack 26001 win 60000
