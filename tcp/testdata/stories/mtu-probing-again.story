// What got lost is not tried again for ten minutes, then it is: the way may have become
// wider (RFC 4821 section 7.3). 1024 and 1031 are near enough to leave it at that till then.
--profile=linux
--congestion=reno
--mtu_probing=always
--timestamps=no
--initial_window=12
--idle_restart=keep
--mss=1040

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65520 <mss 1040,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1040,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65520
0.200 write 8000 = 8000
0.200 > . 1:1033(1032) ack 1 win 65520
0.200 > . 1033:2057(1024) ack 1 win 65520
0.200 > . 2057:3081(1024) ack 1 win 65520
0.200 > P. 3081:4105(1024) ack 1 win 65520
0.200 > . 4105:5129(1024) ack 1 win 65520
0.200 > P. 5129:6153(1024) ack 1 win 65520
0.200 > . 6153:7177(1024) ack 1 win 65520
0.200 > P. 7177:8001(824) ack 1 win 65520
0.300 < . 1:1(0) ack 1 win 65535 <sack 1033:4105>
0.300 > . 1:1025(1024) ack 1 win 65520 // copy 2: path mtu black hole
0.300 > . 1025:1033(8) ack 1 win 65520 // copy 2: path mtu black hole
0.400 < . 1:1(0) ack 8001 win 65535
400.000 write 8000 = 8000
400.000 > . 8001:9025(1024) ack 1 win 65520
400.000 > P. 9025:10049(1024) ack 1 win 65520
400.000 > . 10049:11073(1024) ack 1 win 65520
400.000 > P. 11073:12097(1024) ack 1 win 65520
400.000 > . 12097:13121(1024) ack 1 win 65520
400.000 > P. 13121:14145(1024) ack 1 win 65520
400.000 > . 14145:15169(1024) ack 1 win 65520
400.000 > P. 15169:16001(832) ack 1 win 65520
400.100 < . 1:1(0) ack 16001 win 65535
601.000 write 8000 = 8000
601.000 > . 16001:17033(1032) ack 1 win 65520
601.000 > . 17033:18057(1024) ack 1 win 65520
601.000 > . 18057:19081(1024) ack 1 win 65520
601.000 > P. 19081:20105(1024) ack 1 win 65520
601.000 > . 20105:21129(1024) ack 1 win 65520
601.000 > P. 21129:22153(1024) ack 1 win 65520
601.000 > . 22153:23177(1024) ack 1 win 65520
601.000 > P. 23177:24001(824) ack 1 win 65520
601.100 < . 1:1(0) ack 24001 win 65535
601.200 info mss = 1032
