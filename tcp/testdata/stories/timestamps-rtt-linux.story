// Linux measures by its own records, to the microsecond, and asks the echo only
// about segments that were sent again.
--profile=linux

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.0105 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 10 ecr 0>
0.0105 -> ESTABLISHED
0.0105 > . 1:1(0) ack 1 win 64240 <TS val 10 ecr 10>
0.011 info srtt = 10.5ms
0.200 write 100 = 100
0.200 > P. 1:101(100) ack 1 win 64240 <TS val 200 ecr 10>
0.2105 < . 1:1(0) ack 101 win 8000 <TS val 20 ecr 200>
0.211 info srtt = 10.5ms
0.300 write 100 = 100
0.300 > P. 101:201(100) ack 1 win 64240 <TS val 300 ecr 20>
// 0.5105: Lost, and again.
0.512 > P. 101:201(100) ack 1 win 64240 <TS val 512 ecr 20> // copy 2: loss (timeout)
0.530 < . 1:1(0) ack 201 win 8000 <TS val 20 ecr 510>
0.530 info srtt backoff = 11.6875ms 0
