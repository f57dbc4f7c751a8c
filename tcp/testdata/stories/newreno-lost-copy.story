// The loss of a retransmission counts as another loss: the timeout that follows brings the
// threshold down once more (RFC 5681 section 4.3).
--profile=rfc
--limited_transmit=no
--recovery=newreno
--initial_window_rule=segments
--initial_window=8
--sack=no
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.lose=4,12
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
// The first of 8 segments is lost, and so is its copy.
1.000 client write 14000 = 14000
1.000 client > . 1:1001(1000) ack 101 win 32764 // lost
1.000 client > . 1001:2001(1000) ack 101 win 32764
1.000 client > . 2001:3001(1000) ack 101 win 32764
1.000 client > . 3001:4001(1000) ack 101 win 32764
1.000 client > . 4001:5001(1000) ack 101 win 32764
1.000 client > . 5001:6001(1000) ack 101 win 32764
1.000 client > . 6001:7001(1000) ack 101 win 32764
1.000 client > . 7001:8001(1000) ack 101 win 32764
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
1.050 server > . 101:101(0) ack 1 win 32768
1.100 client > . 1:1001(1000) ack 101 win 32764 // copy 2: loss (fast retransmit); lost
1.100 client > . 8001:9001(1000) ack 101 win 32764 // held 100ms by slow start, until ack 1
1.100 client > . 9001:10001(1000) ack 101 win 32764 // held 100ms by slow start, until ack 1
1.100 client > . 10001:11001(1000) ack 101 win 32764 // held 100ms by slow start, until ack 1
1.110 client info cwnd ssthresh flight = 4000 4000 11000
1.150 server > . 101:101(0) ack 1 win 32768
1.150 server > . 101:101(0) ack 1 win 32768
1.150 server > . 101:101(0) ack 1 win 32768
1.200 client > . 11001:12001(1000) ack 101 win 32764 // held 100ms by slow start, 100ms by recovery window, until ack 1
1.200 client > . 12001:13001(1000) ack 101 win 32764 // held 100ms by slow start, 100ms by recovery window, until ack 1
1.200 client > P. 13001:14001(1000) ack 101 win 32764 // held 100ms by slow start, 100ms by recovery window, until ack 1
1.250 server > . 101:101(0) ack 1 win 32768
1.250 server > . 101:101(0) ack 1 win 32768
1.250 server > . 101:101(0) ack 1 win 32768
2.000 client > . 1:1001(1000) ack 101 win 32764 // copy 3: loss (timeout)
2.050 server > . 101:101(0) ack 14001 win 32330
// Half of the window, and not of the 14000 bytes under way, which duplicates have let go.
2.210 client info cwnd ssthresh flight = 2000 2000 0
