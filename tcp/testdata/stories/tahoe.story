// Tahoe: fast retransmit, but then slow start from one segment, as after a timeout.
--profile=rfc
--limited_transmit=no
--recovery=tahoe
--initial_window_rule=segments
--initial_window=8
--sack=no
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.lose=5
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1000,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1000,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
// The server speaks first, so that its scaled window is known: an ACK that changes the
// window is no duplicate (RFC 5681 section 2).
0.300 server write 100 = 100
0.300 server > P. 1:101(100) ack 1 win 32768
0.550 client > . 1:1(0) ack 101 win 32764 // ack held 200ms; delayed-ack timer
1.000 client write 12000 = 12000
1.000 client > . 1:1001(1000) ack 101 win 32764
1.000 client > . 1001:2001(1000) ack 101 win 32764 // lost
1.000 client > . 2001:3001(1000) ack 101 win 32764
1.000 client > . 3001:4001(1000) ack 101 win 32764
1.000 client > . 4001:5001(1000) ack 101 win 32764
1.000 client > . 5001:6001(1000) ack 101 win 32764
1.000 client > . 6001:7001(1000) ack 101 win 32764
1.000 client > . 7001:8001(1000) ack 101 win 32764
1.050 server > . 101:101(0) ack 1001 win 32736
1.050 server > . 101:101(0) ack 1001 win 32736
1.050 server > . 101:101(0) ack 1001 win 32736
1.050 server > . 101:101(0) ack 1001 win 32736
1.050 server > . 101:101(0) ack 1001 win 32736
1.050 server > . 101:101(0) ack 1001 win 32736
1.050 server > . 101:101(0) ack 1001 win 32736
// 1.100: The third duplicate: one segment, and the window is one segment.
1.100 client > . 8001:9001(1000) ack 101 win 32764 // held 100ms by slow start, until ack 1001
1.100 client > . 9001:10001(1000) ack 101 win 32764 // held 100ms by slow start, until ack 1001
1.100 client > . 1001:2001(1000) ack 101 win 32764 // copy 2: loss (fast retransmit)
1.110 client info cwnd ssthresh = 1000 4500
1.150 server > . 101:101(0) ack 1001 win 32768
1.150 server > . 101:101(0) ack 1001 win 32768
1.150 server > . 101:101(0) ack 10001 win 32486
1.200 client > . 10001:11001(1000) ack 101 win 32764 // held 100ms by slow start, 100ms by recovery window, until ack 10001
1.200 client > P. 11001:12001(1000) ack 101 win 32764 // held 100ms by slow start, 100ms by recovery window, until ack 10001
1.250 server > . 101:101(0) ack 11001 win 32736
1.250 server > . 101:101(0) ack 12001 win 32705
2.000 client info cwnd ssthresh = 4000 4500
