// Slow start with an initial window of 3 (RFC 5681 section 3.1) and an acknowledgement
// for each segment: the window doubles in each round trip of 100 ms.
--profile=rfc
--initial_window_rule=segments
--initial_window=3
--mss=1000
--server.delayed_ack=0ms
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
// Rounds of 3, 6 and the last 11 of up to 12 segments: the last leaves after 2 round trips.
1.000 client write 20000 = 20000
1.000 client > . 1:1001(1000) ack 1 win 32768
1.000 client > . 1001:2001(1000) ack 1 win 32768
1.000 client > . 2001:3001(1000) ack 1 win 32768
1.050 server > . 1:1(0) ack 1001 win 32736
1.050 server > . 1:1(0) ack 2001 win 32705
1.050 server > . 1:1(0) ack 3001 win 32674
1.100 client > . 3001:4001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > . 4001:5001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > . 5001:6001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > . 6001:7001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > . 7001:8001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 3001
1.100 client > . 8001:9001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 3001
1.150 server > . 1:1(0) ack 4001 win 32736
1.150 server > . 1:1(0) ack 5001 win 32705
1.150 server > . 1:1(0) ack 6001 win 32674
1.150 server > . 1:1(0) ack 7001 win 32643
1.150 server > . 1:1(0) ack 8001 win 32611
1.150 server > . 1:1(0) ack 9001 win 32580
1.200 client > . 9001:10001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 4001
1.200 client > . 10001:11001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 4001
1.200 client > . 11001:12001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 5001
1.200 client > . 12001:13001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 5001
1.200 client > . 13001:14001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 6001
1.200 client > . 14001:15001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 6001
1.200 client > . 15001:16001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 7001
1.200 client > . 16001:17001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 7001
1.200 client > . 17001:18001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 8001
1.200 client > . 18001:19001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 8001
1.200 client > P. 19001:20001(1000) ack 1 win 32768 // held 200ms by slow start, until ack 9001
1.250 server > . 1:1(0) ack 10001 win 32736
1.250 server > . 1:1(0) ack 11001 win 32705
1.250 server > . 1:1(0) ack 12001 win 32674
1.250 server > . 1:1(0) ack 13001 win 32643
1.250 server > . 1:1(0) ack 14001 win 32611
1.250 server > . 1:1(0) ack 15001 win 32580
1.250 server > . 1:1(0) ack 16001 win 32549
1.250 server > . 1:1(0) ack 17001 win 32518
1.250 server > . 1:1(0) ack 18001 win 32486
1.250 server > . 1:1(0) ack 19001 win 32455
1.250 server > . 1:1(0) ack 20001 win 32424
1.500 client info una nxt cwnd ssthresh = 20001 20001 23000 none
