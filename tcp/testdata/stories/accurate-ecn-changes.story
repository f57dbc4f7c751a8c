// What arrives otherwise than before is told at once, where an acknowledgement is owed,
// and with the byte counters twice: the option is sparing here (RFC 9768 section 3.2.3.3).
--profile=linux
--ecn=accurate
--timestamps=no
--accurate_option=sparingly
--accurate_beacon=0
--quick_acks=0
--reads=yes

0.000 listen
0.000 -> LISTEN
0.010 < SEWA 0:0(0) win 8000 <mss 1000,sackOK>
0.010 -> SYN-RECEIVED
0.010 > S.W 0:0(0) ack 1 win 64240 <mss 1460,sackOK,ECN e1b 1 ceb 0 e0b 1>
0.020 < [ect0] .W 1:1(0) ack 1 win 8000 <ECN e1b 1 ceb 0 e0b 1>
0.020 -> ESTABLISHED
0.100 < [ect0] .EA 1:1001(1000) ack 1 win 8000
0.100 > [ect0] .EA 1:1(0) ack 1001 win 63240 <ECN e1b 1 ceb 0 e0b 1001>
0.200 < [ect0] .EA 1001:2001(1000) ack 1 win 8000
0.240 > [ect0] .EA 1:1(0) ack 2001 win 62240 <ECN e1b 1 ceb 0 e0b 2001> // ack held 40ms; delayed-ack timer
0.300 < [ect0] .EA 2001:3001(1000) ack 1 win 8000
0.340 > [ect0] .EA 1:1(0) ack 3001 win 61240 // ack held 40ms; delayed-ack timer
0.400 < [ect0] .EA 3001:4001(1000) ack 1 win 8000
0.440 > [ect0] .EA 1:1(0) ack 4001 win 60240 // ack held 40ms; delayed-ack timer
0.500 < [ce] .EA 4001:5001(1000) ack 1 win 8000
0.500 > [ect0] .WA 1:1(0) ack 5001 win 59240 <ECN e1b 1 ceb 1000 e0b 4001>
0.600 < [ce] .EA 5001:6001(1000) ack 1 win 8000
0.640 > [ect0] .EWA 1:1(0) ack 6001 win 58240 <ECN e1b 1 ceb 2000 e0b 4001> // ack held 40ms; delayed-ack timer
0.700 < [ect0] .EA 6001:7001(1000) ack 1 win 8000
0.700 > [ect0] .EWA 1:1(0) ack 7001 win 57240 <ECN e1b 1 ceb 2000 e0b 5001>
0.800 < [ect0] .EA 7001:8001(1000) ack 1 win 8000
0.840 > [ect0] .EWA 1:1(0) ack 8001 win 56240 <ECN e1b 1 ceb 2000 e0b 6001> // ack held 40ms; delayed-ack timer
