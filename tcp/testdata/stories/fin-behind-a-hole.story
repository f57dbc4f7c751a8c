// The FIN arrives before the data in front of it: it is remembered, and counts when the
// hole is filled.
--profile=rfc
--delay=50ms
--client.late=3:30ms
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
// The full segment is late, the last one with the FIN overtakes it. Nagle does not hold
// the last one.
1.000 client write 1460 = 1460
1.000 client > P. 1:1461(1460) ack 1 win 32768 // 30ms late
1.000 client write 500 = 500
1.000 client shutdown
1.000 client -> FIN-WAIT-1
1.000 client > FP. 1461:1961(500) ack 1 win 32768
1.050 server > . 1:1(0) ack 1 win 32768 <sack 1461:1962>
1.080 server -> CLOSE-WAIT
1.080 server > . 1:1(0) ack 1962 win 32706
1.125 client > P. 1:1461(1460) ack 1 win 32768 // copy 2: loss (rack); reordering timer
1.130 client -> FIN-WAIT-2
1.175 server > . 1:1(0) ack 1962 win 32706 <sack 1:1461>
2.000 server read all = 1960
2.000 server read all = eof
