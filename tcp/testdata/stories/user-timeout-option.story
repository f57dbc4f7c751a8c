// The ends tell each other their user timeouts (RFC 5482), and each takes the longer one:
// the peer wants ten minutes, so that a break of the way for more than five, and for more
// retransmissions than are usual, ends nothing.
--profile=rfc
--user_timeout_option=agrees
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5,uto 300>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK,uto 600>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535 <uto 300>
0.200 write 1000 = 1000
0.200 > P. 1:1001(1000) ack 1 win 65535
1.200 > P. 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
3.200 > P. 1:1001(1000) ack 1 win 65535 // copy 3: loss (timeout)
7.200 > P. 1:1001(1000) ack 1 win 65535 // copy 4: loss (timeout)
15.200 > P. 1:1001(1000) ack 1 win 65535 // copy 5: loss (timeout)
31.200 > P. 1:1001(1000) ack 1 win 65535 // copy 6: loss (timeout)
63.200 > P. 1:1001(1000) ack 1 win 65535 // copy 7: loss (timeout)
123.200 > P. 1:1001(1000) ack 1 win 65535 // copy 8: loss (timeout)
183.200 > P. 1:1001(1000) ack 1 win 65535 // copy 9: loss (timeout)
243.200 > P. 1:1001(1000) ack 1 win 65535 // copy 10: loss (timeout)
303.200 > P. 1:1001(1000) ack 1 win 65535 // copy 11: loss (timeout)
363.200 > P. 1:1001(1000) ack 1 win 65535 // copy 12: loss (timeout)
423.200 > P. 1:1001(1000) ack 1 win 65535 // copy 13: loss (timeout)
483.200 > P. 1:1001(1000) ack 1 win 65535 // copy 14: loss (timeout)
543.200 > P. 1:1001(1000) ack 1 win 65535 // copy 15: loss (timeout)
600.200 -> CLOSED ETIMEDOUT
700.000 info state = CLOSED
