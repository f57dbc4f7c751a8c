// The user timeout ends a connection whose data stays unacknowledged, however many
// retransmissions were left (RFC 9293 section 3.9.1.1).
--profile=rfc
--user_timeout=5s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 2000 = 2000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > P. 1001:2001(1000) ack 1 win 65535
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
// Each ACK of new data starts it anew.
3.000 < . 1:1(0) ack 1001 win 8000
3.000 > P. 1001:2001(1000) ack 1 win 65535 // copy 2: loss (timeout)
5.000 > P. 1001:2001(1000) ack 1 win 65535 // copy 3: loss (timeout)
// 8.0: Five seconds after it.
8.000 -> CLOSED ETIMEDOUT
8.500 write 10 = ETIMEDOUT
