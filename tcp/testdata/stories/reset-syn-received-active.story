// In SYN-RECEIVED after a simultaneous open a reset means that the peer refuses.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.050 < S 0:0(0) win 8000 <mss 1000>
0.050 -> SYN-RECEIVED
0.050 > S. 0:0(0) ack 1 win 65535 <mss 1460> // copy 2: connect
0.100 < R. 1:1(0) ack 1 win 0
0.100 -> CLOSED ECONNREFUSED
0.100 error = ECONNREFUSED
