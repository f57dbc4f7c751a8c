// An attacker guesses a sequence number, but not the acknowledgement (RFC 5961 section 5):
// too old an ACK is challenged, one of the future is answered, and neither brings its
// data in.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 1000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// From before the beginning, though no older than the window is large.
0.150 < P. 1:11(10) ack 4294967000 win 1000
0.150 > . 1:1(0) ack 1 win 65535
0.200 write 1000 = 1000
0.200 > P. 1:1001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1001 win 1000
0.310 write 1000 = 1000
0.310 > P. 1001:2001(1000) ack 1 win 65535
0.350 < . 1:1(0) ack 2001 win 1000
// Older than the largest window that the peer ever offered: the challenge.
0.400 < P. 1:11(10) ack 1000 win 1000
0.400 > . 2001:2001(0) ack 1 win 65535
// Acknowledges what was never sent.
0.500 < P. 1:11(10) ack 5000 win 1000
0.500 > . 2001:2001(0) ack 1 win 65535
0.500 read all = EAGAIN
// Old, but not too old: the acknowledgement is ignored, the data is taken.
0.600 < P. 1:11(10) ack 1001 win 1000
0.600 read all = 10
0.800 > . 2001:2001(0) ack 11 win 65525 // ack held 200ms; delayed-ack timer
