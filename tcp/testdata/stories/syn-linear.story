// Linux sends its SYN again four times at intervals of a second, and only then begins to
// double them (tcp_syn_linear_timeouts).
--profile=linux
--syn_retries=3

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
1.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 1000 ecr 0,wscale 7> // copy 2: connect retry
2.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 2000 ecr 0,wscale 7> // copy 3: connect retry
3.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 3000 ecr 0,wscale 7> // copy 4: connect retry
4.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 4000 ecr 0,wscale 7> // copy 5: connect retry
5.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 5000 ecr 0,wscale 7> // copy 6: connect retry
7.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 7000 ecr 0,wscale 7> // copy 7: connect retry
11.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 11000 ecr 0,wscale 7> // copy 8: connect retry
19.000 -> CLOSED ETIMEDOUT
