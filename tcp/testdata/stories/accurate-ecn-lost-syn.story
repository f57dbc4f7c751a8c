// The first SYN that is sent again still asks, the second one does not: perhaps
// something on the way does not like it (RFC 9768 section 3.1.4.1).
--profile=rfc
--client.ecn=accurate
--server.ecn=accurate
--timestamps=no
--server.reads=yes
--delay=10ms
--client.lose=1,2

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // lost
1.000 client > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry; lost
3.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 3: connect retry
3.010 server -> SYN-RECEIVED
3.010 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
3.020 client -> ESTABLISHED
3.020 client > . 1:1(0) ack 1 win 32768
3.030 server -> ESTABLISHED
5.000 client write 100 = 100
5.000 client > P. 1:101(100) ack 1 win 32768
5.210 server > . 1:1(0) ack 101 win 32768 // ack held 200ms; delayed-ack timer
