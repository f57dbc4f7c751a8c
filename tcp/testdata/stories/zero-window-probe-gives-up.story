// Probes that nobody answers end the connection as lost data does.
--profile=rfc
--retries=3
--zero_window_probe=empty

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 0 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
// The window was closed from the start.
0.200 write 100 = 100
1.200 > . 0:0(0) ack 1 win 65535 // persist timer
3.200 > . 0:0(0) ack 1 win 65535 // persist timer
7.200 > . 0:0(0) ack 1 win 65535 // persist timer
// 15.2: Three probes were not answered, and a fourth would be one too many.
15.200 -> CLOSED ETIMEDOUT
