// Nobody listens there: the peer resets (RFC 9293 section 3.10.7.3).
--profile=rfc
--wakes=closed

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
// A reset that acknowledges nothing of ours may come from anywhere: ignored.
0.050 < R 0:0(0) win 0
0.060 < R. 0:0(0) ack 7 win 0
// This one acknowledges our SYN.
0.100 < R. 0:0(0) ack 1 win 0
0.100 -> CLOSED ECONNREFUSED
0.100 * closed
0.100 error = ECONNREFUSED
// It is told once. What comes now is answered with a reset.
0.200 read all = eof
0.200 write 10 = EPIPE
0.300 < . 5:5(0) ack 9 win 100
0.300 > R 9:9(0) win 0
