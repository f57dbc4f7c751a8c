// Without delay every segment is acknowledged.
--profile=rfc
--delayed_ack=0ms
--reads=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
0.200 > . 1:1(0) ack 101 win 65435
0.210 < . 101:1101(1000) ack 1 win 8000
0.210 > . 1:1(0) ack 1101 win 64435
