// As long as somebody holds the socket there is no limit: the peer may take its time.
--profile=linux

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
1.000 shutdown
1.000 -> FIN-WAIT-1
1.000 > F. 1:1(0) ack 1 win 64240
1.100 < . 1:1(0) ack 2 win 8000
1.100 -> FIN-WAIT-2
500.000 < FP. 1:101(100) ack 2 win 8000
500.000 -> TIME-WAIT
500.000 > . 2:2(0) ack 102 win 64139
500.000 read all = 100
560.000 -> CLOSED
