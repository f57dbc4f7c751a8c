// What nobody holds is sent again only as long as eight doublings take (Linux
// tcp_orphan_retries).
--profile=linux
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.010 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.010 -> ESTABLISHED
0.010 > . 1:1(0) ack 1 win 64240
0.100 write 100 = 100
0.100 > P. 1:101(100) ack 1 win 64240
0.100 close
0.100 -> FIN-WAIT-1
0.100 > F. 101:101(0) ack 1 win 64240
0.312 > FP. 1:101(100) ack 1 win 64240 // copy 2: loss (timeout)
0.736 > FP. 1:101(100) ack 1 win 64240 // copy 3: loss (timeout)
1.584 > FP. 1:101(100) ack 1 win 64240 // copy 4: loss (timeout)
3.280 > FP. 1:101(100) ack 1 win 64240 // copy 5: loss (timeout)
6.672 > FP. 1:101(100) ack 1 win 64240 // copy 6: loss (timeout)
13.456 > FP. 1:101(100) ack 1 win 64240 // copy 7: loss (timeout)
27.024 > FP. 1:101(100) ack 1 win 64240 // copy 8: loss (timeout)
54.160 > FP. 1:101(100) ack 1 win 64240 // copy 9: loss (timeout)
108.432 -> CLOSED ETIMEDOUT
