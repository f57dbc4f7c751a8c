// The peer's SYN-ACK has no timestamps, so nobody uses them (RFC 7323 section 3.2).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.050 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.050 -> ESTABLISHED
0.050 > . 1:1(0) ack 1 win 65535
0.100 write 1000 = 1000
0.100 > P. 1:1001(1000) ack 1 win 65535
// One that comes nevertheless says nothing.
0.150 < . 1:1(0) ack 1001 win 8000 <TS val 4294967000 ecr 100>
0.200 write 1000 = 1000
0.200 > P. 1001:2001(1000) ack 1 win 65535
0.250 < . 1:1(0) ack 2001 win 8000
