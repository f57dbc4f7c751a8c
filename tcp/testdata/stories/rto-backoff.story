// The timeout doubles with each expiry, up to its maximum (RFC 6298 section 5.5).
--profile=rfc
--rto_max=4s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 5000 = 5000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > . 1001:2001(1000) ack 1 win 65535
0.200 > . 2001:3001(1000) ack 1 win 65535
0.200 > . 3001:4001(1000) ack 1 win 65535
// 1.2: All four are presumed lost. The window is one segment, the threshold half
//      of the flight, two segments at least.
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.200 info cwnd ssthresh rto backoff = 1000 2000 2000ms 1
// 3.2: Twice as long.
3.200 > . 1:1001(1000) ack 1 win 65535 // copy 3: loss (timeout)
// 7.2: Four times.
7.200 > . 1:1001(1000) ack 1 win 65535 // copy 4: loss (timeout)
// 11.2: Eight times would be 8 s, but 4 s are the maximum.
11.200 > . 1:1001(1000) ack 1 win 65535 // copy 5: loss (timeout)
11.200 info cwnd ssthresh rto backoff = 1000 2000 4000ms 4
// The ACK of a copy ends nothing: it may be of any of them (Karn). Slow start repairs
// the rest.
11.300 < . 1:1(0) ack 1001 win 8000
11.300 > . 1001:2001(1000) ack 1 win 65535 // copy 2: loss (timeout)
11.300 > . 2001:3001(1000) ack 1 win 65535 // copy 2: loss (timeout)
11.300 info cwnd rto backoff = 2000 4000ms 4
11.400 < . 1:1(0) ack 3001 win 8000
11.400 > . 3001:4001(1000) ack 1 win 65535 // copy 2: loss (timeout)
11.400 > P. 4001:5001(1000) ack 1 win 65535 // held 1000ms by slow start, 10200ms by recovery window, until ack 3001
// This is new data: its sample ends the back-off.
11.500 < . 1:1(0) ack 5001 win 8000
11.500 info cwnd rto backoff = 3000 1000ms 0
