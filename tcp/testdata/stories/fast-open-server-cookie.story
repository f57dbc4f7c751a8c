// A cookie that is not valid is answered with one that is; the data of the SYN is
// not taken (RFC 7413 section 4.1.2).
--profile=linux
--timestamps=no

0.000 fastopen grant 0102030405060708
0.000 listen
0.000 -> LISTEN
0.000 < S 0:500(500) win 8000 <mss 1000,FO aaaaaaaaaaaaaaaa>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 64240 <mss 1460,FO 0102030405060708>
0.100 < P. 1:501(500) ack 1 win 8000
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 501 win 63740
0.100 read all = 500
