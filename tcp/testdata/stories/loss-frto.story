// Nothing is lost, but all of it is late by more than the timeout. The acknowledgement of
// the first segment lets new data go, that of another one, which was not sent again, shows
// that the timeout was spurious: the window is what it was (F-RTO, RFC 5682).
--profile=linux
--congestion=reno
--tlp=no
--mss=1000
--timestamps=no
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.late=4:400ms,5:400ms,6:405ms,7:410ms

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

1.000 client write 4000 = 4000
1.000 client > . 1:1001(1000) ack 101 win 508 // 400ms late
1.000 client > P. 1001:2001(1000) ack 101 win 508 // 400ms late
1.000 client > . 2001:3001(1000) ack 101 win 508 // 405ms late
1.000 client > P. 3001:4001(1000) ack 101 win 508 // 410ms late
1.300 client > . 1:1001(1000) ack 101 win 508 // copy 2: loss (timeout)
1.350 server > . 101:101(0) ack 1001 win 501
1.390 client info ssthresh cwnd flight = 5000 1000 1000
1.395 client write 4000 = 4000
1.400 client > . 4001:5001(1000) ack 101 win 508 // held 5ms by recovery window, until ack 1001
1.400 client > . 5001:6001(1000) ack 101 win 508 // held 5ms by recovery window, until ack 1001
1.450 server > . 101:101(0) ack 1001 win 501 <sack 1:1001>
1.450 server > . 101:101(0) ack 2001 win 494
1.450 server > . 101:101(0) ack 2001 win 494 <sack 4001:5001>
1.450 server > . 101:101(0) ack 2001 win 494 <sack 4001:6001>
1.455 server > . 101:101(0) ack 3001 win 487 <sack 4001:6001>
1.460 server > . 101:101(0) ack 6001 win 464
1.500 client > . 6001:7001(1000) ack 101 win 508 // held 105ms by recovery window, until ack 2001
1.500 client > P. 7001:8001(1000) ack 101 win 508 // held 105ms by recovery window, until ack 2001
1.500 client > . 2001:3001(1000) ack 101 win 508 // copy 2: loss (rack)
1.500 client > P. 3001:4001(1000) ack 101 win 508 // copy 2: loss (rack)
1.550 server > . 101:101(0) ack 7001 win 457
1.550 server > . 101:101(0) ack 8001 win 450
1.550 server > . 101:101(0) ack 8001 win 450 <sack 2001:3001>
1.550 server > . 101:101(0) ack 8001 win 450 <sack 3001:4001>
1.700 client info ssthresh cwnd flight = none 11000 0
