// TCP_CORK: only full segments leave, until the cork is pulled.
--profile=rfc

0.000 connect
0.000 -> SYN-SENT
0.000 > S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,wscale 5>
0.100 < S. 0:0(0) ack 1 win 8000 <mss 1000>
0.100 -> ESTABLISHED
0.100 > . 1:1(0) ack 1 win 65535
0.150 cork on
// Nothing is under way, so Nagle would let these go.
0.200 write 400 = 400
0.210 write 400 = 400
// A full segment leaves, the rest of 200 stays.
0.220 write 400 = 400
0.220 > . 1:1001(1000) ack 1 win 65535 // held 20ms by cork, until write 400
0.300 < . 1:1(0) ack 1001 win 8000
// Without a limit it would stay for ever. Pulling the cork sends it.
5.000 cork off
5.000 > P. 1001:1201(200) ack 1 win 65535 // held 4780ms by cork, until cork off
5.100 < . 1:1(0) ack 1201 win 8000
// The end of the stream pulls the cork too, and takes the data along.
5.200 cork on
5.210 write 100 = 100
5.220 shutdown
5.220 -> FIN-WAIT-1
5.220 > FP. 1201:1301(100) ack 1 win 65535 // held 10ms by cork, until shutdown
5.300 < . 1:1(0) ack 1302 win 8000
5.300 -> FIN-WAIT-2
