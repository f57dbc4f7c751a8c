// A peer takes a part of its window back, which it should not. Nothing new is sent
// into it, what was sent and lies inside goes again as always, and what lies outside
// does not end the connection (RFC 9293 section 3.8.6).
--profile=rfc
--retries=2
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 6000 = 6000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
// 4000 bytes are under way, and only 2000 of them are still wanted.
0.300 < . 1:1(0) ack 1 win 2000
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
// Slow start lets two segments go: the second lies beyond the edge, which is allowed.
1.300 < . 1:1(0) ack 1001 win 1000
1.300 > . 1001:2001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.300 > . 2001:3001(1000) ack 1 win 65535 // copy 2: loss (timeout)
// The window is closed now, and what is outstanding asks for it.
1.400 < . 1:1(0) ack 2001 win 0
1.400 > . 3001:4001(1000) ack 1 win 65535 // copy 2: loss (timeout)
3.400 > . 2001:3001(1000) ack 1 win 65535 // copy 3: loss (timeout)
3.500 < . 1:1(0) ack 2001 win 0
7.400 > . 2001:3001(1000) ack 1 win 65535 // copy 4: loss (timeout)
7.500 < . 1:1(0) ack 2001 win 0
// Three copies, more than give up where nobody answers.
8.000 < . 1:1(0) ack 2001 win 8000
15.400 > . 2001:3001(1000) ack 1 win 65535 // copy 5: loss (timeout)
20.000 < . 1:1(0) ack 3001 win 8000
20.000 > . 3001:4001(1000) ack 1 win 65535 // copy 3: loss (timeout)
20.000 > . 4001:5001(1000) ack 1 win 65535 // held 100ms by slow start, 7700ms by receive window, 12000ms by recovery window, until ack 3001
20.100 < . 1:1(0) ack 5001 win 8000
20.100 > P. 5001:6001(1000) ack 1 win 65535 // held 100ms by slow start, 7700ms by receive window, 12100ms by recovery window, until ack 5001
20.200 < . 1:1(0) ack 6001 win 8000
