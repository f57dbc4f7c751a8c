// A simultaneous open, seen from one side, where one SYN-ACK gets lost.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.050 < S 0:0(0) win 8000 <mss 1000,wscale 2>
0.050 -> SYN-RECEIVED
0.050 > S. 0:0(0) ack 1 win 65535 <mss 1460,wscale 5> // copy 2: connect
// The peer's SYN-ACK is lost, but it has ours: its first ACK is enough. The window
// in it is scaled.
0.150 < . 1:1(0) ack 1 win 2000
0.150 -> ESTABLISHED
0.150 info state wnd srtt = ESTABLISHED 8000 0ms
