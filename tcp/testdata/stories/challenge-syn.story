// A SYN in the window is answered with a challenge, whatever its number (RFC 5961
// section 4.2): if the peer was born again, it will reset us.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < S 500:500(0) win 8000 <mss 1000>
0.200 > . 1:1(0) ack 1 win 65535
// A duplicate of the old SYN as well.
0.300 < S 0:0(0) win 8000 <mss 1000>
0.300 > . 1:1(0) ack 1 win 65535
0.400 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.400 > . 1:1(0) ack 1 win 65535
// The peer had crashed: it answers the challenge with an exact reset.
0.500 < R 1:1(0) win 0
0.500 -> CLOSED ECONNRESET
