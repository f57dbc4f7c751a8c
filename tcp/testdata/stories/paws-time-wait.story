// The peer's FIN again starts the 2MSL wait anew, but not one that is older than what has
// arrived: timestamps come before sequence numbers (RFC 7323 section 5.3).
--profile=rfc
--time_wait=4s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 500 ecr 0>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535 <TS val 100 ecr 500>
0.200 close
0.200 -> FIN-WAIT-1
0.200 > F. 1:1(0) ack 1 win 65535 <TS val 200 ecr 500>
0.300 < F. 1:1(0) ack 2 win 8000 <TS val 700 ecr 200>
0.300 -> TIME-WAIT
0.300 > . 2:2(0) ack 2 win 65534 <TS val 300 ecr 700>
2.000 < F. 1:1(0) ack 2 win 8000 <TS val 600 ecr 200>
2.000 > . 2:2(0) ack 2 win 65534 <TS val 2000 ecr 700>
4.200 info state = TIME-WAIT
4.300 -> CLOSED
5.000 info state = CLOSED
