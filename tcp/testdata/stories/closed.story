// There is no connection: everything but a reset is answered with a reset
// (RFC 9293 section 3.10.7.1).
--profile=rfc

// With an ACK the reset takes its sequence number from it.
0.000 < . 5:5(0) ack 9 win 100
0.000 > R 9:9(0) win 0
// Without one it acknowledges all that came: SYN, 10 bytes and FIN.
0.100 < SF 5:15(10) win 100
0.100 > R. 0:0(0) ack 17 win 65535
0.200 < R 5:5(0) win 100
