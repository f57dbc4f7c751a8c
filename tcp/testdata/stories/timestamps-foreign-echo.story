// A SYN-ACK that echoes a timestamp which no SYN of ours carried answers somebody
// else's: Linux resets it and goes on.
--profile=linux

1.000 connect
1.000 -> SYN-SENT
1.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 1000 ecr 0,wscale 7>
1.100 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 700 ecr 999>
1.100 > R 1:1(0) win 0
1.200 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 700 ecr 1201>
1.200 > R 1:1(0) win 0
1.300 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 700 ecr 1000>
1.300 -> ESTABLISHED
1.300 > . 1:1(0) ack 1 win 64240 <TS val 1300 ecr 700>
