// The segment size is announced even if it is the one that a peer takes who is told
// none (RFC 9293 section 3.7.1).
--profile=rfc
--mss=536

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 536,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
