// HyStart++ (RFC 9406): a slower round makes slow start conservative, it grows by a quarter
// of what is acknowledged. If it stayed so for five rounds congestion avoidance would begin;
// here the next round is as quick as before, and slow start goes on.
--profile=rfc
--hystart=rfc9406
--timestamps=no
--initial_window_rule=segments
--initial_window=8
--byte_counting=8

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.050 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK,wscale 7>
0.050 -> ESTABLISHED
0.050 > . 1:1(0) ack 1 win 32768
0.100 write 50000 = 50000
0.100 > . 1:1001(1000) ack 1 win 32768
0.100 > . 1001:2001(1000) ack 1 win 32768
0.100 > . 2001:3001(1000) ack 1 win 32768
0.100 > . 3001:4001(1000) ack 1 win 32768
0.100 > . 4001:5001(1000) ack 1 win 32768
0.100 > . 5001:6001(1000) ack 1 win 32768
0.100 > . 6001:7001(1000) ack 1 win 32768
0.100 > . 7001:8001(1000) ack 1 win 32768
0.150 < . 1:1(0) ack 1001 win 1000
0.150 > . 8001:9001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 1001
0.150 > . 9001:10001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 1001
0.150 < . 1:1(0) ack 2001 win 1000
0.150 > . 10001:11001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 2001
0.150 > . 11001:12001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 2001
0.150 < . 1:1(0) ack 3001 win 1000
0.150 > . 12001:13001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 3001
0.150 > . 13001:14001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 3001
0.150 < . 1:1(0) ack 4001 win 1000
0.150 > . 14001:15001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 4001
0.150 > . 15001:16001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 4001
0.150 < . 1:1(0) ack 5001 win 1000
0.150 > . 16001:17001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 5001
0.150 > . 17001:18001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 5001
0.150 < . 1:1(0) ack 6001 win 1000
0.150 > . 18001:19001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 6001
0.150 > . 19001:20001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 6001
0.150 < . 1:1(0) ack 7001 win 1000
0.150 > . 20001:21001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 7001
0.150 > . 21001:22001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 7001
0.150 < . 1:1(0) ack 8001 win 1000
0.150 > . 22001:23001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 8001
0.150 > . 23001:24001(1000) ack 1 win 32768 // held 50ms by slow start, until ack 8001
0.150 info cwnd ssthresh = 16000 none
// The second round: 60 ms instead of 50.
0.210 < . 1:1(0) ack 10001 win 1000
0.210 > . 24001:25001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 10001
0.210 > . 25001:26001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 10001
0.210 > . 26001:27001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 10001
0.210 > . 27001:28001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 10001
0.210 < . 1:1(0) ack 12001 win 1000
0.210 > . 28001:29001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 12001
0.210 > . 29001:30001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 12001
0.210 > . 30001:31001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 12001
0.210 > . 31001:32001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 12001
0.210 < . 1:1(0) ack 14001 win 1000
0.210 > . 32001:33001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 14001
0.210 > . 33001:34001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 14001
0.210 > . 34001:35001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 14001
0.210 > . 35001:36001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 14001
0.210 < . 1:1(0) ack 16001 win 1000
0.210 > . 36001:37001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 16001
0.210 > . 37001:38001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 16001
0.210 > . 38001:39001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 16001
0.210 > . 39001:40001(1000) ack 1 win 32768 // held 110ms by slow start, until ack 16001
0.211 < . 1:1(0) ack 18001 win 1000
0.211 > . 40001:41001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 18001
0.211 > . 41001:42001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 18001
0.211 > . 42001:43001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 18001
0.211 > . 43001:44001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 18001
0.211 < . 1:1(0) ack 20001 win 1000
0.211 > . 44001:45001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 20001
0.211 > . 45001:46001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 20001
0.211 > . 46001:47001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 20001
0.211 > . 47001:48001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 20001
0.211 < . 1:1(0) ack 22001 win 1000
0.211 > . 48001:49001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 22001
0.211 > P. 49001:50001(1000) ack 1 win 32768 // held 111ms by slow start, until ack 22001
0.211 info cwnd ssthresh = 30000 none
0.211 < . 1:1(0) ack 24001 win 1000
0.211 info cwnd ssthresh = 30500 none
// The third: 50 again.
0.261 < . 1:1(0) ack 26001 win 1000
0.261 < . 1:1(0) ack 28001 win 1000
0.261 < . 1:1(0) ack 30001 win 1000
0.261 < . 1:1(0) ack 32001 win 1000
0.262 < . 1:1(0) ack 34001 win 1000
0.262 < . 1:1(0) ack 36001 win 1000
0.262 < . 1:1(0) ack 38001 win 1000
0.262 < . 1:1(0) ack 40001 win 1000
0.262 info cwnd ssthresh = 36000 none
0.3644375 > P. 49001:50001(1000) ack 1 win 32768 // copy 2: loss (probe); probe timer
0.400 < . 1:1(0) ack 50001 win 1000
