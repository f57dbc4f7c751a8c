// The peer says that our SYN-ACK came as ECT(0), which it never was: something on the
// way writes what it likes, and nothing more leaves as ECT. Marks are counted on (RFC
// 9768 section 3.2.2.3).
--profile=rfc
--ecn=accurate
--timestamps=no
--delayed_ack=0ms
--reads=yes

0.000 listen
0.000 -> LISTEN
0.010 < SEWA 0:0(0) win 8000 <mss 1000,sackOK>
0.010 -> SYN-RECEIVED
0.010 > S.W 0:0(0) ack 1 win 65535 <mss 1460,sackOK,ECN e1b 1 ceb 0 e0b 1>
0.020 < [ect0] .A 1:1(0) ack 1 win 8000
0.020 -> ESTABLISHED
0.100 < [ce] .EA 1:1001(1000) ack 1 win 8000
0.100 > .WA 1:1(0) ack 1001 win 64535
0.200 write 500 = 500
0.200 > P.WA 1:501(500) ack 1001 win 64535
0.300 < .EA 1001:1001(0) ack 501 win 8000
