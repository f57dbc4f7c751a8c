// The first segment is only late. It is repaired for nothing, which a D-SACK tells, and the
// window goes back to what it was (RFC 3708, RFC 4015).
--profile=linux
--congestion=reno
--mss=1000
--timestamps=no
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.late=4:60ms

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65000 <mss 1000,sackOK,wscale 7>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65000 <mss 1000,sackOK,wscale 7>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 508
0.150 server -> ESTABLISHED
0.300 server write 100 = 100
0.300 server > P. 1:101(100) ack 1 win 508
0.350 client > . 1:1(0) ack 101 win 508

1.000 client write 10000 = 10000
1.000 client > . 1:1001(1000) ack 101 win 508 // 60ms late
1.000 client > P. 1001:2001(1000) ack 101 win 508
1.000 client > . 2001:3001(1000) ack 101 win 508
1.000 client > P. 3001:4001(1000) ack 101 win 508
1.000 client > . 4001:5001(1000) ack 101 win 508
1.000 client > P. 5001:6001(1000) ack 101 win 508
1.000 client > . 6001:7001(1000) ack 101 win 508
1.000 client > P. 7001:8001(1000) ack 101 win 508
1.000 client > . 8001:9001(1000) ack 101 win 508
1.000 client > P. 9001:10001(1000) ack 101 win 508
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:2001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:3001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:4001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:5001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:6001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:7001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:8001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:9001>
1.050 server > . 101:101(0) ack 1 win 508 <sack 1001:10001>
1.100 client > . 1:1001(1000) ack 101 win 508 // copy 2: loss (rack)
1.110 server > . 101:101(0) ack 10001 win 430
1.110 client info ssthresh cwnd flight = 5000 5000 1000
1.150 server > . 101:101(0) ack 10001 win 444 <sack 1:1001>
1.300 client info ssthresh cwnd flight = none 10000 0
