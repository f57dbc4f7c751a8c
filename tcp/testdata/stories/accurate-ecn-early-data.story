// If data is the answer to the SYN-ACK its flags are the counter, not what the SYN-ACK
// came as (RFC 9768 section 3.2.2.1).
--profile=rfc
--ecn=accurate
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.010 write 100 = 100
0.100 < S.W 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > [ect0] P.EA 1:101(100) ack 1 win 65535 // held 90ms by handshake, until ack 1
0.200 < .EA 1:1(0) ack 101 win 8000
