// Simultaneous close, and both ACKs are lost: in CLOSING each repeats its FIN.
--profile=rfc
--delay=50ms
--client.lose=4
--server.lose=3
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
1.000 client close
1.000 client -> FIN-WAIT-1
1.000 client > F. 1:1(0) ack 1 win 32768
1.000 server close
1.000 server -> FIN-WAIT-1
1.000 server > F. 1:1(0) ack 1 win 32768
1.050 server -> CLOSING
1.050 server > . 2:2(0) ack 2 win 32767 // lost
1.050 client -> CLOSING
1.050 client > . 2:2(0) ack 2 win 32767 // lost
1.400 client > F. 1:1(0) ack 2 win 32767 // copy 2: loss (probe); probe timer
1.400 server > F. 1:1(0) ack 2 win 32767 // copy 2: loss (probe); probe timer
1.450 server > . 2:2(0) ack 2 win 32767
1.450 client > . 2:2(0) ack 2 win 32767
1.500 client -> TIME-WAIT
1.500 server -> TIME-WAIT
241.500 client -> CLOSED
241.500 server -> CLOSED
