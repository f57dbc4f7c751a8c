// The same for a peer that does not speak SACK. With two segments out a single duplicate
// is enough: the price is that a little reordering is taken for a loss (RFC 5827 section 3.2).
--profile=rfc
--tlp=no
--early_retransmit=yes
--initial_window_rule=segments
--initial_window=4
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 3000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > P. 2001:3001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000
0.310 < . 1:1(0) ack 1 win 60000
0.310 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (early retransmit)
0.410 < . 1:1(0) ack 3001 win 60000
0.500 write 2000 = 2000
0.500 > . 3001:4001(1000) ack 1 win 65535
0.500 > P. 4001:5001(1000) ack 1 win 65535
0.600 < . 1:1(0) ack 3001 win 60000
0.700 < . 1:1(0) ack 5001 win 60000
