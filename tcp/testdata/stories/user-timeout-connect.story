// It bounds an attempt to connect as well.
--profile=rfc
--user_timeout=5s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
1.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 1000 ecr 0,wscale 5> // copy 2: connect retry
3.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 3000 ecr 0,wscale 5> // copy 3: connect retry
5.000 -> CLOSED ETIMEDOUT
