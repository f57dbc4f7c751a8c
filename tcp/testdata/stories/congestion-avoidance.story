// Above the threshold the window grows by one segment for each window of
// acknowledged bytes (RFC 5681 section 3.1).
--profile=rfc
--initial_window_rule=segments
--initial_window=2
--initial_ssthresh=4000
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
// Rounds of 2 and 4 in slow start, then 5, 6, 7.
1.000 client write 24000 = 24000
1.000 client > . 1:1001(1000) ack 1 win 32768
1.000 client > . 1001:2001(1000) ack 1 win 32768
1.050 server > . 1:1(0) ack 1001 win 32736
1.050 server > . 1:1(0) ack 2001 win 32705
1.060 client info cwnd ssthresh = 2000 4000
1.100 client > . 2001:3001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > . 3001:4001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > . 4001:5001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > . 5001:6001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.150 server > . 1:1(0) ack 3001 win 32736
1.150 server > . 1:1(0) ack 4001 win 32705
1.150 server > . 1:1(0) ack 5001 win 32674
1.150 server > . 1:1(0) ack 6001 win 32643
1.160 client info cwnd ssthresh = 4000 4000
1.200 client > . 6001:7001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by congestion avoidance, until ack 3001
1.200 client > . 7001:8001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by congestion avoidance, until ack 4001
1.200 client > . 8001:9001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by congestion avoidance, until ack 5001
1.200 client > . 9001:10001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by congestion avoidance, until ack 6001
1.200 client > . 10001:11001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by congestion avoidance, until ack 6001
1.250 server > . 1:1(0) ack 7001 win 32736
1.250 server > . 1:1(0) ack 8001 win 32705
1.250 server > . 1:1(0) ack 9001 win 32674
1.250 server > . 1:1(0) ack 10001 win 32643
1.250 server > . 1:1(0) ack 11001 win 32611
1.260 client info cwnd = 5000
1.300 client > . 11001:12001(1000) ack 1 win 32768 // held 100ms by slow start, 200ms by congestion avoidance, until ack 7001
1.300 client > . 12001:13001(1000) ack 1 win 32768 // held 100ms by slow start, 200ms by congestion avoidance, until ack 8001
1.300 client > . 13001:14001(1000) ack 1 win 32768 // held 100ms by slow start, 200ms by congestion avoidance, until ack 9001
1.300 client > . 14001:15001(1000) ack 1 win 32768 // held 100ms by slow start, 200ms by congestion avoidance, until ack 10001
1.300 client > . 15001:16001(1000) ack 1 win 32768 // held 100ms by slow start, 200ms by congestion avoidance, until ack 11001
1.300 client > . 16001:17001(1000) ack 1 win 32768 // held 100ms by slow start, 200ms by congestion avoidance, until ack 11001
1.350 server > . 1:1(0) ack 12001 win 32736
1.350 server > . 1:1(0) ack 13001 win 32705
1.350 server > . 1:1(0) ack 14001 win 32674
1.350 server > . 1:1(0) ack 15001 win 32643
1.350 server > . 1:1(0) ack 16001 win 32611
1.350 server > . 1:1(0) ack 17001 win 32580
1.360 client info cwnd = 6000
1.400 client > . 17001:18001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 12001
1.400 client > . 18001:19001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 13001
1.400 client > . 19001:20001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 14001
1.400 client > . 20001:21001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 15001
1.400 client > . 21001:22001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 16001
1.400 client > . 22001:23001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 17001
1.400 client > P. 23001:24001(1000) ack 1 win 32768 // held 100ms by slow start, 300ms by congestion avoidance, until ack 17001
1.450 server > . 1:1(0) ack 18001 win 32736
1.450 server > . 1:1(0) ack 19001 win 32705
1.450 server > . 1:1(0) ack 20001 win 32674
1.450 server > . 1:1(0) ack 21001 win 32643
1.450 server > . 1:1(0) ack 22001 win 32611
1.450 server > . 1:1(0) ack 23001 win 32580
1.450 server > . 1:1(0) ack 24001 win 32549
1.460 client info una cwnd = 17001 7000
