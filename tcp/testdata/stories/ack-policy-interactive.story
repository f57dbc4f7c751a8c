// Linux's acknowledgements: quick at the start, delayed only within a conversation.
--profile=linux
--reads=yes

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 64240 <mss 1460>
0.100 < . 1:1(0) ack 1 win 8000
0.100 -> ESTABLISHED
// A request: one of the quick acknowledgements at the start, before the response.
0.200 < P. 1:101(100) ack 1 win 8000
0.200 > . 1:1(0) ack 101 win 64140
0.200 write 500 = 500
0.200 > P. 1:501(500) ack 101 win 64140
0.300 < . 101:101(0) ack 501 win 8000
// It has answered soon after it was asked: a conversation. From now on the
// acknowledgement waits for the response.
0.400 < P. 101:201(100) ack 501 win 8000
0.410 write 500 = 500
0.410 > P. 501:1001(500) ack 201 win 64040 // ack held 10ms
0.500 < . 201:201(0) ack 1001 win 8000
// A request in two parts: the first waits for the timer, 40 ms. This ends the
// conversation, and the second part is acknowledged as soon as it is read.
0.600 < P. 201:301(100) ack 1001 win 8000
0.640 > . 1001:1001(0) ack 301 win 64040 // ack held 40ms; delayed-ack timer
0.700 < P. 301:401(100) ack 1001 win 8000
0.700 > . 1001:1001(0) ack 401 win 64040
0.700 write 500 = 500
0.700 > P. 1001:1501(500) ack 401 win 64040
0.800 < . 401:401(0) ack 1501 win 8000
// After a pause that is longer than the timeout all is quick again.
3.000 < P. 401:501(100) ack 1501 win 8000
3.040 > . 1501:1501(0) ack 501 win 64040 // ack held 40ms; delayed-ack timer
