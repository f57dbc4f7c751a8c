// Both sides close at the same time and meet in CLOSING (RFC 9293 figure 13).
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
1.000 client close
1.000 client -> FIN-WAIT-1
1.000 client > F. 1:1(0) ack 1 win 32768
1.000 server close
1.000 server -> FIN-WAIT-1
1.000 server > F. 1:1(0) ack 1 win 32768
// 1.050: A FIN, but not the ACK of ours: CLOSING.
1.050 server -> CLOSING
1.050 server > . 2:2(0) ack 2 win 32767
1.050 client -> CLOSING
1.050 client > . 2:2(0) ack 2 win 32767
// 1.100: The ACK of our FIN: both remember the connection for 4 minutes.
1.100 client -> TIME-WAIT
1.100 server -> TIME-WAIT
// 241.1: 2MSL are over.
241.100 client -> CLOSED
241.100 server -> CLOSED
