// Nobody answers. Linux sends four copies a second apart and then doubles
// (tcp_syn_linear_timeouts): 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s. After 131 s it
// gives up.
--profile=linux

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
19.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 19000 ecr 0,wscale 7> // copy 9: connect retry
35.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 35000 ecr 0,wscale 7> // copy 10: connect retry
// 67: The last copy. It is waited for as long as a further one would be.
67.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 67000 ecr 0,wscale 7> // copy 11: connect retry
// 131: ETIMEDOUT.
131.000 -> CLOSED ETIMEDOUT
140.000 read all = ETIMEDOUT
140.000 error = none
