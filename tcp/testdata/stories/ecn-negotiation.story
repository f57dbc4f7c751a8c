// Both ends take part in explicit congestion notification: the SYN asks with ECE and
// CWR, the SYN-ACK agrees with ECE (RFC 3168 section 6.1.1).
--profile=rfc
--client.ecn=on
--server.ecn=accept
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
// Data may be marked, as new data: not a SYN and not an acknowledgement.
0.100 client write 3000 = 3000
0.100 client > [ect0] . 1:1461(1460) ack 1 win 32768
0.100 client > [ect0] . 1461:2921(1460) ack 1 win 32768
0.110 server > . 1:1(0) ack 2921 win 32676
0.120 client > [ect0] P. 2921:3001(80) ack 1 win 32768 // held 20ms by nagle, until ack 2921
0.330 server > . 1:1(0) ack 3001 win 32768 // ack held 200ms; delayed-ack timer
0.500 server write 100 = 100
0.500 server > [ect0] P. 1:101(100) ack 3001 win 32768
0.710 client > . 3001:3001(0) ack 101 win 32764 // ack held 200ms; delayed-ack timer
