// Linux counts bytes without a limit (RFC 3465 with L unlimited): the window doubles
// in each round trip whatever the receiver acknowledges.
--profile=linux
--initial_window=4
--mss=1000
--server.quick_acks=0
--server.reads=yes
--delay=50ms
--timestamps=no

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
1.000 client write 28000 = 28000
1.000 client > . 1:1001(1000) ack 1 win 508
1.000 client > P. 1001:2001(1000) ack 1 win 508
1.000 client > . 2001:3001(1000) ack 1 win 508
1.000 client > P. 3001:4001(1000) ack 1 win 508
1.050 server > . 1:1(0) ack 4001 win 477
1.100 client > . 4001:5001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > P. 5001:6001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > . 6001:7001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > P. 7001:8001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > . 8001:9001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > P. 9001:10001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > . 10001:11001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client > P. 11001:12001(1000) ack 1 win 508 // held 100ms by slow start, until ack 4001
1.100 client info cwnd = 8000
1.150 server > . 1:1(0) ack 12001 win 444
1.200 client > . 12001:13001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 13001:14001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 14001:15001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 15001:16001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 16001:17001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 17001:18001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 18001:19001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 19001:20001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 20001:21001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 21001:22001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 22001:23001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 23001:24001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 24001:25001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 25001:26001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > . 26001:27001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client > P. 27001:28001(1000) ack 1 win 508 // held 200ms by slow start, until ack 12001
1.200 client info cwnd = 16000
1.250 server > . 1:1(0) ack 28001 win 444
1.300 client info una cwnd = 28001 32000
