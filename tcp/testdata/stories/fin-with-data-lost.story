// The last data and the FIN are lost together and come again together, here in LAST-ACK.
--profile=rfc
--delay=50ms
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
1.000 client shutdown
1.000 client -> FIN-WAIT-1
1.000 client > F. 1:1(0) ack 1 win 32768
1.050 server -> CLOSE-WAIT
1.050 server > . 1:1(0) ack 2 win 32768
1.100 client -> FIN-WAIT-2
1.100 server cork on
1.100 server write 500 = 500
1.100 server close
1.100 server -> LAST-ACK
1.100 server > FP. 1:501(500) ack 2 win 32768 // lost
1.500 server > FP. 1:501(500) ack 2 win 32768 // copy 2: loss (probe); probe timer
1.550 client -> TIME-WAIT
1.550 client > . 2:2(0) ack 502 win 32752
1.600 server -> CLOSED
3.000 client read all = 500
3.000 client read all = eof
241.550 client -> CLOSED
