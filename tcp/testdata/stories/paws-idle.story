// After 24 days without a segment the peer's clock may have wrapped: the next
// timestamp is taken whatever it says, and is what counts from then on (RFC 7323 section
// 5.5). An hour earlier it is not.
--profile=rfc
--delayed_ack=0ms

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 2000000000 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460,TS val 0 ecr 2000000000>
0.000 < . 1:1(0) ack 1 win 8000 <TS val 2000000000 ecr 0>
0.000 -> ESTABLISHED
2070000.000 < P. 1:101(100) ack 1 win 8000 <TS val 100 ecr 0>
2070000.000 > . 1:1(0) ack 1 win 65535 <TS val 2070000000 ecr 2000000000>
2073601.000 < P. 1:101(100) ack 1 win 8000 <TS val 200 ecr 0>
2073601.000 > . 1:1(0) ack 101 win 65435 <TS val 2073601000 ecr 200>
2073602.000 < P. 101:201(100) ack 1 win 8000 <TS val 150 ecr 0>
2073602.000 > . 1:1(0) ack 101 win 65435 <TS val 2073602000 ecr 200>
