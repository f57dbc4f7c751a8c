// A single segment is acknowledged by the timer (RFC 9293 section 3.8.6.3: within half
// a second).
--profile=rfc
--delayed_ack=200ms
--reads=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
// 0.4: The timer.
0.400 > . 1:1(0) ack 101 win 65435 // ack held 200ms; delayed-ack timer
// It runs from the oldest segment that is not acknowledged: the second one waits
// less.
1.000 < P. 101:201(100) ack 1 win 8000
1.150 < P. 201:301(100) ack 1 win 8000
1.200 > . 1:1(0) ack 301 win 65235 // ack held 200ms; delayed-ack timer
// An acknowledgement that left in another way stops it: nothing happens at 2.2.
2.000 < P. 301:401(100) ack 1 win 8000
2.100 write 10 = 10
2.100 > P. 1:11(10) ack 401 win 65135 // ack held 100ms
2.200 < . 401:401(0) ack 11 win 8000
