// What the peer announces bounds our segments, and what we announce the peer's
// (RFC 9293 section 3.7.1).
--profile=rfc
--mss=1200

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1200,sackOK,TS val 0 ecr 0,wscale 5>
// We take 1200 bytes at most, the peer 700: we send 700.
0.100 < S. 0:0(0) ack 1 win 8000 <mss 700>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 info mss = 700
0.200 write 1400 = 1400
0.200 > . 1:701(700) ack 1 win 65535
0.200 > P. 701:1401(700) ack 1 win 65535
// Each side has a limit of its own: the peer's segments may be larger than ours.
0.300 < P. 1:1201(1200) ack 1401 win 8000
0.500 > . 1401:1401(0) ack 1201 win 65535 // ack held 200ms; delayed-ack timer
