// Nobody holds the connection any more, and the peer answers every probe but never
// opens its window: once the probes are as far apart as they get, Linux gives up.
--profile=linux
--timestamps=no
--probe_max=2s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 0 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 write 100 = 100
0.100 close
0.100 -> FIN-WAIT-1
0.312 > . 0:0(0) ack 1 win 64240 // persist timer
0.330 < . 1:1(0) ack 1 win 0
0.754 > . 0:0(0) ack 1 win 64240 // persist timer
0.800 < . 1:1(0) ack 1 win 0
1.648 > . 0:0(0) ack 1 win 64240 // persist timer
1.700 < . 1:1(0) ack 1 win 0
3.396 > . 0:0(0) ack 1 win 64240 // persist timer
5.396 -> CLOSED ETIMEDOUT
