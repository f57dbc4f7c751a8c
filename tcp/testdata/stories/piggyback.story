// The acknowledgement rides on the reply (RFC 9293 section 3.8.6.3): a quick answer
// costs no segment of its own.
--profile=rfc
--delayed_ack=200ms
--reads=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
// The answer comes after 50 ms of thought and takes the acknowledgement along.
0.250 write 500 = 500
0.250 > P. 1:501(500) ack 101 win 65435 // ack held 50ms
0.350 < P. 101:201(100) ack 501 win 8000
0.400 write 500 = 500
0.400 > P. 501:1001(500) ack 201 win 65335 // ack held 50ms
0.500 < . 201:201(0) ack 1001 win 8000
