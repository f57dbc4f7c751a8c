// Each ACK of new data starts the timer anew, and the ACK of everything stops it
// (RFC 6298 sections 5.2 and 5.3).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 3000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > P. 2001:3001(1000) ack 1 win 65535
// The third segment left at 0.2, but its second runs from the last ACK.
0.700 < . 1:1(0) ack 1001 win 8000
0.900 < . 1:1(0) ack 2001 win 8000
// A duplicate does not start it anew.
1.500 < . 1:1(0) ack 2001 win 8000
// 1.9: A second after the last new ACK.
1.900 > P. 2001:3001(1000) ack 1 win 65535 // copy 2: loss (timeout)
2.000 < . 1:1(0) ack 3001 win 8000
// Nothing is under way: nothing happens until new data leaves.
4.000 write 100 = 100
4.000 > P. 3001:3101(100) ack 1 win 65535
4.100 < . 1:1(0) ack 3101 win 8000
