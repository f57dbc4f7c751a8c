// One acknowledgement covers more segments than the flags can count, and nothing tells how
// many of them were marked: what may be nine marks is taken for nine (RFC 9768 section 3.2.2.5).
--profile=rfc
--ecn=accurate
--timestamps=no
--initial_window_rule=segments
--initial_window=40

0.000 listen
0.000 -> LISTEN
0.010 < SEWA 0:0(0) win 40000 <mss 1000,sackOK>
0.010 -> SYN-RECEIVED
0.010 > S.W 0:0(0) ack 1 win 65535 <mss 1460,sackOK,ECN e1b 1 ceb 0 e0b 1>
0.020 < [ect0] .W 1:1(0) ack 1 win 40000
0.020 -> ESTABLISHED
0.100 write 10000 = 10000
0.100 > [ect0] .EA 1:1001(1000) ack 1 win 65535
0.100 > [ect0] .EA 1001:2001(1000) ack 1 win 65535
0.100 > [ect0] .EA 2001:3001(1000) ack 1 win 65535
0.100 > [ect0] .EA 3001:4001(1000) ack 1 win 65535
0.100 > [ect0] .EA 4001:5001(1000) ack 1 win 65535
0.100 > [ect0] .EA 5001:6001(1000) ack 1 win 65535
0.100 > [ect0] .EA 6001:7001(1000) ack 1 win 65535
0.100 > [ect0] .EA 7001:8001(1000) ack 1 win 65535
0.100 > [ect0] .EA 8001:9001(1000) ack 1 win 65535
0.100 > [ect0] P.EA 9001:10001(1000) ack 1 win 65535
0.120 > [ect0] P.EA 9001:10001(1000) ack 1 win 65535 // copy 2: loss (probe); probe timer
0.200 < [ect0] .WA 1:1(0) ack 10001 win 40000
0.250 info marked = 9
