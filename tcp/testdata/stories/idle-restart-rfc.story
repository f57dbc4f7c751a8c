// After a pause of more than one timeout the window is the restart window: the initial
// one, but not more than it was (RFC 5681 section 4.1).
--profile=rfc
--initial_window_rule=segments
--initial_window=2
--idle_restart=restart

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 14000 = 14000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1001 win 65535
0.300 > . 2001:3001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1001
0.300 > . 3001:4001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1001
0.300 < . 1:1(0) ack 2001 win 65535
0.300 > . 4001:5001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 2001
0.300 > . 5001:6001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 2001
0.400 < . 1:1(0) ack 3001 win 65535
0.400 > . 6001:7001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 3001
0.400 > . 7001:8001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 3001
0.400 < . 1:1(0) ack 4001 win 65535
0.400 > . 8001:9001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 4001
0.400 > . 9001:10001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 4001
0.400 < . 1:1(0) ack 5001 win 65535
0.400 > . 10001:11001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 5001
0.400 > . 11001:12001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 5001
0.400 < . 1:1(0) ack 6001 win 65535
0.400 > . 12001:13001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 6001
0.400 > P. 13001:14001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 6001
0.500 < . 1:1(0) ack 14001 win 65535
0.500 info cwnd rto = 9000 1000ms
// Less than a timeout: the window is as it was.
1.400 write 9000 = 9000
1.400 > . 14001:15001(1000) ack 1 win 65535
1.400 > . 15001:16001(1000) ack 1 win 65535
1.400 > . 16001:17001(1000) ack 1 win 65535
1.400 > . 17001:18001(1000) ack 1 win 65535
1.400 > . 18001:19001(1000) ack 1 win 65535
1.400 > . 19001:20001(1000) ack 1 win 65535
1.400 > . 20001:21001(1000) ack 1 win 65535
1.400 > . 21001:22001(1000) ack 1 win 65535
1.400 > P. 22001:23001(1000) ack 1 win 65535
1.500 < . 1:1(0) ack 23001 win 65535
// More than that: 2 segments again.
3.000 write 9000 = 9000
3.000 > . 23001:24001(1000) ack 1 win 65535
3.000 > . 24001:25001(1000) ack 1 win 65535
3.000 info cwnd = 2000
3.100 < . 1:1(0) ack 25001 win 65535
3.100 > . 25001:26001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 25001
3.100 > . 26001:27001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 25001
3.100 > . 27001:28001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 25001
3.200 < . 1:1(0) ack 28001 win 65535
3.200 > . 28001:29001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 28001
3.200 > . 29001:30001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 28001
3.200 > . 30001:31001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 28001
3.200 > P. 31001:32001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 28001
3.300 < . 1:1(0) ack 32001 win 65535
