// A reset carries the option too (RFC 7323 section 3.2).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 10 ecr 0>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535 <TS val 100 ecr 10>
0.200 abort
0.200 -> CLOSED
0.200 > R. 1:1(0) ack 1 win 65535 <TS val 200 ecr 10>
