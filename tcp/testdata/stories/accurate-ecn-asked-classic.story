// A server that knows accurate ECN answers a question for the classic one as it always did
// (RFC 9768 section 3.1.2).
--profile=rfc
--client.ecn=on
--server.ecn=accurate
--server.reads=yes
--delay=10ms
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.010 server -> SYN-RECEIVED
0.010 server > S.E 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
0.020 client -> ESTABLISHED
0.020 client > . 1:1(0) ack 1 win 32768
0.030 server -> ESTABLISHED
0.100 client write 1000 = 1000
0.100 client > [ect0] P. 1:1001(1000) ack 1 win 32768
0.310 server > . 1:1(0) ack 1001 win 32768 // ack held 200ms; delayed-ack timer
