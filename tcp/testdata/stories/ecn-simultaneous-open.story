// Two ends that ask at the same time agree in both SYN-ACKs.
--profile=rfc
--ecn=on
--delay=10ms
--server.reads=yes
--timestamps=no

0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.000 server connect
0.000 server -> SYN-SENT
0.000 server > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.010 server -> SYN-RECEIVED
0.010 server > S.E 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect
0.010 client -> SYN-RECEIVED
0.010 client > S.E 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect
0.020 client -> ESTABLISHED
0.020 client > . 1:1(0) ack 1 win 32768
0.020 server -> ESTABLISHED
0.020 server > . 1:1(0) ack 1 win 32768
0.100 client write 100 = 100
0.100 client > [ect0] P. 1:101(100) ack 1 win 32768
0.310 server > . 1:1(0) ack 101 win 32764 // ack held 200ms; delayed-ack timer
