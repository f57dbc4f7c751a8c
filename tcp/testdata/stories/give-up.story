// After R2 the connection ends (RFC 9293 section 3.8.3): 6 copies, 123 s after the data
// was sent, more than the 100 s that are required.
--profile=rfc
--wakes=writable,closed

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 * writable
1.000 write 100 = 100
1.000 > P. 1:101(100) ack 1 win 65535
2.000 > P. 1:101(100) ack 1 win 65535 // copy 2: loss (timeout)
4.000 > P. 1:101(100) ack 1 win 65535 // copy 3: loss (timeout)
8.000 > P. 1:101(100) ack 1 win 65535 // copy 4: loss (timeout)
16.000 > P. 1:101(100) ack 1 win 65535 // copy 5: loss (timeout)
32.000 > P. 1:101(100) ack 1 win 65535 // copy 6: loss (timeout)
64.000 > P. 1:101(100) ack 1 win 65535 // copy 7: loss (timeout)
// 124.0: One timeout after the sixth copy: 1 + 2 + 4 + 8 + 16 + 32 + 60 s.
124.000 -> CLOSED ETIMEDOUT
124.000 * writable
124.000 * closed
125.000 write 100 = ETIMEDOUT
125.000 write 100 = EPIPE
125.000 read all = eof
