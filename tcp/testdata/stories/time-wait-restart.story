// The peer sends its FIN again, because our ACK was lost: it is acknowledged again, and
// the wait starts anew (RFC 9293 section 3.10.7.4, eighth step).
--profile=rfc

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
2.100 < F. 1:1(0) ack 2 win 8000
2.100 > . 2:2(0) ack 2 win 65534
// Other old segments are acknowledged, but change nothing.
3.000 < . 0:0(0) ack 2 win 8000
3.000 > . 2:2(0) ack 2 win 65534
// A FIN that is not the peer's neither.
4.000 < F. 70000:70000(0) ack 2 win 8000
4.000 > . 2:2(0) ack 2 win 65534
// 242.1: 2MSL after the second FIN.
242.100 -> CLOSED
