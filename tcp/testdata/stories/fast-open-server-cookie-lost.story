// The SYN-ACK that grants a cookie is lost: its copy is plain, since it may be the
// option that gets lost (RFC 7413 section 4.2.2).
--profile=linux
--timestamps=no

0.000 fastopen grant 0102030405060708
0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,FO>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 64240 <mss 1460,FO 0102030405060708>
1.000 > S. 0:0(0) ack 1 win 64240 <mss 1460> // copy 2: connect retry
1.100 < . 1:1(0) ack 1 win 8000
1.100 -> ESTABLISHED
