// A reader that is slower than the wire: the window closes, and each read opens it
// again (RFC 9293 section 3.8.6).
--profile=rfc
--server.receive_buffer=4000
--mss=1000
--initial_window_rule=segments
--initial_window=10
--delay=50ms
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 4000 <mss 1000,sackOK,wscale 0>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
// The client may send 4 of its 10 segments: the window is full.
1.000 client write 10000 = 10000
1.000 client > . 1:1001(1000) ack 1 win 32768
1.000 client > . 1001:2001(1000) ack 1 win 32768
1.000 client > . 2001:3001(1000) ack 1 win 32768
1.000 client > . 3001:4001(1000) ack 1 win 32768
1.050 server > . 1:1(0) ack 2001 win 2000
1.050 server > . 1:1(0) ack 4001 win 0
1.200 client info wnd flight unread = 0 0 0
// The server takes nothing until now. Reading half of the buffer is worth a window
// update.
1.300 server read 2000 = 2000
1.300 server > . 1:1(0) ack 4001 win 2000
1.350 client > . 4001:5001(1000) ack 1 win 32768 // held 350ms by receive window, until ack 4001
1.350 client > . 5001:6001(1000) ack 1 win 32768 // held 350ms by receive window, until ack 4001
1.400 server > . 1:1(0) ack 6001 win 0
// So is reading the rest.
1.500 server read 2000 = 2000
1.500 server > . 1:1(0) ack 6001 win 2000
1.550 client > . 6001:7001(1000) ack 1 win 32768 // held 550ms by receive window, until ack 6001
1.550 client > . 7001:8001(1000) ack 1 win 32768 // held 550ms by receive window, until ack 6001
1.600 server > . 1:1(0) ack 8001 win 0
// A reader that takes all that there is keeps the window open.
1.700 server read all = 4000
1.700 server > . 1:1(0) ack 8001 win 4000
1.750 client > . 8001:9001(1000) ack 1 win 32768 // held 750ms by receive window, until ack 8001
1.750 client > P. 9001:10001(1000) ack 1 win 32768 // held 750ms by receive window, until ack 8001
1.800 server > . 1:1(0) ack 10001 win 2000
1.900 server read all = 2000
1.900 server > . 1:1(0) ack 10001 win 4000
2.100 server read all = EAGAIN
2.300 client info una nxt wnd = 10001 10001 4000
