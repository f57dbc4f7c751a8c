// Which segments may set the window (RFC 9293 section 3.10.7.4, fifth step): newer ones
// only, by sequence number and then by acknowledgement.
--profile=rfc
--delayed_ack=0ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 4000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 2000 = 2000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > P. 1001:2001(1000) ack 1 win 65535
// New data with a new window.
0.300 < P. 1:101(100) ack 1001 win 3000
0.300 > . 2001:2001(0) ack 101 win 65435
0.300 info wnd = 3000
// A segment that was sent before it and arrives after it: an old acknowledgement.
0.310 < . 101:101(0) ack 1 win 9000
0.310 info wnd = 3000
// The same numbers, another window: an update.
0.320 < . 101:101(0) ack 1001 win 5000
0.320 info wnd = 5000
// Newer by the acknowledgement.
0.330 < . 101:101(0) ack 2001 win 2000
0.330 info wnd = 2000
// Behind a hole, but newer by its sequence number: it counts.
0.340 < P. 201:301(100) ack 2001 win 1000
0.340 > . 2001:2001(0) ack 101 win 65435
0.340 info wnd = 1000
// The hole's segment is older than that: its window is stale.
0.350 < P. 101:201(100) ack 2001 win 7000
0.350 > . 2001:2001(0) ack 301 win 65235
0.350 info wnd = 1000
