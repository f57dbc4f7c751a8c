// Linux challenges an acknowledgement of what was never sent, no more often than other
// segments that it does not take.
--profile=linux
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 < . 1:11(10) ack 100 win 8000
0.100 > . 1:1(0) ack 1 win 64240
0.300 < F. 1:1(0) ack 1 win 8000
0.300 -> CLOSE-WAIT
0.302 > . 1:1(0) ack 2 win 64239 // ack held 2ms; delayed-ack timer
0.400 < . 2:2(0) ack 100 win 8000
0.500 abort
0.500 -> CLOSED
0.500 > R. 1:1(0) ack 2 win 64239
