// In the old standard a SYN in the window was an error that reset the connection
// (RFC 793 section 3.9).
--profile=classic

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 16384 <mss 1460>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 16384
0.200 < S 500:500(0) win 8000 <mss 1000>
0.200 -> CLOSED ECONNRESET
0.200 > R. 1:1(0) ack 1 win 16384
0.200 error = ECONNRESET
