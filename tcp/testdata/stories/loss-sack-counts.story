// Three segments acknowledged above a hole prove it lost, two do not; what is lost goes
// first, and then what is new, as the window has room; all that was out when the loss was
// found being acknowledged is the end (RFC 6675 sections 4 and 5).
--profile=rfc
--rack=no
--prr=off
--timestamps=no
--tlp=no
--initial_window_rule=segments
--initial_window=10

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 17000 = 17000
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
0.310 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.310 > . 11001:12001(1000) ack 1 win 65535 // held 110ms by slow start, until ack 1
0.320 < . 1:1(0) ack 1 win 60000 <sack 1001:4001>
0.320 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (sack)
0.321 info cwnd ssthresh flight = 5000 5000 9000
0.330 < . 1:1(0) ack 1 win 60000 <sack 1001:5001>
// A second hole.
0.340 < . 1:1(0) ack 1 win 60000 <sack 6001:7001 1001:5001>
0.350 < . 1:1(0) ack 1 win 60000 <sack 6001:8001 1001:5001>
0.360 < . 1:1(0) ack 1 win 60000 <sack 6001:9001 1001:5001>
0.360 > . 5001:6001(1000) ack 1 win 65535 // copy 2: loss (sack)
0.361 info flight = 5000
0.370 < . 1:1(0) ack 1 win 60000 <sack 6001:10001 1001:5001>
0.370 > . 12001:13001(1000) ack 1 win 65535 // held 120ms by slow start, 50ms by recovery window, until ack 1
0.380 < . 1:1(0) ack 1 win 60000 <sack 6001:11001 1001:5001>
0.380 > . 13001:14001(1000) ack 1 win 65535 // held 120ms by slow start, 60ms by recovery window, until ack 1
0.390 < . 1:1(0) ack 1 win 60000 <sack 6001:12001 1001:5001>
0.390 > . 14001:15001(1000) ack 1 win 65535 // held 120ms by slow start, 70ms by recovery window, until ack 1
0.400 < . 1:1(0) ack 5001 win 60000 <sack 6001:12001>
0.400 > . 15001:16001(1000) ack 1 win 65535 // held 120ms by slow start, 80ms by recovery window, until ack 5001
0.410 < . 1:1(0) ack 12001 win 60000
0.410 > P. 16001:17001(1000) ack 1 win 65535 // held 120ms by slow start, 90ms by recovery window, until ack 12001
0.411 info cwnd ssthresh = 5000 5000
0.420 < . 1:1(0) ack 13001 win 60000
0.500 < . 1:1(0) ack 17001 win 60000
