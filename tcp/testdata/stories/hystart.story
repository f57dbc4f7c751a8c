// CUBIC in Linux: when eight acknowledgements of a round have shown round trips that are longer
// by an eighth, at least 4 ms, the next one ends slow start before the queue overflows (HyStart).
--profile=linux
--timestamps=no
--congestion=cubic
--reads=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,wscale 7>
0.050 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK,wscale 7>
0.050 -> ESTABLISHED
0.050 > . 1:1(0) ack 1 win 502
0.100 write 60000 = 60000
0.100 > . 1:1001(1000) ack 1 win 502
0.100 > P. 1001:2001(1000) ack 1 win 502
0.100 > . 2001:3001(1000) ack 1 win 502
0.100 > P. 3001:4001(1000) ack 1 win 502
0.100 > . 4001:5001(1000) ack 1 win 502
0.100 > P. 5001:6001(1000) ack 1 win 502
0.100 > . 6001:7001(1000) ack 1 win 502
0.100 > P. 7001:8001(1000) ack 1 win 502
0.100 > . 8001:9001(1000) ack 1 win 502
0.100 > P. 9001:10001(1000) ack 1 win 502
0.150 < . 1:1(0) ack 10001 win 1000
0.150 > . 10001:11001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 11001:12001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 12001:13001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 13001:14001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 14001:15001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 15001:16001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 16001:17001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 17001:18001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 18001:19001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 19001:20001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 20001:21001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 21001:22001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 22001:23001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 23001:24001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 24001:25001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 25001:26001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 26001:27001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 27001:28001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > . 28001:29001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.150 > P. 29001:30001(1000) ack 1 win 502 // held 50ms by slow start, until ack 10001
0.160 info cwnd ssthresh = 20000 none
// The next round is slower: 62 ms, more than an eighth above 50.
0.212 < . 1:1(0) ack 12001 win 1000
0.212 > . 30001:31001(1000) ack 1 win 502 // held 112ms by slow start, until ack 12001
0.212 > P. 31001:32001(1000) ack 1 win 502 // held 112ms by slow start, until ack 12001
0.212 > . 32001:33001(1000) ack 1 win 502 // held 112ms by slow start, until ack 12001
0.212 > P. 33001:34001(1000) ack 1 win 502 // held 112ms by slow start, until ack 12001
0.212 < . 1:1(0) ack 14001 win 1000
0.212 > . 34001:35001(1000) ack 1 win 502 // held 112ms by slow start, until ack 14001
0.212 > P. 35001:36001(1000) ack 1 win 502 // held 112ms by slow start, until ack 14001
0.212 > . 36001:37001(1000) ack 1 win 502 // held 112ms by slow start, until ack 14001
0.212 > P. 37001:38001(1000) ack 1 win 502 // held 112ms by slow start, until ack 14001
0.213 < . 1:1(0) ack 16001 win 1000
0.213 > . 38001:39001(1000) ack 1 win 502 // held 113ms by slow start, until ack 16001
0.213 > P. 39001:40001(1000) ack 1 win 502 // held 113ms by slow start, until ack 16001
0.213 > . 40001:41001(1000) ack 1 win 502 // held 113ms by slow start, until ack 16001
0.213 > P. 41001:42001(1000) ack 1 win 502 // held 113ms by slow start, until ack 16001
0.213 < . 1:1(0) ack 18001 win 1000
0.213 > . 42001:43001(1000) ack 1 win 502 // held 113ms by slow start, until ack 18001
0.213 > P. 43001:44001(1000) ack 1 win 502 // held 113ms by slow start, until ack 18001
0.213 > . 44001:45001(1000) ack 1 win 502 // held 113ms by slow start, until ack 18001
0.213 > P. 45001:46001(1000) ack 1 win 502 // held 113ms by slow start, until ack 18001
0.214 < . 1:1(0) ack 20001 win 1000
0.214 > . 46001:47001(1000) ack 1 win 502 // held 114ms by slow start, until ack 20001
0.214 > P. 47001:48001(1000) ack 1 win 502 // held 114ms by slow start, until ack 20001
0.214 > . 48001:49001(1000) ack 1 win 502 // held 114ms by slow start, until ack 20001
0.214 > P. 49001:50001(1000) ack 1 win 502 // held 114ms by slow start, until ack 20001
0.214 < . 1:1(0) ack 22001 win 1000
0.214 > . 50001:51001(1000) ack 1 win 502 // held 114ms by slow start, until ack 22001
0.214 > P. 51001:52001(1000) ack 1 win 502 // held 114ms by slow start, until ack 22001
0.214 > . 52001:53001(1000) ack 1 win 502 // held 114ms by slow start, until ack 22001
0.214 > P. 53001:54001(1000) ack 1 win 502 // held 114ms by slow start, until ack 22001
0.215 < . 1:1(0) ack 24001 win 1000
0.215 > . 54001:55001(1000) ack 1 win 502 // held 115ms by slow start, until ack 24001
0.215 > P. 55001:56001(1000) ack 1 win 502 // held 115ms by slow start, until ack 24001
0.215 > . 56001:57001(1000) ack 1 win 502 // held 115ms by slow start, until ack 24001
0.215 > P. 57001:58001(1000) ack 1 win 502 // held 115ms by slow start, until ack 24001
0.215 info cwnd ssthresh = 34000 none
0.215 < . 1:1(0) ack 26001 win 1000
0.215 > . 58001:59001(1000) ack 1 win 502 // held 115ms by slow start, until ack 26001
0.215 > P. 59001:60001(1000) ack 1 win 502 // held 115ms by slow start, until ack 26001
0.216 < . 1:1(0) ack 28001 win 1000
0.216 info cwnd ssthresh = 36000 36000
0.300 < . 1:1(0) ack 60001 win 1000
