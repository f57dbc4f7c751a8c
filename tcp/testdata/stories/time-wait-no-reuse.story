// Without that rule the pair stays closed for 2MSL: the SYN is challenged.
--profile=rfc
--time_wait_reuse=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
1.000 close
1.000 -> FIN-WAIT-1
1.000 > F. 1:1(0) ack 1 win 65535
1.100 < F. 1:1(0) ack 2 win 8000
1.100 -> TIME-WAIT
1.100 > . 2:2(0) ack 2 win 65534
3.000 < S 5000:5000(0) win 8000 <mss 1000>
3.000 > . 2:2(0) ack 2 win 65534
// The peer resets what it does not know, which is ignored (RFC 1337).
3.100 < R 2:2(0) win 0
241.100 -> CLOSED
