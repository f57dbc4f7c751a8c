// The timeout doubles up to its maximum, and stays there until the retries are used up.
--profile=rfc
--rto_max=4s
--retries=6
--user_timeout=0s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 1000 = 1000
0.200 > P. 1:1001(1000) ack 1 win 65535
0.600 > P. 1:1001(1000) ack 1 win 65535 // copy 2: loss (probe); probe timer
1.600 > P. 1:1001(1000) ack 1 win 65535 // copy 3: loss (timeout)
3.600 > P. 1:1001(1000) ack 1 win 65535 // copy 4: loss (timeout)
7.600 > P. 1:1001(1000) ack 1 win 65535 // copy 5: loss (timeout)
11.600 > P. 1:1001(1000) ack 1 win 65535 // copy 6: loss (timeout)
15.600 > P. 1:1001(1000) ack 1 win 65535 // copy 7: loss (timeout)
19.600 > P. 1:1001(1000) ack 1 win 65535 // copy 8: loss (timeout)
23.600 -> CLOSED ETIMEDOUT
