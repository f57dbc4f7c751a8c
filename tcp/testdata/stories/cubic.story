// CUBIC behind a loss (RFC 9438): the window of 10 segments comes down to 7. It rises
// quickly at first, hardly at all near where the loss was, and then looks for more.
--profile=rfc
--congestion=cubic
--initial_window_rule=segments
--initial_window=10
--initial_ssthresh=10000
--timestamps=no
--tlp=no
--mss=1000
--delay=250ms
--server.reads=yes
--client.lose=3

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.250 server -> SYN-RECEIVED
0.250 server > S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK,wscale 5>
0.500 client -> ESTABLISHED
0.500 client > . 1:1(0) ack 1 win 32768
// Two seconds behind the recovery there are 10 segments again.
0.600 client write 62000 = 62000
0.600 client > . 1:1001(1000) ack 1 win 32768 // lost
0.600 client > . 1001:2001(1000) ack 1 win 32768
0.600 client > . 2001:3001(1000) ack 1 win 32768
0.600 client > . 3001:4001(1000) ack 1 win 32768
0.600 client > . 4001:5001(1000) ack 1 win 32768
0.600 client > . 5001:6001(1000) ack 1 win 32768
0.600 client > . 6001:7001(1000) ack 1 win 32768
0.600 client > . 7001:8001(1000) ack 1 win 32768
0.600 client > . 8001:9001(1000) ack 1 win 32768
0.600 client > . 9001:10001(1000) ack 1 win 32768
0.750 server -> ESTABLISHED
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:2001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:3001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:4001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:5001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:6001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:7001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:8001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:9001>
0.850 server > . 1:1(0) ack 1 win 32768 <sack 1001:10001>
1.100 client > . 10001:11001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, until ack 1
1.100 client > . 11001:12001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, until ack 1
1.100 client > . 1:1001(1000) ack 1 win 32768 // copy 2: loss (rack)
1.100 client > . 12001:13001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, until ack 1
1.100 client > . 13001:14001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, until ack 1
1.100 client > . 14001:15001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, until ack 1
1.100 client > . 15001:16001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, until ack 1
1.350 server > . 1:1(0) ack 1 win 32768 <sack 1001:11001>
1.350 server > . 1:1(0) ack 1 win 32768 <sack 1001:12001>
1.350 server > . 1:1(0) ack 12001 win 32393
1.350 server > . 1:1(0) ack 14001 win 32330
1.350 server > . 1:1(0) ack 16001 win 32268
1.600 client > . 16001:17001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 1
1.600 client > . 17001:18001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 1
1.600 client > . 18001:19001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 12001
1.600 client > . 19001:20001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 14001
1.600 client > . 20001:21001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 14001
1.600 client > . 21001:22001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 16001
1.600 client > . 22001:23001(1000) ack 1 win 32768 // held 500ms by congestion avoidance, 500ms by recovery window, until ack 16001
1.650 client info cwnd ssthresh = 7371 7000
1.850 server > . 1:1(0) ack 18001 win 32705
1.850 server > . 1:1(0) ack 20001 win 32643
1.850 server > . 1:1(0) ack 22001 win 32580
2.050 server > . 1:1(0) ack 23001 win 32768 // ack held 200ms; delayed-ack timer
2.100 client > . 23001:24001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 18001
2.100 client > . 24001:25001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 18001
2.100 client > . 25001:26001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 20001
2.100 client > . 26001:27001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 20001
2.100 client > . 27001:28001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 20001
2.100 client > . 28001:29001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 22001
2.100 client > . 29001:30001(1000) ack 1 win 32768 // held 1000ms by congestion avoidance, 500ms by recovery window, until ack 22001
2.300 client > . 30001:31001(1000) ack 1 win 32768 // held 1200ms by congestion avoidance, 500ms by recovery window, until ack 23001
2.350 server > . 1:1(0) ack 25001 win 32705
2.350 server > . 1:1(0) ack 27001 win 32643
2.350 server > . 1:1(0) ack 29001 win 32580
2.350 client info cwnd ssthresh = 8830 7000
2.550 server > . 1:1(0) ack 31001 win 32736 // ack held 200ms
2.600 client > . 31001:32001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 25001
2.600 client > . 32001:33001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 25001
2.600 client > . 33001:34001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 25001
2.600 client > . 34001:35001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 27001
2.600 client > . 35001:36001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 27001
2.600 client > . 36001:37001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 29001
2.600 client > . 37001:38001(1000) ack 1 win 32768 // held 1500ms by congestion avoidance, 500ms by recovery window, until ack 29001
2.650 client info cwnd ssthresh = 9426 7000
2.800 client > . 38001:39001(1000) ack 1 win 32768 // held 1700ms by congestion avoidance, 500ms by recovery window, until ack 31001
2.800 client > . 39001:40001(1000) ack 1 win 32768 // held 1700ms by congestion avoidance, 500ms by recovery window, until ack 31001
2.850 server > . 1:1(0) ack 33001 win 32705
2.850 server > . 1:1(0) ack 35001 win 32643
2.850 server > . 1:1(0) ack 37001 win 32580
3.050 server > . 1:1(0) ack 39001 win 32736 // ack held 200ms
3.100 client > . 40001:41001(1000) ack 1 win 32768 // held 2000ms by congestion avoidance, 500ms by recovery window, until ack 33001
3.100 client > . 41001:42001(1000) ack 1 win 32768 // held 2000ms by congestion avoidance, 500ms by recovery window, until ack 33001
3.100 client > . 42001:43001(1000) ack 1 win 32768 // held 2000ms by congestion avoidance, 500ms by recovery window, until ack 35001
3.100 client > . 43001:44001(1000) ack 1 win 32768 // held 2000ms by congestion avoidance, 500ms by recovery window, until ack 35001
3.100 client > . 44001:45001(1000) ack 1 win 32768 // held 2000ms by congestion avoidance, 500ms by recovery window, until ack 37001
3.100 client > . 45001:46001(1000) ack 1 win 32768 // held 2000ms by congestion avoidance, 500ms by recovery window, until ack 37001
3.150 client info cwnd ssthresh = 9774 7000
3.250 server > . 1:1(0) ack 40001 win 32768 // ack held 200ms; delayed-ack timer
3.300 client > . 46001:47001(1000) ack 1 win 32768 // held 2200ms by congestion avoidance, 500ms by recovery window, until ack 39001
3.300 client > . 47001:48001(1000) ack 1 win 32768 // held 2200ms by congestion avoidance, 500ms by recovery window, until ack 39001
3.350 server > . 1:1(0) ack 42001 win 32705
3.350 server > . 1:1(0) ack 44001 win 32643
3.350 server > . 1:1(0) ack 46001 win 32580
3.500 client > . 48001:49001(1000) ack 1 win 32768 // held 2400ms by congestion avoidance, 500ms by recovery window, until ack 40001
3.550 server > . 1:1(0) ack 48001 win 32705
3.600 client > . 49001:50001(1000) ack 1 win 32768 // held 2500ms by congestion avoidance, 500ms by recovery window, until ack 42001
3.600 client > . 50001:51001(1000) ack 1 win 32768 // held 2500ms by congestion avoidance, 500ms by recovery window, until ack 42001
3.600 client > . 51001:52001(1000) ack 1 win 32768 // held 2500ms by congestion avoidance, 500ms by recovery window, until ack 44001
3.600 client > . 52001:53001(1000) ack 1 win 32768 // held 2500ms by congestion avoidance, 500ms by recovery window, until ack 44001
3.600 client > . 53001:54001(1000) ack 1 win 32768 // held 2500ms by congestion avoidance, 500ms by recovery window, until ack 46001
3.600 client > . 54001:55001(1000) ack 1 win 32768 // held 2500ms by congestion avoidance, 500ms by recovery window, until ack 46001
3.650 client info cwnd ssthresh = 9952 7000
3.800 client > . 55001:56001(1000) ack 1 win 32768 // held 2700ms by congestion avoidance, 500ms by recovery window, until ack 48001
3.800 client > . 56001:57001(1000) ack 1 win 32768 // held 2700ms by congestion avoidance, 500ms by recovery window, until ack 48001
3.850 server > . 1:1(0) ack 50001 win 32736 // ack held 100ms
3.850 server > . 1:1(0) ack 52001 win 32674
3.850 server > . 1:1(0) ack 54001 win 32611
4.050 server > . 1:1(0) ack 56001 win 32736 // ack held 200ms
4.100 client > . 57001:58001(1000) ack 1 win 32768 // held 3000ms by congestion avoidance, 500ms by recovery window, until ack 50001
4.100 client > . 58001:59001(1000) ack 1 win 32768 // held 3000ms by congestion avoidance, 500ms by recovery window, until ack 50001
4.100 client > . 59001:60001(1000) ack 1 win 32768 // held 3000ms by congestion avoidance, 500ms by recovery window, until ack 50001
4.100 client > . 60001:61001(1000) ack 1 win 32768 // held 3000ms by congestion avoidance, 500ms by recovery window, until ack 52001
4.100 client > P. 61001:62001(1000) ack 1 win 32768 // held 3000ms by congestion avoidance, 500ms by recovery window, until ack 52001
4.150 client info cwnd ssthresh = 10216 7000
4.250 server > . 1:1(0) ack 57001 win 32768 // ack held 200ms; delayed-ack timer
4.350 server > . 1:1(0) ack 59001 win 32705
4.350 server > . 1:1(0) ack 61001 win 32643
4.550 server > . 1:1(0) ack 62001 win 32768 // ack held 200ms; delayed-ack timer
