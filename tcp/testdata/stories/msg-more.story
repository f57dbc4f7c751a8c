// MSG_MORE: what is small waits for more as if corked, although the socket has
// TCP_NODELAY, and is not pushed. After a retransmission timeout it leaves all the
// same.
--profile=linux
--timestamps=no

0.000 listen
0.000 -> LISTEN
0.000 < S 0:0(0) win 32792 <mss 1000,sackOK,wscale 7>
0.000 -> SYN-RECEIVED
0.000 > S. 0:0(0) ack 1 win 64240 <mss 1460,sackOK,wscale 7>
0.010 < . 1:1(0) ack 1 win 257
0.010 -> ESTABLISHED
0.010 nodelay
0.020 write 40 more = 40
// 0.23: 10 ms of round trip and 200 ms.
0.232 > P. 1:41(40) ack 1 win 502 // held 212ms by cork, until cork timer
0.240 < . 1:1(0) ack 41 win 257
// More comes: full segments leave, not pushed, and the last write lets go all.
0.300 write 100 more = 100
0.305 write 160 more = 160
0.310 write 400 more = 400
0.315 write 1000 more = 1000
0.315 > . 41:1041(1000) ack 1 win 502 // held 15ms by cork, until write 1000 more
0.320 write 340 = 340
0.320 > P. 1041:2041(1000) ack 1 win 502 // held 5ms by cork, until write 340
0.330 < . 1:1(0) ack 2041 win 257
// A segment that arrives makes Linux look again, and then nothing holds it.
0.400 write 1040 more = 1040
0.400 > . 2041:3041(1000) ack 1 win 502
0.410 < . 1:1(0) ack 3041 win 257
0.410 > P. 3041:3081(40) ack 1 win 502 // held 10ms by cork, until ack 3041
0.420 < . 1:1(0) ack 3081 win 257
