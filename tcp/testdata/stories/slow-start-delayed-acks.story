// Slow start against a receiver that acknowledges every second segment: the window
// grows by half in each round trip, because each ACK counts for one segment at most
// (RFC 5681 section 3.1: L = 1).
--profile=rfc
--initial_window_rule=segments
--initial_window=2
--mss=1000
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
// The window is 2, 3, 4, 6, 9 segments. In the third round an ACK waits for the next
// segment.
1.000 client write 15000 = 15000
1.000 client > . 1:1001(1000) ack 1 win 32768
1.000 client > . 1001:2001(1000) ack 1 win 32768
1.050 server > . 1:1(0) ack 2001 win 32705
1.100 client > . 2001:3001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > . 3001:4001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > . 4001:5001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.150 server > . 1:1(0) ack 4001 win 32705
1.200 client > . 5001:6001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 4001
1.200 client > . 6001:7001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 4001
1.200 client > . 7001:8001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 4001
1.250 server > . 1:1(0) ack 6001 win 32736 // ack held 100ms
1.250 server > . 1:1(0) ack 8001 win 32674
1.300 client > . 8001:9001(1000) ack 1 win 32768 // held 300ms by slow start, until ack 6001
1.300 client > . 9001:10001(1000) ack 1 win 32768 // held 300ms by slow start, until ack 6001
1.300 client > . 10001:11001(1000) ack 1 win 32768 // held 300ms by slow start, until ack 6001
1.300 client > . 11001:12001(1000) ack 1 win 32768 // held 300ms by slow start, until ack 8001
1.300 client > . 12001:13001(1000) ack 1 win 32768 // held 300ms by slow start, until ack 8001
1.300 client > . 13001:14001(1000) ack 1 win 32768 // held 300ms by slow start, until ack 8001
1.350 server > . 1:1(0) ack 10001 win 32705
1.350 server > . 1:1(0) ack 12001 win 32643
1.350 server > . 1:1(0) ack 14001 win 32580
1.400 client > P. 14001:15001(1000) ack 1 win 32768 // held 400ms by slow start, until ack 10001
1.650 server > . 1:1(0) ack 15001 win 32768 // ack held 200ms; delayed-ack timer
2.000 client info una nxt cwnd = 15001 15001 10000
