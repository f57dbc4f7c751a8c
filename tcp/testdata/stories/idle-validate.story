// New congestion window validation (RFC 7661): a pause costs nothing for five minutes. The
// window that is not in use is kept, but what leaves is paced.
--profile=linux
--congestion=reno
--initial_window=4
--idle_restart=validate
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 12000 = 12000
0.200 > . 1:1001(1000) ack 1 win 64240
0.200 > P. 1001:2001(1000) ack 1 win 64240
0.200 > . 2001:3001(1000) ack 1 win 64240
0.200 > P. 3001:4001(1000) ack 1 win 64240
0.300 < . 1:1(0) ack 4001 win 65535
0.300 > . 4001:5001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > P. 5001:6001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > . 6001:7001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > P. 7001:8001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > . 8001:9001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > P. 9001:10001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > . 10001:11001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.300 > P. 11001:12001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 4001
0.400 < . 1:1(0) ack 12001 win 65535
0.400 info cwnd ssthresh = 16000 none
// An acknowledgement shows that less than half of the window is used.
2.000 write 1000 = 1000
2.000 > P. 12001:13001(1000) ack 1 win 64240
2.100 < . 1:1(0) ack 13001 win 65535
// A minute later: all of the window, spread over the round trip.
60.000 write 8000 = 8000
60.000 > . 13001:14001(1000) ack 1 win 64240
60.000 > P. 14001:15001(1000) ack 1 win 64240
60.003125 > . 15001:16001(1000) ack 1 win 64240 // held 3.125ms by pacing, until pacing timer
60.003125 > P. 16001:17001(1000) ack 1 win 64240 // held 3.125ms by pacing, until pacing timer
60.009375 > . 17001:18001(1000) ack 1 win 64240 // held 9.375ms by pacing, until pacing timer
60.009375 > P. 18001:19001(1000) ack 1 win 64240 // held 9.375ms by pacing, until pacing timer
60.015625 > . 19001:20001(1000) ack 1 win 64240 // held 15.625ms by pacing, until pacing timer
60.015625 > P. 20001:21001(1000) ack 1 win 64240 // held 15.625ms by pacing, until pacing timer
60.110 < . 1:1(0) ack 21001 win 65535
60.110 info cwnd ssthresh = 16000 none
// Six minutes later half of it is left, and slow start goes on from there.
420.000 write 8000 = 8000
420.000 > . 21001:22001(1000) ack 1 win 64240
420.000 > P. 22001:23001(1000) ack 1 win 64240
420.000 > . 23001:24001(1000) ack 1 win 64240
420.000 > P. 24001:25001(1000) ack 1 win 64240
420.000 > . 25001:26001(1000) ack 1 win 64240
420.000 > P. 26001:27001(1000) ack 1 win 64240
420.000 > . 27001:28001(1000) ack 1 win 64240
420.000 > P. 28001:29001(1000) ack 1 win 64240
420.100 < . 1:1(0) ack 25001 win 65535
420.100 info cwnd ssthresh = 12000 none
420.300 < . 1:1(0) ack 29001 win 65535
