// A reset behind the peer's FIN: the reader has the whole stream first, and then learns
// of it (RFC 9293 section 3.10.7.4).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < FP. 1:101(100) ack 1 win 8000
0.200 -> CLOSE-WAIT
0.200 > . 1:1(0) ack 102 win 65434
0.300 write 100 = 100
0.300 > P. 1:101(100) ack 102 win 65434
0.400 < R 102:102(0) win 0
0.400 -> CLOSED ECONNRESET
0.500 read all = 100
0.500 read all = ECONNRESET
0.500 write 100 = EPIPE
