// Closing in SYN-RECEIVED: the FIN follows the handshake (RFC 9293 section 3.10.4).
--profile=rfc

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460>
0.050 shutdown
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> FIN-WAIT-1
0.100 > F. 1:1(0) ack 1 win 65535 // held 50ms by handshake, until ack 1
0.200 < F. 1:1(0) ack 2 win 8000
0.200 -> TIME-WAIT
0.200 > . 2:2(0) ack 2 win 65534
240.200 -> CLOSED
