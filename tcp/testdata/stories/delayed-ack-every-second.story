// At least every second full segment is acknowledged at once (RFC 5681 section 4.2).
--profile=rfc
--delayed_ack=200ms
--reads=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// The first segment starts the timer, the second is acknowledged with it.
0.200 < . 1:1001(1000) ack 1 win 8000
0.210 < . 1001:2001(1000) ack 1 win 8000
0.210 > . 1:1(0) ack 2001 win 65535 // ack held 10ms
0.220 < . 2001:3001(1000) ack 1 win 8000
0.230 < . 3001:4001(1000) ack 1 win 8000
0.230 > . 1:1(0) ack 4001 win 65535 // ack held 10ms
// Small segments do not count one by one: what counts is two full segments' worth.
0.300 < P. 4001:4101(100) ack 1 win 8000
0.310 < P. 4101:4201(100) ack 1 win 8000
0.320 < P. 4201:4301(100) ack 1 win 8000
// 0.5: 200 ms after the first of them.
0.500 > . 1:1(0) ack 4301 win 65235 // ack held 200ms; delayed-ack timer
