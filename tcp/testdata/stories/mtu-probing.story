// Path MTU discovery without routers (RFC 4821): segments of 1024 bytes to begin with, and as
// soon as there is enough behind it that its loss would show, one that is half of the way to
// 1460. It gets through, and the window keeps its bytes.
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
0.300 < . 1:1(0) ack 1243 win 65535
0.300 info mss cwnd = 1242 11178
0.301 < . 1:1(0) ack 9001 win 65535
0.400 write 9000 = 9000
0.400 > . 9001:10352(1351) ack 1 win 64240
0.400 > . 10352:11594(1242) ack 1 win 64240
0.400 > . 11594:12836(1242) ack 1 win 64240
0.400 > P. 12836:14078(1242) ack 1 win 64240
0.400 > . 14078:15320(1242) ack 1 win 64240
0.400 > P. 15320:16562(1242) ack 1 win 64240
0.400 > . 16562:17804(1242) ack 1 win 64240
0.400 > P. 17804:18001(197) ack 1 win 64240
0.500 < . 1:1(0) ack 18001 win 65535
0.500 info mss = 1351
