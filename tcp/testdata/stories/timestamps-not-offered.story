// Timestamps that were not offered are not sent, even if the peer's SYN has them
// (RFC 7323 section 3.2).
--profile=rfc
--timestamps=no

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 700 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> ESTABLISHED
0.100 write 100 = 100
0.100 > P. 1:101(100) ack 1 win 65535
1.100 > P. 1:101(100) ack 1 win 65535 // copy 2: loss (timeout)
3.100 > P. 1:101(100) ack 1 win 65535 // copy 3: loss (timeout)
7.100 > P. 1:101(100) ack 1 win 65535 // copy 4: loss (timeout)
15.100 > P. 1:101(100) ack 1 win 65535 // copy 5: loss (timeout)
31.100 > P. 1:101(100) ack 1 win 65535 // copy 6: loss (timeout)
63.100 > P. 1:101(100) ack 1 win 65535 // copy 7: loss (timeout)
123.100 -> CLOSED ETIMEDOUT
