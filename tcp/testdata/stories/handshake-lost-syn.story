// The SYN is lost twice and repeated by the timer: after 1 s, then after 2 s
// (RFC 6298 sections 2.1 and 5.5).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
// 1.0: The first copy, after the initial timeout of a second.
1.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 1000 ecr 0,wscale 5> // copy 2: connect retry
// 3.0: The second, after twice as long.
3.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 3000 ecr 0,wscale 5> // copy 3: connect retry
3.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
3.100 -> ESTABLISHED
3.100 > . 1:1(0) ack 1 win 65535
// Nobody knows which copy was answered, so there is no sample (Karn). Data starts
// with a timeout of 3 s (RFC 6298 section 5.7), and the window with one segment
// (RFC 5681 section 3.1).
3.100 info cwnd srtt rto = 1000 0ms 3000ms
3.200 write 3000 = 3000
3.200 > . 1:1001(1000) ack 1 win 65535
// The first ACK brings a sample, and with it an ordinary timeout. Slow start lets
// two segments go.
3.300 < . 1:1(0) ack 1001 win 8000
3.300 > . 1001:2001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1001
3.300 > P. 2001:3001(1000) ack 1 win 65535 // held 100ms by slow start, until ack 1001
3.300 info cwnd srtt rto = 2000 100ms 1000ms
3.400 < . 1:1(0) ack 3001 win 8000
