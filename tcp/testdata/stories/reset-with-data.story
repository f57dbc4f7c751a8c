// A reset may carry data, which says why to whoever looks at the wire; it ends the
// connection like any other, and nobody reads it (RFC 9293 section 3.5.3).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:11(10) ack 1 win 8000
0.300 < R. 11:31(20) ack 1 win 0
0.300 -> CLOSED ECONNRESET
0.400 read all = 10
0.500 error = ECONNRESET
