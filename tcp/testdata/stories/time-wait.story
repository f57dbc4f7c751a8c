// Who closes first waits for 2MSL (RFC 9293 section 3.6): 4 minutes.
--profile=rfc
--wakes=time-wait,closed

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
1.000 close
1.000 -> FIN-WAIT-1
1.000 > F. 1:1(0) ack 1 win 65535
1.100 < . 1:1(0) ack 2 win 8000
1.100 -> FIN-WAIT-2
// Our last ACK may be lost, that is why we wait.
1.200 < F. 1:1(0) ack 2 win 8000
1.200 -> TIME-WAIT
1.200 > . 2:2(0) ack 2 win 65534
1.200 * time-wait
1.300 write 10 = EPIPE
1.300 read all = eof
241.200 -> CLOSED
241.200 * closed
