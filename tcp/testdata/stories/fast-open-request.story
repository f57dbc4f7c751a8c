// The SYN asks for a Fast Open cookie, and the server grants one: data waits for
// the handshake this time (RFC 7413 section 4.1.2).
--profile=linux
--timestamps=no

0.000 fastopen ask
0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7,FO>
0.000 write 100 = 100
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000,FO 0102030405060708>
0.100 -> ESTABLISHED
0.100 > P. 1:101(100) ack 1 win 64240 // held 100ms by handshake, until ack 1
0.200 < . 1:1(0) ack 101 win 8000
