// ABORT resets at once (RFC 9293 section 3.10.5): what was not sent is thrown away.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 20000 = 20000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.250 abort
0.250 -> CLOSED
0.250 > R. 4001:4001(0) ack 1 win 65535
0.300 write 10 = EPIPE
// The connection is gone: what still comes is answered with a reset.
0.350 < . 1:1(0) ack 1001 win 8000
0.350 > R 1001:1001(0) win 0
