// The window update is lost. Without probes both would wait for ever.
--profile=rfc
--server.receive_buffer=2000
--mss=1000
--delay=50ms
--server.lose=3
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1000,sackOK,wscale 5>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 2000 <mss 1000,sackOK,wscale 0>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 32768
0.150 server -> ESTABLISHED
1.000 client write 5000 = 5000
1.000 client > . 1:1001(1000) ack 1 win 32768
1.000 client > . 1001:2001(1000) ack 1 win 32768
1.050 server > . 1:1(0) ack 2001 win 0
1.050 server info unread rcvwnd = 2000 0
// The server's third segment is the update.
1.500 server read all = 2000
1.500 server > . 1:1(0) ack 2001 win 2000 // lost
// 2.1: The probe brings the news instead.
2.100 client > . 2001:2002(1) ack 1 win 32768 // held 1100ms by receive window, until persist timer
2.350 server > . 1:1(0) ack 2002 win 1999 // ack held 200ms; delayed-ack timer
2.400 client > . 2002:3002(1000) ack 1 win 32768 // held 1400ms by receive window, until ack 2002
2.650 server > . 1:1(0) ack 3002 win 999 // ack held 200ms; delayed-ack timer
3.000 server read all = 1001
3.000 server > . 1:1(0) ack 3002 win 2000
3.000 client info una nxt = 3002 3002
3.050 client > . 3002:4002(1000) ack 1 win 32768 // held 1700ms by receive window, 350ms by silly window, until ack 3002
3.300 server > . 1:1(0) ack 4002 win 1000 // ack held 200ms; delayed-ack timer
3.350 client > P. 4002:5001(999) ack 1 win 32768 // held 1700ms by receive window, 350ms by silly window, 300ms by nagle, until ack 4002
3.600 server > . 1:1(0) ack 5001 win 1 // ack held 200ms; delayed-ack timer
4.000 server read all = 1999
4.000 server > . 1:1(0) ack 5001 win 2000
