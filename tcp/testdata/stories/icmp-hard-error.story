// Port or protocol unreachable is a hard error: it ends an attempt to connect, but not
// a connection, where it may be forged (RFC 5461 section 4, RFC 5927 section 5.2).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.050 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.050 -> ESTABLISHED
0.050 > . 1:1(0) ack 1 win 65535
0.100 write 100 = 100
0.100 > P. 1:101(100) ack 1 win 65535
0.200 icmp ECONNREFUSED
0.300 < . 1:1(0) ack 101 win 8000
0.300 info state = ESTABLISHED
