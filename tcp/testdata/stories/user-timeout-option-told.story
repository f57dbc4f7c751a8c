// Where the own timeout is not to be changed the peer is told all the same, and what it
// says is not heard. A peer that says nothing is told too.
--profile=rfc
--user_timeout_option=tells
--user_timeout=100s
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5,uto 100>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK,uto 600>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535 <uto 100>
0.200 write 1000 = 1000
0.200 > P. 1:1001(1000) ack 1 win 65535
1.200 > P. 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
3.200 > P. 1:1001(1000) ack 1 win 65535 // copy 3: loss (timeout)
7.200 > P. 1:1001(1000) ack 1 win 65535 // copy 4: loss (timeout)
15.200 > P. 1:1001(1000) ack 1 win 65535 // copy 5: loss (timeout)
31.200 > P. 1:1001(1000) ack 1 win 65535 // copy 6: loss (timeout)
63.200 > P. 1:1001(1000) ack 1 win 65535 // copy 7: loss (timeout)
100.200 -> CLOSED ETIMEDOUT
