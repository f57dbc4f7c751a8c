// The SYN-ACK agrees to what the first SYN asked for, but one that did not ask was sent
// since: nothing leaves as ECT (RFC 3168 section 6.1.1).
--profile=rfc
--ecn=on
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
1.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry
1.500 < S.E 0:0(0) ack 1 win 8000 <mss 1000>
1.500 -> ESTABLISHED
1.500 > . 1:1(0) ack 1 win 65535
1.600 write 500 = 500
1.600 > P. 1:501(500) ack 1 win 65535
1.700 < . 1:1(0) ack 501 win 8000
