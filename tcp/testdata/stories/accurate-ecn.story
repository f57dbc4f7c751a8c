// Both ends count the marks that reach them, in three flags of each segment (the
// counter begins with 5, that is A and E), and tell the bytes in an option (RFC 9768).
--profile=rfc
--client.ecn=accurate
--server.ecn=accurate_accept
--timestamps=no
--initial_window_rule=segments
--initial_window=8
--mss=1000
--server.reads=yes
--delay=50ms
--client.mark=5,6

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEWA 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S.W 0:0(0) ack 1 win 65535 <mss 1000,sackOK,wscale 5,ECN e1b 1 ceb 0 e0b 1>
0.100 client -> ESTABLISHED
0.100 client > [ect0] .W 1:1(0) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
0.150 server -> ESTABLISHED
// All segments may be marked, acknowledgements too. The marks bring the window down once.
1.000 client write 12000 = 12000
1.000 client > [ect0] .EA 1:989(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
1.000 client > [ect0] .EA 989:1977(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
1.000 client > [ect0] .EA 1977:2965(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // marked
1.000 client > [ect0] .EA 2965:3953(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // marked
1.000 client > [ect0] .EA 3953:4941(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
1.000 client > [ect0] .EA 4941:5929(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
1.000 client > [ect0] .EA 5929:6917(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
1.000 client > [ect0] .EA 6917:7905(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1>
1.050 server > [ect0] .EA 1:1(0) ack 989 win 32737 <ECN e1b 1 ceb 0 e0b 989>
1.050 server > [ect0] .WA 1:1(0) ack 2965 win 32675 <ECN e1b 1 ceb 988 e0b 1977>
1.050 server > [ect0] .EWA 1:1(0) ack 4941 win 32613 <ECN e1b 1 ceb 1976 e0b 2965>
1.050 server > [ect0] .EWA 1:1(0) ack 6917 win 32551 <ECN e1b 1 ceb 1976 e0b 4941>
1.100 client > [ect0] .EA 7905:8893(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // held 100ms by slow start, until ack 989
1.100 client > [ect0] .EA 8893:9881(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // held 100ms by slow start, until ack 989
1.100 client > [ect0] .EA 9881:10869(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // held 100ms by slow start, until ack 2965
1.100 client > [ect0] .EA 10869:11857(988) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // held 100ms by slow start, until ack 4941
1.150 server > [ect0] .EWA 1:1(0) ack 8893 win 32737 <ECN e1b 1 ceb 1976 e0b 6917> // ack held 100ms
1.150 server > [ect0] .EWA 1:1(0) ack 10869 win 32675 <ECN e1b 1 ceb 1976 e0b 8893>
1.350 server > [ect0] .EWA 1:1(0) ack 11857 win 32768 <ECN e1b 1 ceb 1976 e0b 9881> // ack held 200ms; delayed-ack timer
1.400 client > [ect0] P.EA 11857:12001(144) ack 1 win 32768 <ECN e1b 1 ceb 0 e0b 1> // held 100ms by slow start, 300ms by nagle, until ack 11857
1.650 server > [ect0] .EWA 1:1(0) ack 12001 win 32763 <ECN e1b 1 ceb 1976 e0b 10025> // ack held 200ms; delayed-ack timer
2.500 client info cwnd ssthresh = 3458 3458
3.000 server write 100 = 100
3.000 server > [ect0] P.EWA 1:101(100) ack 12001 win 32763 <ECN e1b 1 ceb 1976 e0b 10025>
3.250 client > [ect0] .EA 12001:12001(0) ack 101 win 32764 <ECN e1b 1 ceb 0 e0b 101> // ack held 200ms; delayed-ack timer
4.000 client close
4.000 client -> CLOSED
4.000 client > R. 12001:12001(0) ack 101 win 32764
4.050 server -> CLOSED ECONNRESET
4.500 server close
