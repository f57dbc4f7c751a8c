// A segment without the option, once it was agreed on, is dropped without a word
// (RFC 7323 section 3.2); a reset is not.
--profile=rfc
--delayed_ack=0ms

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 700 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460,TS val 0 ecr 700>
0.010 < . 1:1(0) ack 1 win 8000 <TS val 710 ecr 0>
0.010 -> ESTABLISHED
0.100 < P. 1:101(100) ack 1 win 8000
0.200 < P. 1:101(100) ack 1 win 8000 <TS val 900 ecr 0>
0.200 > . 1:1(0) ack 101 win 65435 <TS val 200 ecr 900>
0.300 < R. 101:101(0) ack 1 win 8000
0.300 -> CLOSED ECONNRESET
