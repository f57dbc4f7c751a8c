// What Linux lets pass: a timestamp that is one tick late, and an acknowledgement
// without news that was overtaken on its way. It answers neither.
--profile=linux

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 700 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65160 <mss 1460,TS val 0 ecr 700>
0.010 < . 1:1(0) ack 1 win 8000 <TS val 710 ecr 0>
0.010 -> ESTABLISHED
0.100 < P. 1:101(100) ack 1 win 8000 <TS val 800 ecr 0>
0.100 > . 1:1(0) ack 101 win 65060 <TS val 100 ecr 800>
0.200 < P. 101:201(100) ack 1 win 8000 <TS val 799 ecr 0>
0.200 > . 1:1(0) ack 201 win 64960 <TS val 200 ecr 800>
0.300 < . 201:201(0) ack 1 win 8000 <TS val 750 ecr 0>
// With news it is old.
0.400 < P. 201:301(100) ack 1 win 8000 <TS val 750 ecr 0>
0.400 > . 1:1(0) ack 201 win 64960 <TS val 400 ecr 800>
