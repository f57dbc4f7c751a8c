// The echo tells which copy of a segment arrived, so that also segments that were
// sent again measure the round trip (RFC 7323 section 4.1); Karn's rule has nothing
// to forbid. The sample ends the back-off.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 10 ecr 0>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535 <TS val 100 ecr 10>
0.200 write 100 = 100
0.200 > P. 1:101(100) ack 1 win 65535 <TS val 200 ecr 10>
// 1.2: Lost, and again.
1.200 > P. 1:101(100) ack 1 win 65535 <TS val 1200 ecr 10> // copy 2: loss (timeout)
1.300 < . 1:1(0) ack 101 win 8000 <TS val 20 ecr 1200>
1.300 info srtt rto backoff = 100ms 1000ms 0
