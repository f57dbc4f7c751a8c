// Segments overlap in every way; what is there already stays.
--profile=rfc
--delayed_ack=0ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < . 301:401(100) ack 1 win 8000
0.200 > . 1:1(0) ack 1 win 65535
// Overlaps its beginning, its end, and all of it.
0.210 < . 251:351(100) ack 1 win 8000
0.210 > . 1:1(0) ack 1 win 65535
0.220 < . 351:451(100) ack 1 win 8000
0.220 > . 1:1(0) ack 1 win 65535
0.230 < . 201:501(300) ack 1 win 8000
0.230 > . 1:1(0) ack 1 win 65535
0.240 < . 601:701(100) ack 1 win 8000
0.240 > . 1:1(0) ack 1 win 65535
// Closes the first hole and runs into the pieces.
0.300 < . 1:301(300) ack 1 win 8000
0.300 > . 1:1(0) ack 501 win 65035
// Old in front, new behind.
0.310 < . 401:651(250) ack 1 win 8000
0.310 > . 1:1(0) ack 701 win 64835
// The FIN came early once and must not be lost.
0.320 < F. 801:801(0) ack 1 win 8000
0.320 > . 1:1(0) ack 701 win 64835
0.330 < . 701:801(100) ack 1 win 8000
0.330 -> CLOSE-WAIT
0.330 > . 1:1(0) ack 802 win 64734
0.340 read all = 800
0.340 read all = eof
