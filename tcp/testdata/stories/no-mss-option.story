// A peer that announces no segment size gets 536 bytes (RFC 9293 section 3.7.1).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 info mss cwnd ssthresh = 536 2144 none
0.200 write 1072 = 1072
0.200 > . 1:537(536) ack 1 win 65535
0.200 > P. 537:1073(536) ack 1 win 65535
0.300 < . 1:1(0) ack 1073 win 8000
