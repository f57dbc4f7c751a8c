// Setting TCP_NODELAY lets go what waits at that time, corked or not; what comes
// later is corked again.
--profile=linux
--timestamps=no

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 32792 <mss 1000,sackOK,wscale 7>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 64240 <mss 1460,sackOK,wscale 7>
0.010 < . 1:1(0) ack 1 win 257
0.010 -> ESTABLISHED
0.010 cork on
0.020 write 40 = 40
0.030 nodelay
0.030 > P. 1:41(40) ack 1 win 502 // held 10ms by cork, until nodelay
0.040 < . 1:1(0) ack 41 win 257
0.050 write 40 = 40
0.060 shutdown
0.060 -> FIN-WAIT-1
0.060 > FP. 41:81(40) ack 1 win 502 // held 10ms by cork, until shutdown
0.070 < . 1:1(0) ack 82 win 257
0.070 -> FIN-WAIT-2
