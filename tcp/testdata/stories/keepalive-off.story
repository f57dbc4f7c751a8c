// Keep-alive is off unless it is asked for, and can be switched off again.
--profile=rfc
--keepalive_idle=10s

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.200 keepalive on
5.000 keepalive off
60.000 info state = ESTABLISHED
