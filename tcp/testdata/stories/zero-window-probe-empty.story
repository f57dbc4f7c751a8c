// Linux asks with an empty segment that is one byte old: the receiver has to
// answer it, whatever its window.
--profile=linux

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 < S. 0:0(0) ack 1 win 1000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 2000 = 2000
0.200 > . 1:501(500) ack 1 win 64240
0.200 > P. 501:1001(500) ack 1 win 64240
0.300 < . 1:1(0) ack 1001 win 0
// 0.6: SRTT is 100 ms, and the variance term is 200 ms at least.
0.600 > . 1000:1000(0) ack 1 win 64240 // persist timer
0.700 < . 1:1(0) ack 1001 win 0
// 1.3: Twice as long, from the answer. The answer to this one is lost.
1.300 > . 1000:1000(0) ack 1 win 64240 // persist timer
// 2.5: Twice again.
2.500 > . 1000:1000(0) ack 1 win 64240 // persist timer
2.600 < . 1:1(0) ack 1001 win 8000
2.600 > P. 1001:2001(1000) ack 1 win 64240 // held 2400ms by receive window, until ack 1001
2.700 < . 1:1(0) ack 2001 win 8000
