// ICMP says that the network is unreachable. This is a soft error: routes come and go,
// so the connection goes on and only remembers it (RFC 9293 section 3.9.2.2). When
// it gives up, that is the better reason.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
1.000 write 100 = 100
1.000 > P. 1:101(100) ack 1 win 65535
1.500 icmp ENETUNREACH
1.600 info state = ESTABLISHED
2.000 > P. 1:101(100) ack 1 win 65535 // copy 2: loss (timeout)
4.000 > P. 1:101(100) ack 1 win 65535 // copy 3: loss (timeout)
8.000 > P. 1:101(100) ack 1 win 65535 // copy 4: loss (timeout)
16.000 > P. 1:101(100) ack 1 win 65535 // copy 5: loss (timeout)
32.000 > P. 1:101(100) ack 1 win 65535 // copy 6: loss (timeout)
64.000 > P. 1:101(100) ack 1 win 65535 // copy 7: loss (timeout)
124.000 -> CLOSED ENETUNREACH
125.000 write 100 = ENETUNREACH
