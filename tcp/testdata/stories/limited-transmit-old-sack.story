// Where SACK is spoken a duplicate lets new data go only if it tells of something
// new: a peer cannot pump data out by repeating itself (RFC 5681 section 3.2 step 1,
// RFC 3042 section 2).
--profile=rfc
--rack=no
--initial_window_rule=segments
--initial_window=4
--timestamps=no
--tlp=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 6000 = 6000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.300 > . 4001:5001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1
// Nothing new.
0.310 < . 1:1(0) ack 1 win 60000 <sack 1001:2001>
0.320 < . 1:1(0) ack 1 win 60000
// The second segment has arrived too.
0.330 < . 1:1(0) ack 1 win 60000 <sack 1001:3001>
0.330 > P. 5001:6001(1000) ack 1 win 65535 // held 130ms by slow start, until ack 1
0.400 < . 1:1(0) ack 6001 win 60000
