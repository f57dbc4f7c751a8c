// TCP_NODELAY: small segments leave as they are written.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 100 = 100
0.200 > P. 1:101(100) ack 1 win 65535
0.210 write 100 = 100
// Switching it on lets go what was held.
0.220 nodelay
0.220 > P. 101:201(100) ack 1 win 65535 // held 10ms by nagle, until nodelay
0.230 write 100 = 100
0.230 > P. 201:301(100) ack 1 win 65535
0.240 write 100 = 100
0.240 > P. 301:401(100) ack 1 win 65535
0.300 < . 1:1(0) ack 401 win 8000
