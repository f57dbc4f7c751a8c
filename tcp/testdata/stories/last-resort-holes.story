// Two holes, with the last segment above the second alone, which proves nothing; but there
// is room, and nothing else could fill it. First the end goes again, which was not lost:
// that is the price. Once it is known to have arrived the hole goes (RFC 6675 section 4,
// rules 4 and 3 of NextSeg).
--profile=rfc
--rack=no
--tlp=no
--prr=off
--initial_window_rule=segments
--initial_window=10
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 8000 = 8000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.200 > . 4001:5001(1000) ack 1 win 65535
0.200 > . 5001:6001(1000) ack 1 win 65535
0.200 > . 6001:7001(1000) ack 1 win 65535
0.200 > P. 7001:8001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:4001>
0.300 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (sack)
0.301 < . 1:1(0) ack 1 win 60000 <sack 1001:5001>
0.302 < . 1:1(0) ack 1 win 60000 <sack 1001:6001>
0.302 > P. 7001:8001(1000) ack 1 win 65535 // copy 2: loss (last resort)
0.303 < . 1:1(0) ack 1 win 60000 <sack 7001:8001 1001:6001>
0.303 > . 6001:7001(1000) ack 1 win 65535 // copy 2: loss (last resort)
0.400 < . 1:1(0) ack 6001 win 60000 <sack 7001:8001>
0.403 < . 1:1(0) ack 8001 win 60000
0.500 info phase una = open 8001
