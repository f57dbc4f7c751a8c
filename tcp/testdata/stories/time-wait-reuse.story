// A SYN beyond the old sequence numbers opens a new connection at once, on the same pair
// (RFC 9293 section 3.6.1, RFC 6191).
--profile=rfc
--time_wait_reuse=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
0.400 > . 1:1(0) ack 101 win 65435 // ack held 200ms; delayed-ack timer
1.000 read all = 100
1.000 close
1.000 -> FIN-WAIT-1
1.000 > F. 1:1(0) ack 101 win 65435
1.100 < F. 101:101(0) ack 2 win 8000
1.100 -> TIME-WAIT
1.100 > . 2:2(0) ack 102 win 65434
// An old SYN is no reason: it gets an acknowledgement, and a live peer would reset that.
2.000 < S 50:50(0) win 8000 <mss 1000>
2.000 > . 2:2(0) ack 102 win 65434
// This one is beyond all that was received: a new connection takes the pair over, with an
// initial sequence number beyond the old ones as well.
3.000 < S 5000:5000(0) win 8000 <mss 1000>
3.000 -> CLOSED
3.000 -> LISTEN
3.000 -> SYN-RECEIVED
3.000 > S. 0:0(0) ack 5001 win 65535 <mss 1460>
3.100 < . 5001:5001(0) ack 1 win 8000
3.100 -> ESTABLISHED
