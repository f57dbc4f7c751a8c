// With a cookie the SYN carries data, which the SYN-ACK acknowledges (RFC 7413
// section 4.2).
--profile=linux
--timestamps=no

0.000 fastopen send 0102030405060708 500 = 500
0.000 -> SYN-SENT
0.000 > S 0:500(500) win 64240 <mss 1460,sackOK,wscale 7,FO 0102030405060708>
0.100 < S. 0:0(0) ack 501 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 501:501(0) ack 1 win 64240
0.100 write 100 = 100
0.100 > P. 501:601(100) ack 1 win 64240
0.200 < . 1:1(0) ack 601 win 8000
