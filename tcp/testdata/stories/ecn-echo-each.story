// DCTCP's receiver (RFC 8257 section 3.2): ECE says whether the segments that are
// acknowledged were marked. A change is told at once, and what was owed before it goes
// in an acknowledgement of its own.
--profile=rfc
--ecn_echo=each
--reads=yes

0.000 listen
0.000 -> LISTEN
0.010 < SEW 0:0(0) win 8000 <mss 1000>
0.010 -> SYN-RECEIVED
0.010 > S.E 0:0(0) ack 1 win 65535 <mss 1460>
0.020 < . 1:1(0) ack 1 win 8000
0.020 -> ESTABLISHED
// One segment without a mark is owed an acknowledgement when a marked one comes.
0.100 < [ect0] . 1:1001(1000) ack 1 win 8000
0.101 < [ce] . 1001:2001(1000) ack 1 win 8000
0.101 > . 1:1(0) ack 1001 win 65535 // ack held 1ms
0.101 > .E 1:1(0) ack 2001 win 65535
// As long as nothing changes every second segment is acknowledged.
0.102 < [ce] . 2001:3001(1000) ack 1 win 8000
0.103 < [ce] . 3001:4001(1000) ack 1 win 8000
0.103 > .E 1:1(0) ack 4001 win 65535 // ack held 1ms
// CWR means nothing here.
0.104 < [ce] .W 4001:5001(1000) ack 1 win 8000
// The marks end while one segment is owed.
0.105 < [ect0] . 5001:6001(1000) ack 1 win 8000
0.105 > .E 1:1(0) ack 5001 win 65535 // ack held 1ms
0.105 > . 1:1(0) ack 6001 win 65535
// A change is told at once also if nothing is owed.
0.200 < [ce] . 6001:7001(1000) ack 1 win 8000
0.200 > .E 1:1(0) ack 7001 win 64535
