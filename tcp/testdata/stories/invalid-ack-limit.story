// Linux answers segments outside of the window that carry nothing at most twice a
// second, so that two hosts cannot acknowledge each other for ever; data is
// answered always. Challenge ACKs count too.
--profile=linux
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 < . 90000:90000(0) ack 1 win 8000
0.100 > . 1:1(0) ack 1 win 64240
0.200 < . 90000:90000(0) ack 1 win 8000
0.300 < . 90000:90010(10) ack 1 win 8000
0.300 > . 1:1(0) ack 1 win 64240
0.400 < S 90000:90000(0) win 8000
0.500 < R 50:50(0) win 8000
0.600 < S 50:50(0) win 8000
0.600 > . 1:1(0) ack 1 win 64240
0.700 < . 90000:90000(0) ack 1 win 8000
