// Nagle's algorithm (RFC 9293 section 3.7.4): a small segment waits while anything is
// unacknowledged.
--profile=rfc
--nagle=classic

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// Nothing is under way: the first write leaves at once, the next ones wait and are
// sent together.
0.200 write 100 = 100
0.200 > P. 1:101(100) ack 1 win 65535
0.210 write 100 = 100
0.220 write 100 = 100
0.300 < . 1:1(0) ack 101 win 8000
0.300 > P. 101:301(200) ack 1 win 65535 // held 90ms by nagle, until ack 101
// A full segment does not wait. Its small tail does, although only a full one is
// unacknowledged: that is the difference to Minshall's variant.
0.400 < . 1:1(0) ack 301 win 8000
0.500 write 1300 = 1300
0.500 > . 301:1301(1000) ack 1 win 65535
0.600 < . 1:1(0) ack 1301 win 8000
0.600 > P. 1301:1601(300) ack 1 win 65535 // held 100ms by nagle, until ack 1301
0.700 < . 1:1(0) ack 1601 win 8000
// Enough small writes make a full segment, which leaves without an ACK.
0.800 write 100 = 100
0.800 > P. 1601:1701(100) ack 1 win 65535
0.810 write 600 = 600
0.820 write 400 = 400
0.820 > P. 1701:2701(1000) ack 1 win 65535 // held 10ms by nagle, until write 400
0.900 < . 1:1(0) ack 1701 win 8000
1.000 < . 1:1(0) ack 2701 win 8000
// The last segment before the end of the stream waits for nothing.
1.100 write 10 = 10
1.100 > P. 2701:2711(10) ack 1 win 65535
1.110 write 10 = 10
1.120 shutdown
1.120 -> FIN-WAIT-1
1.120 > FP. 2711:2721(10) ack 1 win 65535 // held 10ms by nagle, until shutdown
1.200 < . 1:1(0) ack 2722 win 8000
1.200 -> FIN-WAIT-2
