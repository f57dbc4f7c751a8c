// The SYN-ACK gets lost: it alone goes again until the handshake is done.
--profile=linux
--timestamps=no

0.000 fastopen early
0.000 listen
0.000 -> LISTEN
0.000 < S 0:500(500) win 8000 <mss 1000,FO 0102030405060708>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 501 win 64240 <mss 1460>
0.010 write 100 = 100
0.010 > P. 1:101(100) ack 501 win 64240
1.000 > S. 0:0(0) ack 501 win 64240 <mss 1460> // copy 2: connect retry
1.100 < . 501:501(0) ack 1 win 8000
1.100 -> ESTABLISHED
1.200 < . 501:501(0) ack 101 win 8000
