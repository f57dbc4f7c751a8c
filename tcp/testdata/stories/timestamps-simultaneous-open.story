// A SYN acknowledges nothing, so its echo means nothing, whatever it says (RFC 7323
// section 3.2); what is agreed on is, whichever way the SYNs cross.
--profile=rfc
--timestamp_echo_checked=yes

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S 0:0(0) win 8000 <mss 1000,TS val 50 ecr 4294967246>
0.100 -> SYN-RECEIVED
0.100 > S. 0:0(0) ack 1 win 65535 <mss 1460,TS val 100 ecr 50> // copy 2: connect
0.200 < S. 0:0(0) ack 1 win 8000 <mss 1000,TS val 150 ecr 100>
0.200 -> ESTABLISHED
0.200 > . 1:1(0) ack 1 win 65535 <TS val 200 ecr 150>
0.200 info state srtt = ESTABLISHED 100ms
0.300 write 100 = 100
0.300 > P. 1:101(100) ack 1 win 65535 <TS val 300 ecr 150>
0.400 < . 1:1(0) ack 101 win 8000 <TS val 350 ecr 300>
