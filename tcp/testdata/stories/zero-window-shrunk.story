// A peer takes its window back while data is under way, which it should not
// (RFC 9293 section 3.8.6). We keep asking with the data itself, and as long as the
// peer answers we do not give up.
--profile=rfc
--retries=2

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 write 2000 = 2000
0.200 > . 1:1001(1000) ack 1 win 65535
0.200 > P. 1001:2001(1000) ack 1 win 65535
0.300 < . 1:1(0) ack 1 win 0
// 1.2: The retransmission timer runs: the data is sent and not acknowledged.
1.200 > . 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
1.300 < . 1:1(0) ack 1 win 0
3.200 > . 1:1001(1000) ack 1 win 65535 // copy 3: loss (timeout)
3.300 < . 1:1(0) ack 1 win 0
7.200 > . 1:1001(1000) ack 1 win 65535 // copy 4: loss (timeout)
7.300 < . 1:1(0) ack 1 win 0
15.200 > . 1:1001(1000) ack 1 win 65535 // copy 5: loss (timeout)
15.300 < . 1:1(0) ack 1 win 0
// Four copies, twice as many as give up where nobody answers.
20.000 < . 1:1(0) ack 1 win 8000
31.200 > . 1:1001(1000) ack 1 win 65535 // copy 6: loss (timeout)
31.300 < . 1:1(0) ack 1001 win 8000
31.300 > P. 1001:2001(1000) ack 1 win 65535 // copy 2: loss (timeout)
31.400 < . 1:1(0) ack 2001 win 8000
