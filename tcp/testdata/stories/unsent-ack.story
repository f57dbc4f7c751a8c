// An acknowledgement of what was never sent is answered (RFC 9293 section 3.10.7.4).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 65535
0.100 < . 1:11(10) ack 100 win 8000
0.100 > . 1:1(0) ack 1 win 65535
0.300 read all = EAGAIN
