// Both ends send the timestamps option in their SYN, so every segment carries it
// (RFC 7323 section 3.2): our clock, and what the peer's said last. It takes 12
// bytes of each segment.
--profile=rfc
--ack_every=3

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 8000 <mss 1000,TS val 700 ecr 0>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 65535 <mss 1460,TS val 0 ecr 700>
0.100 < . 1:1(0) ack 1 win 8000 <TS val 800 ecr 0>
0.100 -> ESTABLISHED
0.200 write 1976 = 1976
0.200 > . 1:989(988) ack 1 win 65535 <TS val 200 ecr 800>
0.200 > P. 989:1977(988) ack 1 win 65535 <TS val 200 ecr 800>
0.300 < . 1:1(0) ack 1977 win 8000 <TS val 1000 ecr 200>
// Of two segments that are acknowledged together the older one is echoed: what
// is echoed tells how long the acknowledgement took, its delay included.
0.400 < P. 1:101(100) ack 1977 win 8000 <TS val 1100 ecr 200>
0.450 < P. 101:201(100) ack 1977 win 8000 <TS val 1150 ecr 200>
0.600 > . 1977:1977(0) ack 201 win 65335 <TS val 600 ecr 1100> // ack held 200ms; delayed-ack timer
// What arrives behind a hole is not echoed (section 4.3 rule B).
0.700 < P. 301:401(100) ack 1977 win 8000 <TS val 1400 ecr 600>
0.700 > . 1977:1977(0) ack 201 win 65335 <TS val 700 ecr 1100>
// The segment that fills the hole is.
0.750 < P. 201:301(100) ack 1977 win 8000 <TS val 1450 ecr 600>
0.750 > . 1977:1977(0) ack 401 win 65135 <TS val 750 ecr 1450>
0.800 abort
0.800 -> CLOSED
0.800 > R. 1977:1977(0) ack 401 win 65135 <TS val 800 ecr 1450>
