// Linux lets TCP_USER_TIMEOUT run from the first retransmission on; the last
// interval is cut short so that the connection ends when it is over.
--profile=linux
--timestamps=no
--user_timeout=3s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 write 100 = 100
0.100 > P. 1:101(100) ack 1 win 64240
0.312 > P. 1:101(100) ack 1 win 64240 // copy 2: loss (timeout)
0.736 > P. 1:101(100) ack 1 win 64240 // copy 3: loss (timeout)
1.584 > P. 1:101(100) ack 1 win 64240 // copy 4: loss (timeout)
3.280 > P. 1:101(100) ack 1 win 64240 // copy 5: loss (timeout)
3.312 -> CLOSED ETIMEDOUT
3.400 write 1 = ETIMEDOUT
3.400 write 1 = EPIPE
