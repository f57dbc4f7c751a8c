// What follows the peer's FIN is ignored, also where nobody would read it: no reset (RFC
// 9293 section 3.10.7.4, seventh step).
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
0.300 < F. 1:1(0) ack 1 win 8000
0.300 -> CLOSING
0.300 > . 2:2(0) ack 2 win 65534
0.400 < P. 2:102(100) ack 1 win 8000
0.500 < . 2:2(0) ack 2 win 8000
0.500 -> TIME-WAIT
240.500 -> CLOSED
