// Some systems reset with the number of their FIN: Linux believes them.
--profile=linux
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 < F. 1:1(0) ack 1 win 8000
0.100 -> CLOSE-WAIT
0.102 > . 1:1(0) ack 2 win 64239 // ack held 2ms; delayed-ack timer
0.200 < R 1:1(0) win 8000
0.200 -> CLOSED EPIPE
