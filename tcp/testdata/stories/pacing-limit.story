// At most 100,000 bytes per second: a segment of 1000 bytes each 10 ms, whatever the window
// says (SO_MAX_PACING_RATE). The first 10 leave at once.
--profile=rfc
--max_pacing_rate=100000
--initial_window=12
--initial_window_rule=segments

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 13000 = 13000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.200 > . 4001:5001(1000) ack 1 win 65535
0.200 > . 5001:6001(1000) ack 1 win 65535
0.200 > . 6001:7001(1000) ack 1 win 65535
0.200 > . 7001:8001(1000) ack 1 win 65535
0.200 > . 8001:9001(1000) ack 1 win 65535
0.200 > . 9001:10001(1000) ack 1 win 65535
0.210 > . 10001:11001(1000) ack 1 win 65535 // held 10ms by pacing, until pacing timer
0.220 > . 11001:12001(1000) ack 1 win 65535 // held 20ms by pacing, until pacing timer
0.300 < . 1:1(0) ack 12001 win 65535
0.300 > P. 12001:13001(1000) ack 1 win 65535 // held 20ms by pacing, 80ms by slow start, until ack 12001
1.000 < . 1:1(0) ack 13001 win 65535
