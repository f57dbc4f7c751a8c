// BBR (Linux tcp_bbr): the first round trip gives a rate, and as long as it rises what leaves
// is paced at 2.9 times of it. The ten segments of the start leave at once.
--profile=linux
--congestion=bbr
--timestamps=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 40000 = 40000
0.200 > . 1:1001(1000) ack 1 win 64240
0.200 > P. 1001:2001(1000) ack 1 win 64240
0.200 > . 2001:3001(1000) ack 1 win 64240
0.200 > P. 3001:4001(1000) ack 1 win 64240
0.200 > . 4001:5001(1000) ack 1 win 64240
0.200 > P. 5001:6001(1000) ack 1 win 64240
0.200 > . 6001:7001(1000) ack 1 win 64240
0.200 > P. 7001:8001(1000) ack 1 win 64240
0.200 > . 8001:9001(1000) ack 1 win 64240
0.200 > P. 9001:10001(1000) ack 1 win 64240
0.300 < . 1:1(0) ack 10001 win 60000
0.300 > . 10001:11001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 10001
0.300 > P. 11001:12001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 10001
0.303500641 > . 12001:13001(1000) ack 1 win 64240 // held 100ms by slow start, 3.500641ms by pacing, until pacing timer
0.303500641 > P. 13001:14001(1000) ack 1 win 64240 // held 100ms by slow start, 3.500641ms by pacing, until pacing timer
0.310501922 > . 14001:15001(1000) ack 1 win 64240 // held 100ms by slow start, 10.501922ms by pacing, until pacing timer
0.310501922 > P. 15001:16001(1000) ack 1 win 64240 // held 100ms by slow start, 10.501922ms by pacing, until pacing timer
0.317503203 > . 16001:17001(1000) ack 1 win 64240 // held 100ms by slow start, 17.503203ms by pacing, until pacing timer
0.317503203 > P. 17001:18001(1000) ack 1 win 64240 // held 100ms by slow start, 17.503203ms by pacing, until pacing timer
0.324504484 > . 18001:19001(1000) ack 1 win 64240 // held 100ms by slow start, 24.504484ms by pacing, until pacing timer
0.324504484 > P. 19001:20001(1000) ack 1 win 64240 // held 100ms by slow start, 24.504484ms by pacing, until pacing timer
0.331505765 > . 20001:21001(1000) ack 1 win 64240 // held 100ms by slow start, 31.505765ms by pacing, until pacing timer
0.331505765 > P. 21001:22001(1000) ack 1 win 64240 // held 100ms by slow start, 31.505765ms by pacing, until pacing timer
0.338507046 > . 22001:23001(1000) ack 1 win 64240 // held 100ms by slow start, 38.507046ms by pacing, until pacing timer
0.338507046 > P. 23001:24001(1000) ack 1 win 64240 // held 100ms by slow start, 38.507046ms by pacing, until pacing timer
0.345508327 > . 24001:25001(1000) ack 1 win 64240 // held 100ms by slow start, 45.508327ms by pacing, until pacing timer
0.345508327 > P. 25001:26001(1000) ack 1 win 64240 // held 100ms by slow start, 45.508327ms by pacing, until pacing timer
0.352509608 > . 26001:27001(1000) ack 1 win 64240 // held 100ms by slow start, 52.509608ms by pacing, until pacing timer
0.352509608 > P. 27001:28001(1000) ack 1 win 64240 // held 100ms by slow start, 52.509608ms by pacing, until pacing timer
0.359510889 > . 28001:29001(1000) ack 1 win 64240 // held 100ms by slow start, 59.510889ms by pacing, until pacing timer
0.359510889 > P. 29001:30001(1000) ack 1 win 64240 // held 100ms by slow start, 59.510889ms by pacing, until pacing timer
0.400 < . 1:1(0) ack 20001 win 60000
0.400 > . 30001:31001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 59.510889ms by pacing, until ack 20001
0.400 > P. 31001:32001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 59.510889ms by pacing, until ack 20001
0.403500641 > . 32001:33001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 63.01153ms by pacing, until pacing timer
0.403500641 > P. 33001:34001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 63.01153ms by pacing, until pacing timer
0.410 info cwnd = 30000
0.410501922 > . 34001:35001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 70.012811ms by pacing, until pacing timer
0.410501922 > P. 35001:36001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 70.012811ms by pacing, until pacing timer
0.417503203 > . 36001:37001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 77.014092ms by pacing, until pacing timer
0.417503203 > P. 37001:38001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 77.014092ms by pacing, until pacing timer
0.424504484 > . 38001:39001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 84.015373ms by pacing, until pacing timer
0.424504484 > P. 39001:40001(1000) ack 1 win 64240 // held 140.489111ms by slow start, 84.015373ms by pacing, until pacing timer
0.500 < . 1:1(0) ack 40001 win 60000
