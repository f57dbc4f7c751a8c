// A reset in TIME-WAIT ends the wait in the old standard (RFC 793 section 3.9).
--profile=rfc
--time_wait_ignores_rst=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 shutdown
0.200 -> FIN-WAIT-1
0.200 > F. 1:1(0) ack 1 win 65535
0.300 < F. 1:1(0) ack 2 win 8000
0.300 -> TIME-WAIT
0.300 > . 2:2(0) ack 2 win 65534
1.000 < R 2:2(0) win 0
1.000 -> CLOSED
