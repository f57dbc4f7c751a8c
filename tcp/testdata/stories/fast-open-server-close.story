// The server answers and closes before the handshake is done.
--profile=linux
--timestamps=no

0.000 fastopen early
0.000 listen
0.000 -> LISTEN
0.000 < S 0:500(500) win 8000 <mss 1000,FO 0102030405060708>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 501 win 64240 <mss 1460>
0.000 read all = 500
0.010 write 100 = 100
0.010 > P. 1:101(100) ack 501 win 64240
0.010 close
0.010 > F. 101:101(0) ack 501 win 64240
0.100 < F. 501:501(0) ack 102 win 8000
0.100 -> TIME-WAIT
0.100 > . 102:102(0) ack 502 win 64239
60.100 -> CLOSED
