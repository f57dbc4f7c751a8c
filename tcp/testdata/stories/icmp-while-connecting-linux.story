// Linux ends an attempt to connect with the first ICMP error (RFC 5461 section 4.1).
--profile=linux

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 64240 <mss 1460,sackOK,TS val 0 ecr 0,wscale 7>
0.100 icmp EHOSTUNREACH
0.100 -> CLOSED EHOSTUNREACH
0.200 error = EHOSTUNREACH
