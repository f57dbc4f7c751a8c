// The estimator in numbers (RFC 6298 section 2), with a sample from every ACK.
--profile=rfc
--rto_min=0ms
--clock_granularity=0ms
--rtt_sample_per_ack=yes
--rto_initial=1s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
// R = 80 ms: SRTT 80, RTTVAR 40, RTO 80 + 4 * 40 = 240.
0.080 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.080 -> ESTABLISHED
0.080 > . 1:1(0) ack 1 win 65535
0.080 info srtt rto = 80ms 240ms
// R = 80: RTTVAR = 3/4 * 40 + 1/4 * 0 = 30, RTO 200.
1.000 write 1000 = 1000
1.000 > P. 1:1001(1000) ack 1 win 65535
1.080 < . 1:1(0) ack 1001 win 8000
1.080 info srtt rto = 80ms 200ms
// R = 160: RTTVAR = 3/4 * 30 + 1/4 * 80 = 42.5, SRTT = 7/8 * 80 + 1/8 * 160 = 90, RTO 260.
2.000 write 1000 = 1000
2.000 > P. 1001:2001(1000) ack 1 win 65535
2.160 < . 1:1(0) ack 2001 win 8000
2.160 info srtt rto = 90ms 260ms
// R = 90: RTTVAR = 3/4 * 42.5 = 31.875, SRTT 90, RTO 217.5.
3.000 write 1000 = 1000
3.000 > P. 2001:3001(1000) ack 1 win 65535
3.090 < . 1:1(0) ack 3001 win 8000
3.090 info srtt rto = 90ms 217.5ms
