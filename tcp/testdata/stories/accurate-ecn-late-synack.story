// The SYN-ACK answers the first SYN, which asked, but another one that did not was sent
// since: marks are agreed on, but nothing leaves as ECT (RFC 9768 section 3.1.4.1).
--profile=rfc
--ecn=accurate
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
1.000 > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry
3.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 3: connect retry
3.500 < S.W 0:0(0) ack 1 win 8000 <mss 1000>
3.500 -> ESTABLISHED
3.500 > .W 1:1(0) ack 1 win 65535
3.600 write 500 = 500
3.600 > P.EA 1:501(500) ack 1 win 65535
3.700 < .EA 1:1(0) ack 501 win 8000
