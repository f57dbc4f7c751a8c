// The peer closes first (RFC 9293 figure 12, the right side): CLOSE-WAIT, LAST-ACK.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
// The end of the stream is acknowledged at once, and the owed acknowledgement with it.
0.250 < F. 101:101(0) ack 1 win 8000
0.250 -> CLOSE-WAIT
0.250 > . 1:1(0) ack 102 win 65434 // ack held 50ms
0.300 read all = 100
0.300 read all = eof
0.400 write 100 = 100
0.400 > P. 1:101(100) ack 102 win 65434
0.500 close
0.500 -> LAST-ACK
0.500 > F. 101:101(0) ack 102 win 65434
0.600 < . 102:102(0) ack 102 win 8000
0.600 -> CLOSED
