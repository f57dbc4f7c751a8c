// The initial window of RFC 5681 depends on the segment size: 2 above 2190 bytes, 3
// above 1095, else 4.
--profile=rfc
--mss=8960

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 8960,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 65535 <mss 8960>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.100 info mss cwnd = 8960 17920
0.200 write 30000 = 30000
0.200 > . 1:8961(8960) ack 1 win 65535
0.200 > . 8961:17921(8960) ack 1 win 65535
0.300 < . 1:1(0) ack 17921 win 65535
0.300 > . 17921:26881(8960) ack 1 win 65535 // held 100ms by slow start, until ack 17921
0.400 < . 1:1(0) ack 26881 win 65535
0.400 > P. 26881:30001(3120) ack 1 win 65535 // held 100ms by slow start, 100ms by nagle, until ack 26881
0.500 < . 1:1(0) ack 30001 win 65535
