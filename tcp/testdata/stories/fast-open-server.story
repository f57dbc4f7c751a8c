// A server that has seen a valid cookie takes the data of the SYN and answers
// before the handshake is done (RFC 7413 section 4.2.2).
--profile=linux
--timestamps=no

0.000 fastopen early
0.000 listen
0.000 -> LISTEN
0.000 < S 0:500(500) win 8000 <mss 1000,FO 0102030405060708>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 501 win 64240 <mss 1460>
0.000 read all = 500
0.010 write 1500 = 1500
0.010 > . 1:1001(1000) ack 501 win 64240
0.010 > P. 1001:1501(500) ack 501 win 64240
0.100 < . 501:501(0) ack 1501 win 8000
0.100 -> ESTABLISHED
