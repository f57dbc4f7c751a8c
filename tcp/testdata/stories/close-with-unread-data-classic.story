// Older stacks close as if all had been read (RFC 2525 section 2.17), and go on to take
// in and throw away what comes.
--profile=classic
--receive_buffer=1000

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 1000 <mss 1460>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 1000
0.200 < P. 1:1001(1000) ack 1 win 8000
0.300 close
0.300 -> FIN-WAIT-1
0.300 > F. 1:1(0) ack 1001 win 1000 // ack held 100ms
0.400 < . 1001:1001(0) ack 2 win 8000
0.400 -> FIN-WAIT-2
0.500 < FP. 1001:1101(100) ack 2 win 8000
0.500 -> CLOSED
0.500 > R 2:2(0) win 0
