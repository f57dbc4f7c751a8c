// The window is closed and the update that opens it may be lost: the sender asks,
// with the next byte of data (RFC 9293 section 3.8.6.1).
--profile=rfc
--zero_window_probe=byte
--retries=2

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 1000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 2500 = 2500
0.200 > . 1:1001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1001 win 0
// 1.3: The first probe, one timeout after the window closed.
1.300 > . 1001:1002(1) ack 1 win 65535 // held 1100ms by receive window, until persist timer
// The receiver has no room: it drops the byte and says so.
1.400 < . 1:1(0) ack 1001 win 0
// 3.3: The second probe waits for twice as long. The connection lives as long as
//      probes are answered, here for more of them than data would be sent again.
3.300 > . 1001:1002(1) ack 1 win 65535 // copy 2: receive window; persist timer
3.400 < . 1:1(0) ack 1001 win 0
// 7.3: The third. The receiver takes the byte this time, but no more.
7.300 > . 1001:1002(1) ack 1 win 65535 // copy 3: receive window; persist timer
7.400 < . 1:1(0) ack 1002 win 0
// 15.3: The next byte.
15.300 > . 1002:1003(1) ack 1 win 65535 // held 15100ms by receive window, until persist timer
// The window opens. The byte of the probe was not taken: it goes again, the rest
// behind it.
15.400 < . 1:1(0) ack 1002 win 8000
15.400 > . 1002:1003(1) ack 1 win 65535 // copy 2: receive window
15.400 > . 1003:2003(1000) ack 1 win 65535 // held 15200ms by receive window, until ack 1002
// Nagle holds the last 498 bytes until then.
15.500 < . 1:1(0) ack 2003 win 8000
15.500 > P. 2003:2501(498) ack 1 win 65535 // held 15200ms by receive window, 100ms by nagle, until ack 2003
15.600 < . 1:1(0) ack 2501 win 8000
