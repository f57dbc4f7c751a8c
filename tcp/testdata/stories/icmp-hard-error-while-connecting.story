// Port unreachable while connecting: nobody listens.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 icmp ECONNREFUSED
0.100 -> CLOSED ECONNREFUSED
0.100 error = ECONNREFUSED
