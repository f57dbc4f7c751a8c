// Nothing is lost, but all of it waits for longer than the timeout. The acknowledgement of
// the first segment echoes the timestamp of its first copy: the timeout was spurious
// (RFC 3522). The second copy has not arrived then, so that it tells nothing about those
// that left before it (RFC 8985 section 6.2 step 2): nothing else is sent again.
--profile=linux
--congestion=reno
--tlp=no
--mss=1000
--server.delayed_ack=0ms
--server.reads=yes
--delay=50ms
--client.late=4:400ms,5:400ms,6:405ms,7:410ms,8:200ms

0.000 server listen
0.000 server -> LISTEN
0.000 client connect
0.000 client -> SYN-SENT
0.000 client > S 0:0(0) win 65000 <mss 1000,sackOK,TS val 0 ecr 0,wscale 7>
0.050 server -> SYN-RECEIVED
0.050 server > S. 0:0(0) ack 1 win 65208 <mss 1000,sackOK,TS val 50 ecr 0,wscale 7>
0.100 client -> ESTABLISHED
0.100 client > . 1:1(0) ack 1 win 508 <TS val 100 ecr 50>
0.150 server -> ESTABLISHED
0.300 server write 100 = 100
0.300 server > P. 1:101(100) ack 1 win 510 <TS val 300 ecr 100>
0.350 client > . 1:1(0) ack 101 win 508 <TS val 350 ecr 300>
1.000 client write 3952 = 3952
1.000 client > . 1:989(988) ack 101 win 508 <TS val 1000 ecr 300> // 400ms late
1.000 client > P. 989:1977(988) ack 101 win 508 <TS val 1000 ecr 300> // 400ms late
1.000 client > . 1977:2965(988) ack 101 win 508 <TS val 1000 ecr 300> // 405ms late
1.000 client > P. 2965:3953(988) ack 101 win 508 <TS val 1000 ecr 300> // 410ms late
1.300 client > . 1:989(988) ack 101 win 508 <TS val 1300 ecr 300> // copy 2: loss (timeout); 200ms late
1.390 client info ssthresh cwnd flight = 4940 988 988
1.395 client write 3952 = 3952
1.450 server > . 101:101(0) ack 989 win 503 <TS val 1450 ecr 1000>
1.450 server > . 101:101(0) ack 1977 win 496 <TS val 1450 ecr 1000>
1.455 server > . 101:101(0) ack 2965 win 489 <TS val 1455 ecr 1000>
1.460 server > . 101:101(0) ack 3953 win 482 <TS val 1460 ecr 1000>
1.500 client > . 3953:4941(988) ack 101 win 508 <TS val 1500 ecr 1450> // held 105ms by recovery window, until ack 989
1.500 client > P. 4941:5929(988) ack 101 win 508 <TS val 1500 ecr 1450> // held 105ms by recovery window, until ack 989
1.500 client > . 5929:6917(988) ack 101 win 508 <TS val 1500 ecr 1450> // held 105ms by recovery window, until ack 989
1.500 client > P. 6917:7905(988) ack 101 win 508 <TS val 1500 ecr 1450> // held 105ms by recovery window, until ack 989
1.550 server > . 101:101(0) ack 3953 win 482 <TS val 1550 ecr 1000,sack 1:989>
1.550 server > . 101:101(0) ack 4941 win 475 <TS val 1550 ecr 1500>
1.550 server > . 101:101(0) ack 5929 win 468 <TS val 1550 ecr 1500>
1.550 server > . 101:101(0) ack 6917 win 461 <TS val 1550 ecr 1500>
1.550 server > . 101:101(0) ack 7905 win 454 <TS val 1550 ecr 1500>
1.700 client info ssthresh cwnd flight = none 17784 0
