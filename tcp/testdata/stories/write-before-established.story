// What is written while connecting waits for the handshake.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.010 write 100 = 100
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > P. 1:101(100) ack 1 win 65535 // held 90ms by handshake, until ack 1
0.200 < . 1:1(0) ack 101 win 8000
