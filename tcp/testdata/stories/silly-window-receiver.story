// The receiver does not advertise crumbs (RFC 9293 section 3.8.6.2.2): a window that is
// closed stays closed until a segment, or half of the buffer, can be offered.
--profile=rfc
--receive_buffer=4000
--delayed_ack=0ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 4000 <mss 1460,sackOK,TS val 0 ecr 0,wscale 0>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 4000
// The peer fills the buffer: each ACK offers less, because nobody reads.
0.200 < . 1:1461(1460) ack 1 win 8000
0.200 > . 1:1(0) ack 1461 win 2540
0.200 < . 1461:2921(1460) ack 1 win 8000
0.200 > . 1:1(0) ack 2921 win 1080
0.200 < P. 2921:4001(1080) ack 1 win 8000
0.200 > . 1:1(0) ack 4001 win 0
// 100 bytes are read: no update, and whoever asks is told that the window is closed.
0.300 read 100 = 100
0.400 < P. 4001:4002(1) ack 1 win 8000
0.400 > . 1:1(0) ack 4001 win 0
// 1400 bytes: less than a segment of 1460, still nothing.
0.500 read 1300 = 1300
0.500 info rcvwnd unread = 0 2600
// 1460 bytes: an update, at once.
0.600 read 60 = 60
0.600 > . 1:1(0) ack 4001 win 1460
0.600 info rcvwnd unread = 1460 2540
// The window does not move with every read either: only when it has doubled.
0.700 read 1000 = 1000
0.800 read 460 = 460
0.800 > . 1:1(0) ack 4001 win 2920
