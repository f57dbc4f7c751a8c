// Out-of-order segments are acknowledged at once, and so is what fills a hole: the
// sender needs to know (RFC 5681 section 4.2).
--profile=rfc
--delayed_ack=200ms
--reads=yes
--wakes=readable

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// In order: delayed.
0.200 < . 1:1001(1000) ack 1 win 8000
0.200 * readable
// Behind a hole: three duplicate acknowledgements, one for each.
0.210 < . 2001:3001(1000) ack 1 win 8000
0.210 > . 1:1(0) ack 1001 win 64535 // ack held 10ms
0.220 < . 3001:4001(1000) ack 1 win 8000
0.220 > . 1:1(0) ack 1001 win 64535
0.230 < . 5001:6001(1000) ack 1 win 8000
0.230 > . 1:1(0) ack 1001 win 64535
// It fills a part of the hole in front, and all that is in order is acknowledged and
// can be read.
0.240 < . 1001:2001(1000) ack 1 win 8000
0.240 > . 1:1(0) ack 4001 win 65535
0.240 * readable
// What is old is acknowledged again, at once.
0.250 < . 1:1001(1000) ack 1 win 8000
0.250 > . 1:1(0) ack 4001 win 65535
0.260 < . 4001:5001(1000) ack 1 win 8000
0.260 > . 1:1(0) ack 6001 win 65535
0.260 * readable
// All holes are filled: back to delays.
0.300 < P. 6001:6101(100) ack 1 win 8000
0.300 * readable
0.500 > . 1:1(0) ack 6101 win 65435 // ack held 200ms; delayed-ack timer
