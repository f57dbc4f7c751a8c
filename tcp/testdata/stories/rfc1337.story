// TIME-WAIT assassination (RFC 1337): an old duplicate makes us acknowledge, the peer,
// which has forgotten the connection, resets, and the wait would end too early. Fix F1:
// resets are ignored in TIME-WAIT.
--profile=rfc
--time_wait_ignores_rst=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
0.300 shutdown
0.300 -> FIN-WAIT-1
0.300 > F. 1:1(0) ack 101 win 65435 // ack held 100ms
0.400 < F. 101:101(0) ack 2 win 8000
0.400 -> TIME-WAIT
0.400 > . 2:2(0) ack 102 win 65434
// The old duplicate of data, and our acknowledgement.
1.000 < P. 1:101(100) ack 1 win 8000
1.000 > . 2:2(0) ack 102 win 65434
1.100 < R 102:102(0) win 0
// 240.4: 2MSL after the FIN, all the same.
240.400 -> CLOSED
