// The acknowledgement that ends the handshake counts no marks, although the count begins
// at five: it was wiped out on the way, and nothing leaves as ECT (RFC 9768 section 3.2.2.4).
--profile=rfc
--ecn=accurate
--timestamps=no

0.000 listen
0.000 -> LISTEN
0.010 < SEWA 0:0(0) win 8000 <mss 1000>
0.010 -> SYN-RECEIVED
0.010 > S.W 0:0(0) ack 1 win 65535 <mss 1460,ECN e1b 1 ceb 0 e0b 1>
0.020 < . 1:1(0) ack 1 win 8000
0.020 -> ESTABLISHED
0.100 write 500 = 500
0.100 > P.EA 1:501(500) ack 1 win 65535
0.200 < .EA 1:1(0) ack 501 win 8000
