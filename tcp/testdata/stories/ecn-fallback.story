// The first SYN is lost, perhaps because it asked for ECN: the next one does not ask
// (RFC 3168 section 6.1.1.1).
--profile=rfc
--ecn=on
--server.reads=yes
--delay=10ms
--client.lose=1
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // lost
1.000 client > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry
1.010 server -> SYN-RECEIVED
1.010 server > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
1.020 client -> ESTABLISHED
1.020 client > . 1:1(0) ack 1 win 32768
1.030 server -> ESTABLISHED
2.000 client write 1000 = 1000
2.000 client > P. 1:1001(1000) ack 1 win 32768
2.210 server > . 1:1(0) ack 1001 win 32768 // ack held 200ms; delayed-ack timer
