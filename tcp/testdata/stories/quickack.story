// TCP_QUICKACK sends the acknowledgement that is owed.
--profile=rfc
--delayed_ack=200ms

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 < P. 1:101(100) ack 1 win 8000
0.250 quickack
0.250 > . 1:1(0) ack 101 win 65435 // ack held 50ms
// Nothing is owed: nothing happens.
0.300 quickack
