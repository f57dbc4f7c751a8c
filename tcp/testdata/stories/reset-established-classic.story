// Before RFC 5961 any reset in the window was obeyed (RFC 793 section 3.4).
--profile=classic

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 16384 <mss 1460>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 16384
0.400 < R 500:500(0) win 0
0.400 -> CLOSED ECONNRESET
