// What lies beyond the window is cut off, what lies wholly outside is answered with
// an acknowledgement (RFC 9293 section 3.10.7.4, first step).
--profile=rfc
--delayed_ack=0ms
--receive_buffer=1000
--mss=500

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 1000 <mss 500,sackOK,TS val 0 ecr 0,wscale 0>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 1000
// 200 bytes too many: they are cut off, and so is the FIN behind them.
0.200 < F. 1:1201(1200) ack 1 win 8000
0.200 > . 1:1(0) ack 1001 win 0
// The window is full: the data is refused, but the acknowledgement counts.
0.250 write 100 = 100
0.250 > P. 1:101(100) ack 1001 win 0
0.300 < . 1001:1101(100) ack 101 win 8000
0.300 > . 101:101(0) ack 1001 win 0
0.300 info una = 101
0.400 read all = 1000
0.400 > . 101:101(0) ack 1001 win 1000
0.500 < F. 1001:1201(200) ack 101 win 8000
0.500 -> CLOSE-WAIT
0.500 > . 101:101(0) ack 1202 win 799
