// A window that stays closed ends the connection, although the peer answers each
// probe, if TCP_USER_TIMEOUT is set: it runs from the first probe on (Linux).
--profile=linux
--timestamps=no
--user_timeout=2s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 0 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 write 100 = 100
0.312 > . 0:0(0) ack 1 win 64240 // persist timer
0.330 < . 1:1(0) ack 1 win 0
0.700 < . 1:1(0) ack 1 win 0
1.124 > . 0:0(0) ack 1 win 64240 // persist timer
1.600 < . 1:1(0) ack 1 win 0
2.312 -> CLOSED ETIMEDOUT
