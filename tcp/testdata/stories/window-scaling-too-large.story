// A shift of more than 14 is taken for 14 (RFC 7323 section 2.3).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 1000 <mss 1000,wscale 15>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 32768
0.200 < . 1:1(0) ack 1 win 1
0.200 info wnd = 16384
