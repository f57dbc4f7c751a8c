// Data for a socket that nobody holds any more is answered with a reset (RFC 9293
// section 3.6.1): no sequence number of ours but the one that the peer expects.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 close
0.200 -> FIN-WAIT-1
0.200 > F. 1:1(0) ack 1 win 65535
0.300 < . 1:1(0) ack 2 win 8000
0.300 -> FIN-WAIT-2
0.400 < P. 1:101(100) ack 2 win 8000
0.400 -> CLOSED
0.400 > R 2:2(0) win 0
