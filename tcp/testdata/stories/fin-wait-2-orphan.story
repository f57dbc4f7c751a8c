// Nobody holds the socket any more, and the peer does not close: Linux forgets the
// connection after 60 s. What comes later is reset.
--profile=linux

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
1.000 close
1.000 -> FIN-WAIT-1
1.000 > F. 1:1(0) ack 1 win 64240
1.100 < . 1:1(0) ack 2 win 8000
1.100 -> FIN-WAIT-2
// 61.1: The limit.
61.100 -> CLOSED
70.000 < F. 1:1(0) ack 2 win 8000
70.000 > R 2:2(0) win 0
