// A server that knows only the classic ECN answers as it always did, and then that is
// what both do (RFC 9768 section 3.1.2).
--profile=rfc
--client.ecn=accurate
--server.ecn=accept
--server.reads=yes
--delay=10ms
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEWA 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.010 server -> SYN-RECEIVED
0.010 server > S.E 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
0.020 client -> ESTABLISHED
0.020 client > . 1:1(0) ack 1 win 32768
0.030 server -> ESTABLISHED
0.100 client write 3000 = 3000
0.100 client > [ect0] . 1:1461(1460) ack 1 win 32768
0.100 client > [ect0] . 1461:2921(1460) ack 1 win 32768
0.110 server > . 1:1(0) ack 2921 win 32676
0.120 client > [ect0] P. 2921:3001(80) ack 1 win 32768 // held 20ms by nagle, until ack 2921
0.330 server > . 1:1(0) ack 3001 win 32768 // ack held 200ms; delayed-ack timer
