// A peer that copies both bits of the SYN into its SYN-ACK does not know what they
// mean (RFC 3168 section 6.1.1): no ECN.
--profile=rfc
--ecn=on

0.000 connect
0.000 -> SYN-SENT
0.000 > SEW 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.010 < S.EW 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 65535
0.020 write 100 = 100
0.020 > P. 1:101(100) ack 1 win 65535
0.030 < . 1:1(0) ack 101 win 8000
