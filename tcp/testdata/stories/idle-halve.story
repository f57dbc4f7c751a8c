// Linux halves the window for each timeout of a pause, down to the initial one
// (RFC 2861 section 3.1).
--profile=linux
--initial_window=2
--rto_min=1s
--rto_min_rule=total

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 14000 = 14000
0.200 > . 1:1001(1000) ack 1 win 64240
0.200 > . 1001:2001(1000) ack 1 win 64240
0.300 < . 1:1(0) ack 2001 win 65535
0.300 > . 2001:3001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 2001
0.300 > P. 3001:4001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 2001
0.300 > . 4001:5001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 2001
0.300 > P. 5001:6001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 2001
0.400 < . 1:1(0) ack 6001 win 65535
0.400 > . 6001:7001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > P. 7001:8001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > . 8001:9001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > P. 9001:10001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > . 10001:11001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > P. 11001:12001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > . 12001:13001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.400 > P. 13001:14001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 6001
0.500 < . 1:1(0) ack 14001 win 65535
0.500 info cwnd ssthresh rto = 16000 none 1000ms
// The last data left at 0.4. After 2.1 s the window of 16 segments was halved twice.
2.500 write 14000 = 14000
2.500 > . 14001:15001(1000) ack 1 win 64240
2.500 > P. 15001:16001(1000) ack 1 win 64240
2.500 > . 16001:17001(1000) ack 1 win 64240
2.500 > P. 17001:18001(1000) ack 1 win 64240
2.500 info cwnd = 4000
2.600 < . 1:1(0) ack 18001 win 65535
2.600 > . 18001:19001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > P. 19001:20001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > . 20001:21001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > P. 21001:22001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > . 22001:23001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > P. 23001:24001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > . 24001:25001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 > P. 25001:26001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 18001
2.600 info cwnd = 8000
2.700 < . 1:1(0) ack 26001 win 65535
2.700 > . 26001:27001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 26001
2.700 > P. 27001:28001(1000) ack 1 win 64240 // held 200ms by slow start, until ack 26001
2.800 < . 1:1(0) ack 28001 win 65535
