// In CLOSING, LAST-ACK and TIME-WAIT both sides had finished: a reset ends the
// connection without an error (RFC 9293 section 3.10.7.4, second step).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 shutdown
0.200 -> FIN-WAIT-1
0.200 > F. 1:1(0) ack 1 win 65535
0.250 < F. 1:1(0) ack 1 win 8000
0.250 -> CLOSING
0.250 > . 2:2(0) ack 2 win 65534
0.300 < R 2:2(0) win 0
0.300 -> CLOSED
0.300 error = none
