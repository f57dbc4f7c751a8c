// The famous interaction: a request in two writes, Nagle at one end, delayed ACKs at
// the other. The way takes 20 ms, so the reply could be back after 40 ms. It takes
// 120 ms: 80 for Nagle, 40 of which the ACK waits for its timer, and 20 for each
// way.
--profile=rfc
--server.delayed_ack=40ms
--server.reads=yes
--delay=20ms
--until=3
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.020 server -> SYN-RECEIVED
0.020 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
0.040 client -> ESTABLISHED
0.040 client > . 1:1(0) ack 1 win 32768
0.060 server -> ESTABLISHED
// The first half leaves, the second waits for the ACK of the first.
1.000 client write 100 = 100
1.000 client > P. 1:101(100) ack 1 win 32768
1.000 client write 100 = 100
// 1.060: The server has had the first half for 40 ms. It cannot reply to half a
//        request, so nothing carries the ACK: the timer sends it.
1.060 server > . 1:1(0) ack 101 win 32768 // ack held 40ms; delayed-ack timer
// 1.080: The second half leaves 80 ms after it was written.
1.080 client > P. 101:201(100) ack 1 win 32768 // held 80ms by nagle, until ack 101
// The server has it all now.
1.100 server write 500 = 500
1.100 server > P. 1:501(500) ack 201 win 32764
1.119999999 client read all = EAGAIN
1.120 client read all = 500
1.320 client > . 201:201(0) ack 501 win 32752 // ack held 200ms; delayed-ack timer
// With one write the same exchange takes 40 ms.
2.000 client write 200 = 200
2.000 client > P. 201:401(200) ack 501 win 32752
2.020 server write 500 = 500
2.020 server > P. 501:1001(500) ack 401 win 32758
2.040 client read all = 500
2.240 client > . 401:401(0) ack 1001 win 32736 // ack held 200ms; delayed-ack timer
