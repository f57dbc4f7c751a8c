// Sequence numbers of both sides pass 2^32 in the middle of the data. The numbers
// here are relative; on the wire ours go from 4294966796 through 0 (RFC 9293
// section 3.4).
--profile=rfc
--iss=4294966796
--peer_iss=4294966996
--delayed_ack=0ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// Ours wrap within the first segment.
0.200 write 3000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > P. 2001:3001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1001 win 8000
0.310 < . 1:1(0) ack 3001 win 8000
// The peer's wrap between two segments, the second of which comes first.
0.400 < P. 301:601(300) ack 3001 win 8000
0.400 > . 3001:3001(0) ack 1 win 65535
0.410 < . 1:301(300) ack 3001 win 8000
0.410 > . 3001:3001(0) ack 601 win 64935
// Old segments are known as old on the other side of the wrap.
0.420 < . 1:301(300) ack 3001 win 8000
0.420 > . 3001:3001(0) ack 601 win 64935
0.430 read all = 600
