// Three probes without an answer: the connection is reset.
--profile=rfc
--keepalive_idle=10s
--keepalive_interval=1s
--keepalive_probes=3

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 keepalive on
10.200 > . 0:0(0) ack 1 win 65535 // keep-alive timer
11.200 > . 0:0(0) ack 1 win 65535 // keep-alive timer
12.200 > . 0:0(0) ack 1 win 65535 // keep-alive timer
// 13.2: As long after the last probe as between two of them.
13.200 -> CLOSED ETIMEDOUT
13.200 > R. 1:1(0) ack 1 win 65535 // keep-alive timer
14.000 read all = ETIMEDOUT
