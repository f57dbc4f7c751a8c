// One acknowledgement covers more segments than the flags can count: they say one more
// mark, but it may be nine. The bytes of the option tell that it is one (RFC 9768 section
// 3.2.2.5.1).
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
0.020 < [ect0] .W 1:1(0) ack 1 win 40000 <ECN e1b 1 ceb 0 e0b 1>
0.020 -> ESTABLISHED
0.100 write 988 = 988
0.100 > [ect0] P.EA 1:989(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.200 < [ect0] .EA 1:1(0) ack 989 win 40000 <ECN e1b 1 ceb 0 e0b 989>
0.300 write 9880 = 9880
0.300 > [ect0] .EA 989:1977(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 1977:2965(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 2965:3953(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 3953:4941(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 4941:5929(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 5929:6917(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 6917:7905(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 7905:8893(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] .EA 8893:9881(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.300 > [ect0] P.EA 9881:10869(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1>
0.3425 > [ect0] P.EA 9881:10869(988) ack 1 win 65535 <ECN e1b 1 ceb 0 e0b 1> // copy 2: loss (probe); probe timer
0.400 < [ect0] .WA 1:1(0) ack 10869 win 40000 <ECN e1b 1 ceb 988 e0b 9881>
0.450 info marked = 1
