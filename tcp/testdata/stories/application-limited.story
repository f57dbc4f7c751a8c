// A window that does not limit the sender says nothing about the network: in slow start
// it grows only while it is less than twice of what was under way (RFC 7661 section 4.3,
// Linux).
--profile=linux
--initial_window=4

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 64240
// Two of four segments: the window stays.
0.200 write 2000 = 2000
0.200 > . 1:1001(1000) ack 1 win 64240
0.200 > P. 1001:2001(1000) ack 1 win 64240
0.300 < . 1:1(0) ack 2001 win 65535
0.300 info cwnd = 4000
// Three: four are less than twice of that, so all that is acknowledged counts.
0.400 write 3000 = 3000
0.400 > . 2001:3001(1000) ack 1 win 64240
0.400 > P. 3001:4001(1000) ack 1 win 64240
0.400 > P. 4001:5001(1000) ack 1 win 64240
0.500 < . 1:1(0) ack 5001 win 65535
0.500 info cwnd = 7000
// Three of seven: the window stays.
0.600 write 3000 = 3000
0.600 > . 5001:6001(1000) ack 1 win 64240
0.600 > P. 6001:7001(1000) ack 1 win 64240
0.600 > P. 7001:8001(1000) ack 1 win 64240
0.700 < . 1:1(0) ack 8001 win 65535
0.700 info cwnd = 7000
// A full window doubles.
0.800 write 14000 = 14000
0.800 > . 8001:9001(1000) ack 1 win 64240
0.800 > P. 9001:10001(1000) ack 1 win 64240
0.800 > . 10001:11001(1000) ack 1 win 64240
0.800 > P. 11001:12001(1000) ack 1 win 64240
0.800 > . 12001:13001(1000) ack 1 win 64240
0.800 > P. 13001:14001(1000) ack 1 win 64240
0.800 > . 14001:15001(1000) ack 1 win 64240
0.900 < . 1:1(0) ack 15001 win 65535
0.900 > . 15001:16001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 > P. 16001:17001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 > . 17001:18001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 > P. 18001:19001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 > . 19001:20001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 > P. 20001:21001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 > P. 21001:22001(1000) ack 1 win 64240 // held 100ms by slow start, until ack 15001
0.900 info cwnd = 14000
1.000 < . 1:1(0) ack 22001 win 65535
