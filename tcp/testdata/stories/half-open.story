// The peer has crashed and come back, and our new SYN finds its old connection:
// it acknowledges something old, and we reset that (RFC 9293 figure 9).
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < . 300:300(0) ack 100 win 8000
0.100 > R 100:100(0) win 0
1.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 1000 ecr 0,wscale 5> // copy 2: connect retry
// The old connection is gone, so the next SYN meets a listener.
1.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
1.100 -> ESTABLISHED
1.100 > . 1:1(0) ack 1 win 65535
