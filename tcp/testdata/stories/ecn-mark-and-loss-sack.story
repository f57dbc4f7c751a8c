// With SACK too, a loss in the window that a mark has brought down brings it down no
// further (RFC 3168 section 6.1.2).
--profile=rfc
--ecn=on
--timestamps=no
--initial_window_rule=segments
--initial_window=8
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.mark=3
--client.lose=5

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEW 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S.E 0:0(0) ack 1 win 65535 <mss 1000,sackOK,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
1.000 client write 12000 = 12000
1.000 client > [ect0] . 1:1001(1000) ack 1 win 32768 // marked
1.000 client > [ect0] . 1001:2001(1000) ack 1 win 32768
1.000 client > [ect0] . 2001:3001(1000) ack 1 win 32768 // lost
1.000 client > [ect0] . 3001:4001(1000) ack 1 win 32768
1.000 client > [ect0] . 4001:5001(1000) ack 1 win 32768
1.000 client > [ect0] . 5001:6001(1000) ack 1 win 32768
1.000 client > [ect0] . 6001:7001(1000) ack 1 win 32768
1.000 client > [ect0] . 7001:8001(1000) ack 1 win 32768
1.050 server > .E 1:1(0) ack 1001 win 32736
1.050 server > .E 1:1(0) ack 2001 win 32705
1.050 server > .E 1:1(0) ack 2001 win 32705 <sack 3001:4001>
1.050 server > .E 1:1(0) ack 2001 win 32705 <sack 3001:5001>
1.050 server > .E 1:1(0) ack 2001 win 32705 <sack 3001:6001>
1.050 server > .E 1:1(0) ack 2001 win 32705 <sack 3001:7001>
1.050 server > .E 1:1(0) ack 2001 win 32705 <sack 3001:8001>
1.100 client > [ect0] .W 8001:9001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 1001
1.100 client > [ect0] . 9001:10001(1000) ack 1 win 32768 // held 100ms by slow start, until ack 2001
1.100 client > . 2001:3001(1000) ack 1 win 32768 // copy 2: loss (rack)
1.120 client info cwnd ssthresh = 3500 3500
1.150 server > . 1:1(0) ack 2001 win 32768 <sack 3001:9001>
1.150 server > . 1:1(0) ack 2001 win 32768 <sack 3001:10001>
1.150 server > . 1:1(0) ack 10001 win 32518
1.200 client > [ect0] . 10001:11001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by recovery window, until ack 2001
1.200 client > [ect0] P. 11001:12001(1000) ack 1 win 32768 // held 100ms by slow start, 100ms by recovery window, until ack 2001
1.250 server > . 1:1(0) ack 11001 win 32736
1.250 server > . 1:1(0) ack 12001 win 32705
3.000 client info cwnd ssthresh flight = 3500 3500 0
