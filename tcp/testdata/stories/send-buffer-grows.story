// The send buffer grows to twice the congestion window, so that a writer is never what the
// window waits for (Linux tcp_sndbuf_expand).
--profile=rfc
--send_buffer=8000
--send_buffer_max=100000
--send_autotuning=yes
--initial_window_rule=segments
--initial_window=4
--timestamps=no
--wakes=writable

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,wscale 5>
0.100 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 * writable
0.200 write 50000 = 20000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 4001 win 60000
0.300 > . 4001:5001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 4001
0.300 > . 5001:6001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 4001
0.300 > . 6001:7001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 4001
0.300 > . 7001:8001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 4001
0.300 > . 8001:9001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 4001
0.300 * writable
0.300 write 50000 = 4000
0.400 < . 1:1(0) ack 9001 win 60000
0.400 > . 9001:10001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 9001
0.400 > . 10001:11001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 9001
0.400 > . 11001:12001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 9001
0.400 > . 12001:13001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 9001
0.400 > . 13001:14001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 9001
0.400 > . 14001:15001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 9001
0.400 * writable
0.500 < . 1:1(0) ack 15001 win 60000
0.500 > . 15001:16001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 15001
0.500 > . 16001:17001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 15001
0.500 > . 17001:18001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 15001
0.500 > . 18001:19001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 15001
0.500 > . 19001:20001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 15001
0.500 > . 20001:21001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 15001
0.500 > . 21001:22001(1000) ack 1 win 65535 // held 200ms by slow start, until ack 15001
0.600 < . 1:1(0) ack 22001 win 60000
0.600 > . 22001:23001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 22001
0.600 > P. 23001:24001(1000) ack 1 win 65535 // held 300ms by slow start, until ack 22001
0.700 < . 1:1(0) ack 24001 win 60000
0.700 * writable
