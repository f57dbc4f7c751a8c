// A loss while little of the window is in use (RFC 7661 section 4.4.1): what was used of late
// comes down to half, less half of what had to go again, and not the window that nobody
// has tried.
--profile=rfc
--initial_window_rule=segments
--initial_window=20
--idle_restart=validate
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 1000 = 1000
0.200 > P. 1:1001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1001 win 65535
0.400 write 6000 = 6000
0.400 > . 1001:2001(1000) ack 1 win 65535
0.400 > . 2001:3001(1000) ack 1 win 65535
0.400 > . 3001:4001(1000) ack 1 win 65535
0.400 > . 4001:5001(1000) ack 1 win 65535
0.400 > . 5001:6001(1000) ack 1 win 65535
0.400 > P. 6001:7001(1000) ack 1 win 65535
0.500 < . 1:1(0) ack 7001 win 65535
0.510 info cwnd ssthresh = 20000 none
// The first of six is lost.
0.600 write 6000 = 6000
0.600 > . 7001:8001(1000) ack 1 win 65535
0.600 > . 8001:9001(1000) ack 1 win 65535
0.600 > . 9001:10001(1000) ack 1 win 65535
0.6025 > . 10001:11001(1000) ack 1 win 65535 // held 2.5ms by pacing, until pacing timer
0.605 > . 11001:12001(1000) ack 1 win 65535 // held 5ms by pacing, until pacing timer
0.6075 > P. 12001:13001(1000) ack 1 win 65535 // held 7.5ms by pacing, until pacing timer
0.701 < . 1:1(0) ack 7001 win 65535 <sack 8001:13001>
0.701 > . 7001:8001(1000) ack 1 win 65535 // copy 2: loss (rack)
0.710 info ssthresh = 3000
0.802 < . 1:1(0) ack 13001 win 65535
0.810 info cwnd ssthresh = 2500 2500
