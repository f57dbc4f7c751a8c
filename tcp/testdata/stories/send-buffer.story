// A writer that is faster than the wire finds the send buffer full and is woken when
// there is room again.
--profile=rfc
--send_buffer=3000
--send_low_water=2000
--wakes=writable

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 * writable
0.200 write 5000 = 3000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > P. 2001:3001(1000) ack 1 win 65535
0.210 write 2000 = 0
// 1000 bytes are free: less than the low-water mark, nobody is woken.
0.300 < . 1:1(0) ack 1001 win 8000
0.310 < . 1:1(0) ack 2001 win 8000
0.310 * writable
0.320 write 2000 = 2000
0.320 > . 3001:4001(1000) ack 1 win 65535
0.320 > P. 4001:5001(1000) ack 1 win 65535
0.400 < . 1:1(0) ack 3001 win 8000
0.500 < . 1:1(0) ack 5001 win 8000
0.500 * writable
