// A soft error does not end an attempt to connect either (RFC 9293 section 3.9.2.2): the
// third SYN finds the way.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 icmp EHOSTUNREACH
1.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 1000 ecr 0,wscale 5> // copy 2: connect retry
1.100 icmp ENETUNREACH
3.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 3000 ecr 0,wscale 5> // copy 3: connect retry
3.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
3.100 -> ESTABLISHED
3.100 > . 1:1(0) ack 1 win 65535
