// Who shuts the read side down gets nothing more, but the peer sees no difference.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
0.300 shutdown read
0.300 read all = eof
0.400 > . 1:1(0) ack 101 win 65435 // ack held 200ms; delayed-ack timer
0.400 < P. 101:201(100) ack 1 win 8000
0.400 info unread rcvwnd = 0 65335
0.600 > . 1:1(0) ack 201 win 65335 // ack held 200ms; delayed-ack timer
