// A path on which segments overtake others. The reordering window begins with a quarter of
// the round trip; what comes later than that is sent again for nothing, which a D-SACK
// tells: then it is half of the round trip (RFC 8985 section 6.2 step 4).
--profile=rfc
--initial_window_rule=segments
--initial_window=10
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// The first of three comes last, 20 ms late: reordering is seen, and nothing is sent again.
0.200 write 3000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > P. 2001:3001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.320 < . 1:1(0) ack 3001 win 60000
// The first of six is 30 ms late. Five have overtaken it, but where there is reordering
// that is no reason: a quarter of the round trip is waited for, which is too little.
1.000 write 6000 = 6000
1.000 > . 3001:4001(1000) ack 1 win 65535
1.000 > . 4001:5001(1000) ack 1 win 65535
1.000 > . 5001:6001(1000) ack 1 win 65535
1.000 > . 6001:7001(1000) ack 1 win 65535
1.000 > . 7001:8001(1000) ack 1 win 65535
1.000 > P. 8001:9001(1000) ack 1 win 65535
1.100 < . 1:1(0) ack 3001 win 60000 <sack 4001:9001>
1.125 > . 3001:4001(1000) ack 1 win 65535 // copy 2: loss (rack); reordering timer
1.130 < . 1:1(0) ack 9001 win 60000
1.230 < . 1:1(0) ack 9001 win 60000 <sack 3001:4001>
1.240 info cwnd ssthresh reordering = 11000 none 3
// As late again: half of the round trip is enough.
2.000 write 6000 = 6000
2.000 > . 9001:10001(1000) ack 1 win 65535
2.000 > . 10001:11001(1000) ack 1 win 65535
2.000 > . 11001:12001(1000) ack 1 win 65535
2.000 > . 12001:13001(1000) ack 1 win 65535
2.000 > . 13001:14001(1000) ack 1 win 65535
2.000 > P. 14001:15001(1000) ack 1 win 65535
2.100 < . 1:1(0) ack 9001 win 60000 <sack 10001:15001>
2.130 < . 1:1(0) ack 15001 win 60000
