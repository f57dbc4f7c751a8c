// Two of ten segments are lost. What left after them and has arrived proves it (RACK, RFC
// 8985); the window comes down as data arrives (PRR, RFC 9937).
--profile=linux
--congestion=reno
--mss=1000
--timestamps=no
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.lose=5,8

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

1.000 client write 14000 = 14000
1.000 client > . 1:1001(1000) ack 101 win 508
1.000 client > P. 1001:2001(1000) ack 101 win 508 // lost
1.000 client > . 2001:3001(1000) ack 101 win 508
1.000 client > P. 3001:4001(1000) ack 101 win 508
1.000 client > . 4001:5001(1000) ack 101 win 508 // lost
1.000 client > P. 5001:6001(1000) ack 101 win 508
1.000 client > . 6001:7001(1000) ack 101 win 508
1.000 client > P. 7001:8001(1000) ack 101 win 508
1.000 client > . 8001:9001(1000) ack 101 win 508
1.000 client > P. 9001:10001(1000) ack 101 win 508
1.050 server > . 101:101(0) ack 1001 win 501
1.050 server > . 101:101(0) ack 1001 win 501 <sack 2001:3001>
1.050 server > . 101:101(0) ack 1001 win 501 <sack 2001:4001>
1.050 server > . 101:101(0) ack 1001 win 501 <sack 5001:6001 2001:4001>
1.050 server > . 101:101(0) ack 1001 win 501 <sack 5001:7001 2001:4001>
1.050 server > . 101:101(0) ack 1001 win 501 <sack 5001:8001 2001:4001>
1.050 server > . 101:101(0) ack 1001 win 501 <sack 5001:9001 2001:4001>
1.050 server > . 101:101(0) ack 1001 win 501 <sack 5001:10001 2001:4001>
1.100 client > . 10001:11001(1000) ack 101 win 508 // held 100ms by slow start, until ack 1001
1.100 client > P. 11001:12001(1000) ack 101 win 508 // held 100ms by slow start, until ack 1001
1.100 client > . 12001:13001(1000) ack 101 win 508 // held 100ms by slow start, until ack 1001
1.100 client > P. 13001:14001(1000) ack 101 win 508 // held 100ms by slow start, until ack 1001
1.100 client > . 1001:2001(1000) ack 101 win 508 // copy 2: loss (rack)
1.100 client > . 4001:5001(1000) ack 101 win 508 // copy 2: loss (rack)
1.110 client info ssthresh cwnd flight = 5000 7000 6000
1.150 server > . 101:101(0) ack 1001 win 501 <sack 5001:11001 2001:4001>
1.150 server > . 101:101(0) ack 1001 win 501 <sack 5001:12001 2001:4001>
1.150 server > . 101:101(0) ack 1001 win 501 <sack 5001:13001 2001:4001>
1.150 server > . 101:101(0) ack 1001 win 501 <sack 5001:14001 2001:4001>
1.150 server > . 101:101(0) ack 4001 win 478 <sack 5001:14001>
1.150 server > . 101:101(0) ack 14001 win 400
1.300 client info ssthresh cwnd flight = 5000 5000 0
