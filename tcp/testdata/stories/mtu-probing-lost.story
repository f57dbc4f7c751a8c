// The larger segment gets lost alone, as duplicates of what left behind it tell: that says
// nothing about congestion. Its bytes go again in small segments, the window stays, and a
// size below is tried next (RFC 4821 section 7.5).
--profile=linux
--congestion=reno
--mtu_probing=always
--timestamps=no
--initial_window=12

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 9000 = 9000
0.200 > . 1:1243(1242) ack 1 win 64240
0.200 > . 1243:2267(1024) ack 1 win 64240
0.200 > . 2267:3291(1024) ack 1 win 64240
0.200 > P. 3291:4315(1024) ack 1 win 64240
0.200 > . 4315:5339(1024) ack 1 win 64240
0.200 > P. 5339:6363(1024) ack 1 win 64240
0.200 > . 6363:7387(1024) ack 1 win 64240
0.200 > P. 7387:8411(1024) ack 1 win 64240
0.200 > P. 8411:9001(590) ack 1 win 64240
0.300 < . 1:1(0) ack 1 win 65535 <sack 1243:2267>
0.300 < . 1:1(0) ack 1 win 65535 <sack 1243:3291>
0.300 < . 1:1(0) ack 1 win 65535 <sack 1243:4315>
0.300 > . 1:1025(1024) ack 1 win 64240 // copy 2: path mtu black hole
0.300 > . 1025:1243(218) ack 1 win 64240 // copy 2: path mtu black hole
0.301 info phase mss cwnd ssthresh = loss 1024 12288 none
0.310 < . 1:1(0) ack 1 win 65535 <sack 1243:9001>
0.400 < . 1:1(0) ack 9001 win 65535
0.410 info phase mss cwnd ssthresh = open 1024 14336 none
0.500 write 9000 = 9000
0.500 > . 9001:10133(1132) ack 1 win 64240
0.500 > . 10133:11157(1024) ack 1 win 64240
0.500 > . 11157:12181(1024) ack 1 win 64240
0.500 > P. 12181:13205(1024) ack 1 win 64240
0.500 > . 13205:14229(1024) ack 1 win 64240
0.500 > P. 14229:15253(1024) ack 1 win 64240
0.500 > . 15253:16277(1024) ack 1 win 64240
0.500 > P. 16277:17301(1024) ack 1 win 64240
0.500 > P. 17301:18001(700) ack 1 win 64240
0.600 < . 1:1(0) ack 18001 win 65535
0.600 info mss = 1132
