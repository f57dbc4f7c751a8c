// The last of five is lost: two round trips after the last acknowledgement a probe repeats
// it. That it repaired a loss shows in the window (RFC 8985 section 7.4).
--profile=linux
--congestion=reno
--mss=1000
--timestamps=no
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.lose=8

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

1.000 client write 5000 = 5000
1.000 client > . 1:1001(1000) ack 101 win 508
1.000 client > P. 1001:2001(1000) ack 101 win 508
1.000 client > . 2001:3001(1000) ack 101 win 508
1.000 client > P. 3001:4001(1000) ack 101 win 508
1.000 client > P. 4001:5001(1000) ack 101 win 508 // lost
1.050 server > . 101:101(0) ack 1001 win 501
1.050 server > . 101:101(0) ack 2001 win 494
1.050 server > . 101:101(0) ack 3001 win 487
1.050 server > . 101:101(0) ack 4001 win 480
1.400 client > P. 4001:5001(1000) ack 101 win 508 // copy 2: loss (probe); probe timer
1.450 server > . 101:101(0) ack 5001 win 473
2.000 client write 1000 = 1000
2.000 client > P. 5001:6001(1000) ack 101 win 508
2.050 server > . 101:101(0) ack 6001 win 466
2.500 client info ssthresh cwnd flight = 5000 5000 0
