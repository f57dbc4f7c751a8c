// Karn's algorithm (RFC 6298 section 3): what was sent twice gives no sample, and the
// back-off stays until new data gives one.
--profile=rfc
--rto_min=100ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 info srtt rto = 100ms 300ms
0.200 write 1000 = 1000
0.200 > P. 1:1001(1000) ack 1 win 65535
// 0.5: The segment is not lost, it is late: 350 ms. The timer sends it again.
0.500 > P. 1:1001(1000) ack 1 win 65535 // copy 2: loss (timeout)
// The ACK could be for either; taken for the copy's it would say 50 ms.
0.550 < . 1:1(0) ack 1001 win 8000
0.550 info srtt rto backoff = 100ms 600ms 1
// The next segment is given the doubled timeout, and it is needed.
0.600 write 1000 = 1000
0.600 > P. 1001:2001(1000) ack 1 win 65535
0.950 < . 1:1(0) ack 2001 win 8000
// 350 ms: SRTT = 100 + (350 - 100)/8, RTTVAR = 50 * 3/4 + 250/4.
0.950 info srtt rto backoff = 131.25ms 531.25ms 0
