// A mark is echoed with every acknowledgement until the sender says that it has
// slowed down (RFC 3168 section 6.1.3).
--profile=rfc
--delayed_ack=0ms
--reads=yes

0.000 listen
0.000 -> LISTEN
0.010 < SEW 0:0(0) win 8000 <mss 1000>
0.010 -> SYN-RECEIVED
0.010 > S.E 0:0(0) ack 1 win 65535 <mss 1460>
0.020 < . 1:1(0) ack 1 win 8000
0.020 -> ESTABLISHED
// Not marked, then marked, then not.
0.100 < [ect0] . 1:1001(1000) ack 1 win 8000
0.100 > . 1:1(0) ack 1001 win 64535
0.101 < [ce] . 1001:2001(1000) ack 1 win 8000
0.101 > .E 1:1(0) ack 2001 win 65535
0.102 < [ect0] . 2001:3001(1000) ack 1 win 8000
0.102 > .E 1:1(0) ack 3001 win 64535
// Data of our own carries the echo too.
0.110 write 100 = 100
0.110 > [ect0] P.E 1:101(100) ack 3001 win 64535
// A copy of old data is outside of the window: its mark says nothing new.
0.120 < [ect0] .W 3001:4001(1000) ack 101 win 8000
0.120 > . 101:101(0) ack 4001 win 65535
0.130 < [ce] . 1:1001(1000) ack 101 win 8000
0.130 > . 101:101(0) ack 4001 win 65535
// A mark that comes together with CWR is a new one.
0.140 < [ce] .W 4001:5001(1000) ack 101 win 8000
0.140 > .E 101:101(0) ack 5001 win 64535
0.150 < [ect0] . 5001:6001(1000) ack 101 win 8000
0.150 > .E 101:101(0) ack 6001 win 65535
