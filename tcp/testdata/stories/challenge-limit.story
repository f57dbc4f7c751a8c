// Challenges are limited, or an attacker could make us send without end (RFC 5961
// section 7): here 3 in each second, whatever asks for them.
--profile=rfc
--challenge_limit=3
--challenge_interval=1s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < R 500:500(0) win 0
0.200 > . 1:1(0) ack 1 win 65535
0.210 < S 500:500(0) win 8000
0.210 > . 1:1(0) ack 1 win 65535
0.220 < . 1:1(0) ack 4294960000 win 8000
0.220 > . 1:1(0) ack 1 win 65535
// The fourth of each kind is dropped silently, and so is all up to 1.2.
0.230 < R 500:500(0) win 0
0.240 < S 500:500(0) win 8000
0.250 < S 90000:90000(0) win 8000
0.260 < . 1:1(0) ack 4294960000 win 8000
1.199999999 < R 500:500(0) win 0
1.200 < R 500:500(0) win 0
1.200 > . 1:1(0) ack 1 win 65535
