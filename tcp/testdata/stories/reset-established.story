// A reset that hits exactly what we expect next ends the connection; one that is only
// in the window gets a challenge (RFC 5961 section 3.2).
--profile=rfc
--wakes=readable,writable,closed

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 * writable
0.200 < P. 1:101(100) ack 1 win 8000
0.200 * readable
// Outside of the window: ignored.
0.300 < R 70000:70000(0) win 0
0.310 < R 1:1(0) win 0
0.400 > . 1:1(0) ack 101 win 65435 // ack held 200ms; delayed-ack timer
// In the window, not exact: a blind attacker would have to guess. The true peer answers
// the challenge with an exact reset.
0.400 < R 500:500(0) win 0
0.400 > . 1:1(0) ack 101 win 65435
// Exact.
0.500 < R 101:101(0) win 0
0.500 -> CLOSED ECONNRESET
0.500 * readable
0.500 * writable
0.500 * closed
// What had arrived can be read, then the error is told once.
0.600 read all = 100
0.600 read all = ECONNRESET
0.600 read all = eof
0.600 write 10 = EPIPE
