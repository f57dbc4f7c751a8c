// Resets count even if the window is closed, with data or without (RFC 9293 section
// 3.10.7.4, first step).
--profile=rfc
--receive_buffer=1000
--delayed_ack=0ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 1000 <mss 1460,sackOK,TS val 0 ecr 0,wscale 0>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 1000
// The buffer is full.
0.200 < P. 1:1001(1000) ack 1 win 8000
0.200 > . 1:1(0) ack 1001 win 0
// A byte more is refused, and so is a reset elsewhere.
0.300 < P. 1001:1002(1) ack 1 win 8000
0.300 > . 1:1(0) ack 1001 win 0
0.400 < R 1002:1002(0) win 0
0.500 < R. 1001:1021(20) ack 1 win 0
0.500 -> CLOSED ECONNRESET
