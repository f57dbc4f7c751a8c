// A client that does not fall back asks again.
--profile=rfc
--ecn=on
--ecn_fallback=no
--server.reads=yes
--delay=10ms
--client.lose=1
--timestamps=no

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // lost
1.000 client > SEW 0:0(0) win 65535 <mss 1460,sackOK,wscale 5> // copy 2: connect retry
1.010 server -> SYN-RECEIVED
1.010 server > S.E 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 5>
1.020 client -> ESTABLISHED
1.020 client > . 1:1(0) ack 1 win 32768
1.030 server -> ESTABLISHED
2.000 client write 1000 = 1000
2.000 client > [ect0] P. 1:1001(1000) ack 1 win 32768
2.210 server > . 1:1(0) ack 1001 win 32768 // ack held 200ms; delayed-ack timer
