// Closing in SYN-SENT just forgets the attempt (RFC 9293 section 3.10.4).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 close
0.100 -> CLOSED
0.200 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.200 > R 1:1(0) win 0
