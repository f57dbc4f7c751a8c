// Linux takes a segment without the option although it was agreed on.
--profile=linux

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 700 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65160 <mss 1460,TS val 0 ecr 700>
0.010 < . 1:1(0) ack 1 win 8000 <TS val 710 ecr 0>
0.010 -> ESTABLISHED
0.100 < P. 1:101(100) ack 1 win 8000
0.100 > . 1:1(0) ack 101 win 65060 <TS val 100 ecr 710>
