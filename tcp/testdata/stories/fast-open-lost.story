// Nobody answers the SYN with the option: the next one is plain and carries
// nothing (RFC 7413 section 4.1.3).
--profile=linux
--timestamps=no

0.000 fastopen send 0102030405060708 500 = 500
0.000 -> SYN-SENT
0.000 > S 0:500(500) win 64240 <mss 1460,sackOK,wscale 7,FO 0102030405060708>
1.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7> // copy 2: connect retry
1.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
1.100 -> ESTABLISHED
1.100 > P. 1:501(500) ack 1 win 64240 // copy 2: connect retry
1.200 < . 1:1(0) ack 501 win 8000
