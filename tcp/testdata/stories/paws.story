// PAWS (RFC 7323 section 5.3): the segment of 0.2 has a sequence number in the
// window and is older than what has arrived. It is acknowledged and dropped.
--profile=rfc
--delayed_ack=0ms

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 4294967290 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460,TS val 0 ecr 4294967290>
0.010 < . 1:1(0) ack 1 win 8000 <TS val 4 ecr 0>
0.010 -> ESTABLISHED
0.100 < P. 1:101(100) ack 1 win 8000 <TS val 94 ecr 0>
0.100 > . 1:1(0) ack 101 win 65435 <TS val 100 ecr 94>
0.200 < P. 101:201(100) ack 1 win 8000 <TS val 93 ecr 0>
0.200 > . 1:1(0) ack 101 win 65435 <TS val 200 ecr 94>
0.210 read all = 100
// It is all the same how old: the clock has wrapped.
0.300 < P. 101:201(100) ack 1 win 8000 <TS val 4294967295 ecr 0>
0.300 > . 1:1(0) ack 101 win 65435 <TS val 300 ecr 94>
// The same value again is not older.
0.400 < P. 101:201(100) ack 1 win 8000 <TS val 94 ecr 0>
0.400 > . 1:1(0) ack 201 win 65335 <TS val 400 ecr 94>
// Also where something is missing before it.
0.410 < P. 301:401(100) ack 1 win 8000 <TS val 94 ecr 0>
0.410 > . 1:1(0) ack 201 win 65335 <TS val 410 ecr 94>
0.420 < P. 201:301(100) ack 1 win 8000 <TS val 94 ecr 0>
0.420 > . 1:1(0) ack 401 win 65135 <TS val 420 ecr 94>
// The timestamp of a reset that is ignored changes nothing (section 5.2).
0.450 < R. 150:150(0) ack 1 win 8000 <TS val 1000 ecr 0>
0.460 < P. 401:501(100) ack 1 win 8000 <TS val 400 ecr 0>
0.460 > . 1:1(0) ack 501 win 65035 <TS val 460 ecr 400>
// A reset is taken, however old.
0.500 < R. 501:501(0) ack 1 win 8000 <TS val 3 ecr 0>
0.500 -> CLOSED ECONNRESET
