// Both sides connect to each other at the same time (RFC 9293 figure 7).
--profile=rfc
--delay=50ms
--timestamps=no

0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.000 server connect
0.000 server -> SYN-SENT
0.000 server > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
// 0.050: Each finds a SYN where it waits for a SYN-ACK: SYN-RECEIVED. Its own SYN
//        goes out again, now with an ACK; that is no loss.
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect
0.050 client -> SYN-RECEIVED
0.050 client > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect
// 0.100: Each SYN-ACK brings the ACK that the other side waits for.
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.100 server -> ESTABLISHED
0.100 server > . 1:1(0) ack 1 win 32768
0.500 client write 100 = 100
0.500 client > P. 1:101(100) ack 1 win 32768
0.750 server > . 1:1(0) ack 101 win 32764 // ack held 200ms; delayed-ack timer
