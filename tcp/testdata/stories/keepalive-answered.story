// Keep-alive (RFC 9293 section 3.8.4): after the idle time an empty segment with an old
// sequence number, which the peer has to answer.
--profile=rfc
--keepalive_idle=10s
--keepalive_interval=1s
--keepalive_probes=3
--until=25

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 keepalive on
// 10.2: A probe, one byte old.
10.200 > . 0:0(0) ack 1 win 65535 // keep-alive timer
10.300 < . 1:1(0) ack 1 win 8000
// Every sign of life starts the idle time anew.
15.000 < P. 1:101(100) ack 1 win 8000
15.200 > . 1:1(0) ack 101 win 65435 // ack held 200ms; delayed-ack timer
// 25.0: The next probe.
25.000 > . 0:0(0) ack 101 win 65435 // keep-alive timer
