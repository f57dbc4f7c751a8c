// The 1990s counted ACKs: each adds SMSS*SMSS/cwnd (RFC 5681 section 3.1 equation 3).
--profile=classic
--initial_ssthresh=2000
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 16384 <mss 1000>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 16384 <mss 1000>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 16384
0.150 server -> ESTABLISHED
// Slow start from 1 to 2 segments. Then the ACKs add 1000*1000/cwnd: 500 and 400 in
// the first round, 344 and 308 in the second.
1.000 client write 12000 = 12000
1.000 client > . 1:1001(1000) ack 1 win 16384
1.050 server > . 1:1(0) ack 1001 win 15384
1.100 client > . 1001:2001(1000) ack 1 win 16384 // held 100ms by slow start, until ack 1001
1.100 client > . 2001:3001(1000) ack 1 win 16384 // held 100ms by slow start, until ack 1001
1.150 server > . 1:1(0) ack 2001 win 15384
1.150 server > . 1:1(0) ack 3001 win 14384
1.150 client info cwnd = 2000
1.200 client > . 3001:4001(1000) ack 1 win 16384 // held 100ms by slow start, 100ms by congestion avoidance, until ack 2001
1.200 client > . 4001:5001(1000) ack 1 win 16384 // held 100ms by slow start, 100ms by congestion avoidance, until ack 3001
1.250 server > . 1:1(0) ack 4001 win 15384
1.250 server > . 1:1(0) ack 5001 win 14384
1.250 client info cwnd = 2900
1.300 client > . 5001:6001(1000) ack 1 win 16384 // held 100ms by slow start, 200ms by congestion avoidance, until ack 4001
1.300 client > . 6001:7001(1000) ack 1 win 16384 // held 100ms by slow start, 200ms by congestion avoidance, until ack 4001
1.300 client > . 7001:8001(1000) ack 1 win 16384 // held 100ms by slow start, 200ms by congestion avoidance, until ack 5001
1.350 server > . 1:1(0) ack 6001 win 15384
1.350 server > . 1:1(0) ack 7001 win 14384
1.350 server > . 1:1(0) ack 8001 win 13384
1.350 client info cwnd = 3552
1.400 client > . 8001:9001(1000) ack 1 win 16384 // held 100ms by slow start, 300ms by congestion avoidance, until ack 6001
1.400 client > . 9001:10001(1000) ack 1 win 16384 // held 100ms by slow start, 300ms by congestion avoidance, until ack 7001
1.400 client > . 10001:11001(1000) ack 1 win 16384 // held 100ms by slow start, 300ms by congestion avoidance, until ack 7001
1.400 client > P. 11001:12001(1000) ack 1 win 16384 // held 100ms by slow start, 300ms by congestion avoidance, until ack 8001
1.450 server > . 1:1(0) ack 9001 win 15384
1.450 server > . 1:1(0) ack 10001 win 14384
1.450 server > . 1:1(0) ack 11001 win 13384
1.450 server > . 1:1(0) ack 12001 win 12384
1.450 client info cwnd = 4337
1.550 client info una cwnd = 12001 5193
