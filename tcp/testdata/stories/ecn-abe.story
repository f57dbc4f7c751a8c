// With ABE a mark leaves four fifths of the window (RFC 8511 section 4.1).
--profile=rfc
--ecn=on
--abe=yes
--timestamps=no
--sack=no
--initial_window_rule=segments
--initial_window=10
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.mark=3

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
1.000 client write 10000 = 10000
1.000 client > [ect0] . 1:1001(1000) ack 1 win 32768 // marked
1.000 client > [ect0] . 1001:2001(1000) ack 1 win 32768
1.000 client > [ect0] . 2001:3001(1000) ack 1 win 32768
1.000 client > [ect0] . 3001:4001(1000) ack 1 win 32768
1.000 client > [ect0] . 4001:5001(1000) ack 1 win 32768
1.000 client > [ect0] . 5001:6001(1000) ack 1 win 32768
1.000 client > [ect0] . 6001:7001(1000) ack 1 win 32768
1.000 client > [ect0] . 7001:8001(1000) ack 1 win 32768
1.000 client > [ect0] . 8001:9001(1000) ack 1 win 32768
1.000 client > [ect0] P. 9001:10001(1000) ack 1 win 32768
1.050 server > .E 1:1(0) ack 1001 win 32736
1.050 server > .E 1:1(0) ack 2001 win 32705
1.050 server > .E 1:1(0) ack 3001 win 32674
1.050 server > .E 1:1(0) ack 4001 win 32643
1.050 server > .E 1:1(0) ack 5001 win 32611
1.050 server > .E 1:1(0) ack 6001 win 32580
1.050 server > .E 1:1(0) ack 7001 win 32549
1.050 server > .E 1:1(0) ack 8001 win 32518
1.050 server > .E 1:1(0) ack 9001 win 32486
1.050 server > .E 1:1(0) ack 10001 win 32455
1.101 client info cwnd ssthresh = 8000 8000
