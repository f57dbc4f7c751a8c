// A SYN-ACK with flags that mean nothing yet agrees to accurate ECN all the same, and
// says nothing against ECT (RFC 9768 section 3.1.3).
--profile=rfc
--ecn=accurate
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S.EA 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > [ect0] .W 1:1(0) ack 1 win 65535
0.200 write 100 = 100
0.200 > [ect0] P.EA 1:101(100) ack 1 win 65535
0.300 < .EA 1:1(0) ack 101 win 8000
