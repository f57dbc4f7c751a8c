// Window scaling (RFC 7323 section 2): agreed on in the SYNs, in force after them.
--profile=rfc
--receive_buffer=200000
--reads=yes

// A buffer of 200000 bytes needs a shift of 2: 200000 / 4 fits into 16 bits.
0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 2>
0.100 < S. 0:0(0) ack 1 win 1000 <mss 1000,wscale 7>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 50000
// The window of a SYN is never scaled: 1000 bytes, one segment.
0.100 info wnd = 1000
0.200 write 4000 = 4000
0.200 > . 1:1001(1000) ack 1 win 50000
// From now on 1000 means 128000.
0.300 < . 1:1(0) ack 1001 win 1000
0.300 > . 1001:2001(1000) ack 1 win 50000 // held 100ms by receive window, until ack 1001
0.300 > . 2001:3001(1000) ack 1 win 50000 // held 100ms by receive window, until ack 1001
0.300 > P. 3001:4001(1000) ack 1 win 50000 // held 100ms by receive window, until ack 1001
0.300 info wnd = 128000
0.400 < . 1:1(0) ack 4001 win 1000
