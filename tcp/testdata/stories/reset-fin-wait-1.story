// A reset while our FIN is under way.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 100 = 100
0.200 > P. 1:101(100) ack 1 win 65535
0.200 shutdown
0.200 -> FIN-WAIT-1
0.200 > F. 101:101(0) ack 1 win 65535
0.300 < R 1:1(0) win 0
0.300 -> CLOSED ECONNRESET
0.300 read all = ECONNRESET
