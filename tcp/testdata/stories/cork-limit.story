// Linux holds a corked segment for as long as its probe timer runs: a retransmission
// timeout, 200 ms at least.
--profile=linux

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.150 cork on
0.200 write 400 = 400
// 0.500: The cork's limit. The cork is still on for what comes next.
0.500 > P. 1:401(400) ack 1 win 64240 // held 300ms by cork, until cork timer
0.550 < . 1:1(0) ack 401 win 8000
0.600 write 400 = 400
0.700 cork off
0.700 > P. 401:801(400) ack 1 win 64240 // held 100ms by cork, until cork off
0.800 < . 1:1(0) ack 801 win 8000
