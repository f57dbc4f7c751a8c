// Where SACK is spoken, something that left once and arrives after a timeout shows that it
// was spurious, also behind a hole: the window is what it was (RFC 5682 section 3.1 step 3.b).
--profile=rfc
--timestamps=no
--tlp=no
--initial_window_rule=segments
--initial_window=6

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
// 1.2: The timeout.
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.210 info cwnd ssthresh = 1000 3000
1.300 < . 1:1(0) ack 1001 win 60000
1.300 > . 6001:7001(1000) ack 1 win 65535 // held 1000ms by slow start, 100ms by recovery window, until ack 1001
1.300 > P. 7001:8001(1000) ack 1 win 65535 // held 1000ms by slow start, 100ms by recovery window, until ack 1001
1.310 < . 1:1(0) ack 1001 win 60000 <sack 2001:3001>
1.320 info cwnd ssthresh = 6000 none
1.335 > . 1001:2001(1000) ack 1 win 65535 // copy 2: loss (rack); reordering timer
1.400 < . 1:1(0) ack 8001 win 60000
