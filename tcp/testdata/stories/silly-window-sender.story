// The sender does not take crumbs (RFC 9293 section 3.8.6.2.1): a segment that the
// window cuts short waits until it makes half of the largest window ever offered,
// or for the override timer.
--profile=rfc
--nagle=off
--override_timeout=500ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 1000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 3000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
// The peer offers 300 bytes. All is acknowledged, so no ACK will come and help:
// after 500 ms they are taken.
0.300 < . 1:1(0) ack 1001 win 300
0.800 > P. 1001:1301(300) ack 1 win 65535 // held 100ms by receive window, 500ms by silly window, until override timer
// 500 bytes are half of the largest window: sent at once.
0.900 < . 1:1(0) ack 1301 win 500
0.900 > . 1301:1801(500) ack 1 win 65535 // held 200ms by receive window, 500ms by silly window, until ack 1301
// 300 again, but now data is under way: the next ACK decides.
1.000 < . 1:1(0) ack 1301 win 800
1.100 < . 1:1(0) ack 1801 win 1000
1.100 > . 1801:2801(1000) ack 1 win 65535 // held 400ms by receive window, 500ms by silly window, until ack 1801
1.200 < . 1:1(0) ack 2801 win 1000
1.200 > P. 2801:3001(200) ack 1 win 65535 // held 500ms by receive window, 500ms by silly window, until ack 2801
1.300 < . 1:1(0) ack 3001 win 1000
