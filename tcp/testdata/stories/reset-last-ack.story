// The same in LAST-ACK.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < F. 1:1(0) ack 1 win 8000
0.200 -> CLOSE-WAIT
0.200 > . 1:1(0) ack 2 win 65534
0.250 shutdown
0.250 -> LAST-ACK
0.250 > F. 1:1(0) ack 2 win 65534
0.300 < R 2:2(0) win 0
0.300 -> CLOSED
0.300 error = none
