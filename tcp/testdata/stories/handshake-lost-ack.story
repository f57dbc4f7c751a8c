// The last ACK of the handshake is lost. The client believes in a connection,
// the server does not; data repairs it.
--profile=rfc
--delay=50ms
--client.lose=2
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768 // lost
// Data carries the acknowledgement again: it is all that the server misses.
0.500 client write 100 = 100
0.500 client > P. 1:101(100) ack 1 win 32768
0.550 server -> ESTABLISHED
0.600 server info state unread = ESTABLISHED 100
0.750 server > . 1:1(0) ack 101 win 32764 // ack held 200ms; delayed-ack timer
