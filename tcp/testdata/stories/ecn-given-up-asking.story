// The peer's first SYN asks, our answer gets lost, and its second SYN no longer asks:
// no ECN (RFC 3168 section 6.1.1).
--profile=rfc
--ecn=on

0.000 listen
0.000 -> LISTEN
0.010 < SEW 0:0(0) win 8000 <mss 1000>
0.010 -> SYN-RECEIVED
0.010 > S.E 0:0(0) ack 1 win 65535 <mss 1460>
1.010 > S.E 0:0(0) ack 1 win 65535 <mss 1460> // copy 2: connect retry
1.010 < S 0:0(0) win 8000 <mss 1000>
1.010 > S. 0:0(0) ack 1 win 65535 <mss 1460> // copy 3: connect retry
1.020 < . 1:1(0) ack 1 win 8000
1.020 -> ESTABLISHED
1.030 write 100 = 100
1.030 > P. 1:101(100) ack 1 win 65535
1.040 < . 1:1(0) ack 101 win 8000
