// A window is a number without sign: 60000 is not negative (RFC 9293 section 3.1).
--profile=rfc
--mss=20000
--initial_window_rule=segments
--timestamps=no
--window_scaling=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 20000,sackOK>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 20000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 80000 = 80000
0.200 > . 1:20001(20000) ack 1 win 65535
0.200 > . 20001:40001(20000) ack 1 win 65535
0.200 > . 40001:60001(20000) ack 1 win 65535
// Three segments fill it.
0.300 < . 1:1(0) ack 20001 win 65535
0.300 > P. 60001:80001(20000) ack 1 win 65535 // held 100ms by receive window, until ack 20001
0.400 < . 1:1(0) ack 80001 win 60000
