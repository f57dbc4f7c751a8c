// What an acknowledgement lets go leaves over half a round trip of 100 ms: twice the window
// of 20 segments in a round trip are one segment each 2.5 ms, two at a time (Linux sch_fq,
// tcp_pacing_ss_ratio). The first 10 segments are not paced.
--profile=linux
--pacing=yes
--timestamps=no
--sack=no

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
0.200 write 30000 = 30000
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
0.300 < . 1:1(0) ack 10001 win 65535
0.300 > . 10001:11001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 10001
0.300 > P. 11001:12001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 10001
0.3025 > . 12001:13001(1000) ack 1 win 64240 // held 100ms by slow start, 2.5ms by pacing, until pacing timer
0.3025 > P. 13001:14001(1000) ack 1 win 64240 // held 100ms by slow start, 2.5ms by pacing, until pacing timer
0.3075 > . 14001:15001(1000) ack 1 win 64240 // held 100ms by slow start, 7.5ms by pacing, until pacing timer
0.3075 > P. 15001:16001(1000) ack 1 win 64240 // held 100ms by slow start, 7.5ms by pacing, until pacing timer
0.309 info cwnd flight = 20000 6000
0.3125 > . 16001:17001(1000) ack 1 win 64240 // held 100ms by slow start, 12.5ms by pacing, until pacing timer
0.3125 > P. 17001:18001(1000) ack 1 win 64240 // held 100ms by slow start, 12.5ms by pacing, until pacing timer
0.3175 > . 18001:19001(1000) ack 1 win 64240 // held 100ms by slow start, 17.5ms by pacing, until pacing timer
0.3175 > P. 19001:20001(1000) ack 1 win 64240 // held 100ms by slow start, 17.5ms by pacing, until pacing timer
0.3225 > . 20001:21001(1000) ack 1 win 64240 // held 100ms by slow start, 22.5ms by pacing, until pacing timer
0.3225 > P. 21001:22001(1000) ack 1 win 64240 // held 100ms by slow start, 22.5ms by pacing, until pacing timer
0.3275 > . 22001:23001(1000) ack 1 win 64240 // held 100ms by slow start, 27.5ms by pacing, until pacing timer
0.3275 > P. 23001:24001(1000) ack 1 win 64240 // held 100ms by slow start, 27.5ms by pacing, until pacing timer
0.3325 > . 24001:25001(1000) ack 1 win 64240 // held 100ms by slow start, 32.5ms by pacing, until pacing timer
0.3325 > P. 25001:26001(1000) ack 1 win 64240 // held 100ms by slow start, 32.5ms by pacing, until pacing timer
0.3375 > . 26001:27001(1000) ack 1 win 64240 // held 100ms by slow start, 37.5ms by pacing, until pacing timer
0.3375 > P. 27001:28001(1000) ack 1 win 64240 // held 100ms by slow start, 37.5ms by pacing, until pacing timer
0.3425 > . 28001:29001(1000) ack 1 win 64240 // held 100ms by slow start, 42.5ms by pacing, until pacing timer
0.3425 > P. 29001:30001(1000) ack 1 win 64240 // held 100ms by slow start, 42.5ms by pacing, until pacing timer
0.500 < . 1:1(0) ack 30001 win 65535
// After a pause the first burst counts by half.
2.000 write 8000 = 8000
2.000 > . 30001:31001(1000) ack 1 win 64240
2.000 > P. 31001:32001(1000) ack 1 win 64240
2.005625025 > . 32001:33001(1000) ack 1 win 64240 // held 5.625025ms by pacing, until pacing timer
2.005625025 > P. 33001:34001(1000) ack 1 win 64240 // held 5.625025ms by pacing, until pacing timer
2.016875074 > . 34001:35001(1000) ack 1 win 64240 // held 16.875074ms by pacing, until pacing timer
2.016875074 > P. 35001:36001(1000) ack 1 win 64240 // held 16.875074ms by pacing, until pacing timer
2.028125123 > . 36001:37001(1000) ack 1 win 64240 // held 28.125123ms by pacing, until pacing timer
2.028125123 > P. 37001:38001(1000) ack 1 win 64240 // held 28.125123ms by pacing, until pacing timer
2.100 info cwnd flight = 10000 8000
2.200 < . 1:1(0) ack 38001 win 65535
