// The same without it: the window comes down at once, and for half a round trip nothing
// may leave (RFC 6675 section 5 step 4.2).
--profile=rfc
--prr=off
--initial_window_rule=segments
--initial_window=10
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 20000 = 20000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.200 > . 4001:5001(1000) ack 1 win 65535
0.200 > . 5001:6001(1000) ack 1 win 65535
0.200 > . 6001:7001(1000) ack 1 win 65535
0.200 > . 7001:8001(1000) ack 1 win 65535
0.200 > . 8001:9001(1000) ack 1 win 65535
0.200 > . 9001:10001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.300 > . 10001:11001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1
0.301 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.301 > . 11001:12001(1000) ack 1 win 65535 // held 101ms by slow start, until ack 1
0.302 < . 1:1(0) ack 1 win 60000 <sack 1001:4001>
0.302 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (rack)
0.302 info ssthresh cwnd flight = 5000 5000 9000
0.303 < . 1:1(0) ack 1 win 60000 <sack 1001:5001>
0.304 < . 1:1(0) ack 1 win 60000 <sack 1001:6001>
0.305 < . 1:1(0) ack 1 win 60000 <sack 1001:7001>
0.306 < . 1:1(0) ack 1 win 60000 <sack 1001:8001>
0.307 < . 1:1(0) ack 1 win 60000 <sack 1001:9001>
0.307 > . 12001:13001(1000) ack 1 win 65535 // held 102ms by slow start, 5ms by recovery window, until ack 1
0.308 < . 1:1(0) ack 1 win 60000 <sack 1001:10001>
0.308 > . 13001:14001(1000) ack 1 win 65535 // held 102ms by slow start, 6ms by recovery window, until ack 1
0.309 info ssthresh cwnd flight = 5000 5000 5000
0.402 < . 1:1(0) ack 12001 win 60000
0.402 > . 14001:15001(1000) ack 1 win 65535 // held 102ms by slow start, 100ms by recovery window, until ack 12001
0.402 > . 15001:16001(1000) ack 1 win 65535 // held 102ms by slow start, 100ms by recovery window, until ack 12001
0.402 > . 16001:17001(1000) ack 1 win 65535 // held 102ms by slow start, 100ms by recovery window, until ack 12001
0.403 info ssthresh cwnd flight = 5000 5000 5000
0.500 < . 1:1(0) ack 18001 win 60000
0.500 > . 17001:17001(0) ack 1 win 65535
0.600 < . 1:1(0) ack 20001 win 60000
0.600 > . 17001:17001(0) ack 1 win 65535
0.602 > . 17001:18001(1000) ack 1 win 65535 // held 102ms by slow start, 100ms by recovery window, 200ms by congestion avoidance, until probe timer
1.602 > . 12001:13001(1000) ack 1 win 65535 // copy 2: loss (timeout)
3.602 > . 12001:13001(1000) ack 1 win 65535 // copy 3: loss (timeout)
7.602 > . 12001:13001(1000) ack 1 win 65535 // copy 4: loss (timeout)
15.602 > . 12001:13001(1000) ack 1 win 65535 // copy 5: loss (timeout)
31.602 > . 12001:13001(1000) ack 1 win 65535 // copy 6: loss (timeout)
63.602 > . 12001:13001(1000) ack 1 win 65535 // copy 7: loss (timeout)
123.602 -> CLOSED ETIMEDOUT
