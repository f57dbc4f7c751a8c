// The receive buffer grows to twice what the application took in a round trip: the window that
// is offered keeps ahead of a sender in slow start (Linux tcp_rcv_space_adjust).
--profile=rfc
--receive_buffer=8000
--receive_buffer_max=64000
--receive_autotuning=yes
--reads=yes
--delayed_ack=0ms

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 60000 <mss 1000,TS val 1 ecr 0,wscale 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 8000 <mss 1460,TS val 0 ecr 1,wscale 0>
0.100 < . 1:1(0) ack 1 win 60000 <TS val 100 ecr 0>
0.100 -> ESTABLISHED
0.100 < . 1:1001(1000) ack 1 win 60000 <TS val 100 ecr 0>
0.100 > . 1:1(0) ack 1001 win 7000 <TS val 100 ecr 100>
0.100 < . 1001:2001(1000) ack 1 win 60000 <TS val 100 ecr 0>
0.100 > . 1:1(0) ack 2001 win 6000 <TS val 100 ecr 100>
0.100 < . 2001:3001(1000) ack 1 win 60000 <TS val 100 ecr 0>
0.100 > . 1:1(0) ack 3001 win 7000 <TS val 100 ecr 100>
0.100 < . 3001:4001(1000) ack 1 win 60000 <TS val 100 ecr 0>
0.100 > . 1:1(0) ack 4001 win 6000 <TS val 100 ecr 100>
0.200 < . 4001:5001(1000) ack 1 win 60000 <TS val 200 ecr 100>
0.200 > . 1:1(0) ack 5001 win 7000 <TS val 200 ecr 200>
0.200 < . 5001:6001(1000) ack 1 win 60000 <TS val 200 ecr 100>
0.200 > . 1:1(0) ack 6001 win 12020 <TS val 200 ecr 200>
0.200 < . 6001:7001(1000) ack 1 win 60000 <TS val 200 ecr 100>
0.200 > . 1:1(0) ack 7001 win 11020 <TS val 200 ecr 200>
0.200 < . 7001:8001(1000) ack 1 win 60000 <TS val 200 ecr 100>
0.200 > . 1:1(0) ack 8001 win 12020 <TS val 200 ecr 200>
0.200 < . 8001:9001(1000) ack 1 win 60000 <TS val 200 ecr 100>
0.200 > . 1:1(0) ack 9001 win 11020 <TS val 200 ecr 200>
0.200 < . 9001:10001(1000) ack 1 win 60000 <TS val 200 ecr 100>
0.200 > . 1:1(0) ack 10001 win 12020 <TS val 200 ecr 200>
0.300 < . 10001:11001(1000) ack 1 win 60000 <TS val 300 ecr 200>
0.300 > . 1:1(0) ack 11001 win 11020 <TS val 300 ecr 300>
0.300 < . 11001:12001(1000) ack 1 win 60000 <TS val 300 ecr 200>
0.300 > . 1:1(0) ack 12001 win 15800 <TS val 300 ecr 300>
0.300 < . 12001:13001(1000) ack 1 win 60000 <TS val 300 ecr 200>
0.300 > . 1:1(0) ack 13001 win 14800 <TS val 300 ecr 300>
0.400 < . 13001:14001(1000) ack 1 win 60000 <TS val 400 ecr 300>
0.400 > . 1:1(0) ack 14001 win 15800 <TS val 400 ecr 400>
