// One direction ends, the other goes on (RFC 9293 section 3.6).
--profile=rfc
--delay=50ms
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
// The request leaves, and right behind it the end of the client's stream.
1.000 client write 100 = 100
1.000 client > P. 1:101(100) ack 1 win 32768
1.000 client shutdown
1.000 client -> FIN-WAIT-1
1.000 client > F. 101:101(0) ack 1 win 32768
1.050 server -> CLOSE-WAIT
1.050 server > . 1:1(0) ack 102 win 32764
1.050 server read all = 100
1.050 server read all = eof
1.100 client -> FIN-WAIT-2
// The server is in CLOSE-WAIT and may send as long as it likes.
2.000 server write 3000 = 3000
2.000 server > . 1:1461(1460) ack 102 win 32764
2.000 server > . 1461:2921(1460) ack 102 win 32764
2.050 client > . 102:102(0) ack 2921 win 32676
2.100 server > P. 2921:3001(80) ack 102 win 32764 // held 100ms by nagle, until ack 2921
2.350 client > . 102:102(0) ack 3001 win 32674 // ack held 200ms; delayed-ack timer
3.000 server close
3.000 server -> LAST-ACK
3.000 server > F. 3001:3001(0) ack 102 win 32764
3.050 client -> TIME-WAIT
3.050 client > . 102:102(0) ack 3002 win 32674
3.100 server -> CLOSED
3.100 client read all = 3000
3.100 client read all = eof
// The client closed first: it stays in TIME-WAIT.
3.200 client info state = TIME-WAIT
3.200 server info state = CLOSED
243.050 client -> CLOSED
