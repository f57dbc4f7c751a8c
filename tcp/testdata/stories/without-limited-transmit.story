// The same loss without limited transmit: two duplicates are too few, and the timer
// has to repair it, 1.2 s later.
--profile=rfc
--limited_transmit=no
--initial_window_rule=segments
--initial_window=3
--sack=no
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.lose=4
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
1.000 client write 8000 = 8000
1.000 client > . 1:1001(1000) ack 101 win 32764 // lost
1.000 client > . 1001:2001(1000) ack 101 win 32764
1.000 client > . 2001:3001(1000) ack 101 win 32764
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
// 2.000: The timer.
2.000 client > . 1:1001(1000) ack 101 win 32764 // copy 2: loss (timeout)
2.050 server > . 101:101(0) ack 3001 win 32674
2.100 client > . 3001:4001(1000) ack 101 win 32764 // held 1000ms by slow start, 100ms by recovery window, until ack 3001
2.100 client > . 4001:5001(1000) ack 101 win 32764 // held 1000ms by slow start, 100ms by recovery window, until ack 3001
2.150 server > . 101:101(0) ack 4001 win 32736
2.150 server > . 101:101(0) ack 5001 win 32705
2.200 client > . 5001:6001(1000) ack 101 win 32764 // held 1000ms by slow start, 100ms by recovery window, 100ms by congestion avoidance, until ack 4001
2.200 client > . 6001:7001(1000) ack 101 win 32764 // held 1000ms by slow start, 100ms by recovery window, 100ms by congestion avoidance, until ack 5001
2.200 client > P. 7001:8001(1000) ack 101 win 32764 // held 1000ms by slow start, 100ms by recovery window, 100ms by congestion avoidance, until ack 5001
2.250 server > . 101:101(0) ack 6001 win 32736
2.250 server > . 101:101(0) ack 7001 win 32705
2.250 server > . 101:101(0) ack 8001 win 32674
3.000 client info cwnd ssthresh = 4000 2000
