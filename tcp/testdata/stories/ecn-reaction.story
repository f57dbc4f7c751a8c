// A mark on the way brings the window down once for a window of data, and nothing is
// sent again (RFC 3168 section 6.1.2).
--profile=rfc
--ecn=on
--timestamps=no
--sack=no
--initial_window_rule=segments
--initial_window=8
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.mark=6,7

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEW 0:0(0) win 65535 <mss 1000,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S.E 0:0(0) ack 1 win 65535 <mss 1000,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
// The fourth and fifth of 8 segments are marked.
1.000 client write 16000 = 16000
1.000 client > [ect0] . 1:1001(1000) ack 1 win 32768
1.000 client > [ect0] . 1001:2001(1000) ack 1 win 32768
1.000 client > [ect0] . 2001:3001(1000) ack 1 win 32768
1.000 client > [ect0] . 3001:4001(1000) ack 1 win 32768 // marked
1.000 client > [ect0] . 4001:5001(1000) ack 1 win 32768 // marked
1.000 client > [ect0] . 5001:6001(1000) ack 1 win 32768
1.000 client > [ect0] . 6001:7001(1000) ack 1 win 32768
1.000 client > [ect0] . 7001:8001(1000) ack 1 win 32768
1.050 server > . 1:1(0) ack 1001 win 32736
1.050 server > . 1:1(0) ack 2001 win 32705
1.050 server > . 1:1(0) ack 3001 win 32674
1.050 server > .E 1:1(0) ack 4001 win 32643
1.050 server > .E 1:1(0) ack 5001 win 32611
1.050 server > .E 1:1(0) ack 6001 win 32580
1.050 server > .E 1:1(0) ack 7001 win 32549
1.050 server > .E 1:1(0) ack 8001 win 32518
// 1.100: The ACKs of the first three let six new segments go. The fourth has ECE: half of
//        the 11000 bytes under way is the new window, and until that much is under way
//        nothing leaves. The other ACKs with ECE say nothing new.
1.100 client > [ect0] . 8001:9001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > [ect0] . 9001:10001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > [ect0] . 10001:11001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > [ect0] . 11001:12001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > [ect0] . 12001:13001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 3001
1.100 client > [ect0] . 13001:14001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 3001
1.101 client info cwnd ssthresh flight = 5500 5500 6000
1.150 server > .E 1:1(0) ack 9001 win 32736
1.150 server > .E 1:1(0) ack 10001 win 32705
1.150 server > .E 1:1(0) ack 11001 win 32674
1.150 server > .E 1:1(0) ack 12001 win 32643
1.150 server > .E 1:1(0) ack 13001 win 32611
1.150 server > .E 1:1(0) ack 14001 win 32580
// 1.200: New data says that the window came down (CWR), which ends the echo.
1.200 client > [ect0] .W 14001:15001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by marked window, until ack 10001
1.200 client > [ect0] P. 15001:16001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by marked window, until ack 11001
1.250 server > . 1:1(0) ack 15001 win 32736
1.250 server > . 1:1(0) ack 16001 win 32705
2.000 client write 3000 = 3000
2.000 client > [ect0] . 16001:17001(1000) ack 1 win 32768
2.000 client > [ect0] . 17001:18001(1000) ack 1 win 32768
2.000 client > [ect0] P. 18001:19001(1000) ack 1 win 32768
2.050 server > . 1:1(0) ack 17001 win 32736
2.050 server > . 1:1(0) ack 18001 win 32705
2.050 server > . 1:1(0) ack 19001 win 32674
2.500 client info cwnd ssthresh = 5500 5500
